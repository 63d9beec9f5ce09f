"""Reads of offerings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, select

from app import rows
from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission
from app.rows import paged
from services.offerings.errors import OfferingNotFound
from services.offerings.models import Offering, OfferingSkill
from services.offerings.rules import MINUTE
from services.offerings.shapes import OfferingShape
from services.skills.shapes import Level, SkillLevel


@query(needs=Permission.VIEW_CATALOGUE)
async def listed(ctx: Context, *, page: Page | None = None, including_retired: bool = False) -> Paged[OfferingShape]:
    """Offerings by name with the skills they require: three statements at any size."""
    wanted = select(Offering).where(Offering.tenant_id == ctx.tenant).order_by(Offering.name_key, Offering.id)
    if not including_retired:
        wanted = wanted.where(Offering.is_active)
    async with reading(ctx) as db:
        found = await paged(db, wanted, page or Page(), _row)
        return Paged(await _shapes(db, found.rows), found.total, found.page)


@query(needs=Permission.VIEW_CATALOGUE)
async def by_id(ctx: Context, *, offering_id: UUID) -> OfferingShape:
    """Read one offering. Raises: OfferingNotFound."""
    async with reading(ctx) as db:
        return await on_file(db, offering_id)


async def on_file(db: Reading, offering_id: UUID) -> OfferingShape:
    """The offering, also a retired one; one statement. Raises: OfferingNotFound."""
    found = (await named(db, [offering_id])).get(offering_id)
    if found is None:
        raise OfferingNotFound
    return found


async def bookable(db: Reading, offering_id: UUID) -> OfferingShape:
    """The offering, unless it is retired; one statement. Raises: OfferingNotFound."""
    found = await on_file(db, offering_id)
    if not found.is_active:
        raise OfferingNotFound
    return found


def reminder_hours(ctx: Context, offering_id: ColumnElement[UUID]) -> ColumnElement[list[int]]:
    """For statements of others: how long before its appointments clients are reminded; null, as the business says."""
    own = select(Offering.reminder_hours).where(Offering.tenant_id == ctx.tenant, Offering.id == offering_id)
    return own.correlate_except(Offering).scalar_subquery()


async def named(db: Reading, offering_ids: Collection[UUID]) -> dict[UUID, OfferingShape]:
    """These offerings by id, retired ones too; one statement."""
    rows = (await db.execute(
        select(Offering, OfferingSkill.skill_id, OfferingSkill.level).order_by(OfferingSkill.skill_id)
        .outerjoin(OfferingSkill, and_(OfferingSkill.tenant_id == Offering.tenant_id,
                                       OfferingSkill.offering_id == Offering.id))
        .where(Offering.tenant_id == db.ctx.tenant, Offering.id.in_(set(offering_ids))))).all()
    required: dict[UUID, list[SkillLevel]] = defaultdict(list)
    for row, skill_id, level in rows:
        if skill_id is not None:
            required[row.id].append(SkillLevel(skill_id, Level(level)))
    return {row.id: shape(row, tuple(required[row.id])) for row, _, _ in rows}


async def required_by(db: Reading, offering_ids: Collection[UUID]) -> dict[UUID, tuple[SkillLevel, ...]]:
    """What each of these requires, by skill id; one statement."""
    rows = await db.execute(
        select(OfferingSkill.offering_id, OfferingSkill.skill_id, OfferingSkill.level).order_by(OfferingSkill.skill_id)
        .where(OfferingSkill.tenant_id == db.ctx.tenant, OfferingSkill.offering_id.in_(set(offering_ids))))
    required: dict[UUID, list[SkillLevel]] = defaultdict(list)
    for offering_id, skill_id, level in rows:
        required[offering_id].append(SkillLevel(skill_id, Level(level)))
    return {offering_id: tuple(required[offering_id]) for offering_id in offering_ids}


def shape(row: Offering, required: tuple[SkillLevel, ...]) -> OfferingShape:
    return OfferingShape(
        id=row.id, name=row.name, description=row.description, duration=row.duration_minutes * MINUTE,
        buffer_before=row.buffer_before_minutes * MINUTE, buffer_after=row.buffer_after_minutes * MINUTE,
        shares_buffers=row.shares_buffers, price_minor=row.price_minor, currency=row.currency,
        is_active=row.is_active, required=required,
        reminder_hours=None if row.reminder_hours is None else tuple(row.reminder_hours))


async def _shapes(db: Reading, rows: Sequence[Offering]) -> tuple[OfferingShape, ...]:
    required = await required_by(db, [row.id for row in rows])
    return tuple(shape(row, required[row.id]) for row in rows)


def _row(row: Row[Any]) -> Offering:
    found: Offering = row[0]
    return found


def names(ctx: Context, ids: Collection[UUID]) -> Select[UUID, str]:
    """For a union: id and name of those of these that are offerings, retired ones too."""
    return rows.names(Offering, ctx, ids)
