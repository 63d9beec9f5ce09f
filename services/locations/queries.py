"""Reads of locations."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, Subquery, select

from app import rows
from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission
from app.rows import one, paged
from services.locations.errors import LocationNotFound
from services.locations.models import Location
from services.locations.shapes import LocationShape


@query(needs=Permission.VIEW_CATALOGUE)
async def listed(ctx: Context, *, page: Page | None = None, including_retired: bool = False) -> Paged[LocationShape]:
    """Locations by region and name."""
    wanted = select(Location).where(Location.tenant_id == ctx.tenant)
    if not including_retired:
        wanted = wanted.where(Location.is_active)
    wanted = wanted.order_by(Location.region, Location.name_key, Location.id)
    async with reading(ctx) as db:
        return await paged(db, wanted, page or Page(), _of_row)


@query(needs=Permission.VIEW_CATALOGUE)
async def by_id(ctx: Context, *, location_id: UUID) -> LocationShape:
    """Read one location. Raises: LocationNotFound."""
    async with reading(ctx) as db:
        return shape(await one(db, Location, location_id, LocationNotFound))


async def in_use(db: Reading, location_id: UUID) -> LocationShape:
    """The location, unless it is retired. Raises: LocationNotFound."""
    location = shape(await one(db, Location, location_id, LocationNotFound))
    if not location.is_active:
        raise LocationNotFound
    return location


async def named(db: Reading, location_ids: Collection[UUID]) -> dict[UUID, LocationShape]:
    """These locations by id, retired ones too; one statement."""
    rows = await db.scalars(select(Location).where(
        Location.tenant_id == db.ctx.tenant, Location.id.in_(set(location_ids))))
    return {row.id: shape(row) for row in rows}


def places(ctx: Context) -> Subquery:
    """For joining: `location_id`, `region` and `is_active` of every location."""
    return select(Location.id.label('location_id'), Location.region, Location.is_active).where(
        Location.tenant_id == ctx.tenant).subquery()


def in_use_ids(ctx: Context) -> Select[UUID]:
    """For `in_()` of other capabilities' queries: the locations that are not retired."""
    return select(Location.id).where(Location.tenant_id == ctx.tenant, Location.is_active)


def shape(row: Location) -> LocationShape:
    return LocationShape(id=row.id, name=row.name, address=row.address, region=row.region, zone=row.zone,
                         is_active=row.is_active)


def _of_row(row: Row[Any]) -> LocationShape:
    return shape(row[0])


def names(ctx: Context, ids: Collection[UUID]) -> Select[UUID, str]:
    """For a union: id and name of those of these that are locations, retired ones too."""
    return rows.names(Location, ctx, ids)
