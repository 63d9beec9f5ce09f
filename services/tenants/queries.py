"""Reads of the tenant one is in."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Interval, exists, func, literal, select, true, update

from app import topics
from app.context import Context
from app.database import Reading, Transaction, asking_by_key, reading
from app.errors import NotFound
from app.journal import ring
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Role
from app.text import one_line
from services.tenants.errors import TenantNotFound
from services.tenants.models import Tenant
from services.tenants.rules import is_slug
from services.tenants.shapes import FrontDoor, TenantName, TenantShape

Instant = DateTime(timezone=True)


@query(needs=Permission.VIEW_PROFILE)
async def current(ctx: Context) -> TenantShape:
    """The tenant of the asker."""
    async with reading(ctx) as db:
        return await mine(db)


async def mine(db: Reading) -> TenantShape:
    """The tenant of this database session."""
    row = await db.scalar(select(Tenant).where(Tenant.id == db.ctx.tenant))
    if row is None:
        raise NotFound
    return shape(row)


@query(needs=None)
async def at(ctx: Context, *, slug: str) -> FrontDoor:  # noqa: ARG001 - an entry point takes one, whoever asks
    """The business at this address of ours. Raises: TenantNotFound."""
    if not is_slug(slug):  # whatever was typed is no reason to ask the database
        raise TenantNotFound
    async with asking_by_key('tenant_slug', slug) as db:
        row = await db.scalar(select(Tenant).where(Tenant.slug == slug))
    if row is None:
        raise TenantNotFound
    return FrontDoor(id=row.id, slug=row.slug, name=row.name, is_registering_open=row.is_registering_open,
                     needs_verified_email=row.needs_verified_email)


async def catalogue_version(db: Reading) -> int:
    """Counts the changes of what searches depend on."""
    return await db.scalar(select(Tenant.catalogue_version).where(Tenant.id == db.ctx.tenant)) or 0


def undo_window(ctx: Context) -> ColumnElement[timedelta]:
    """For statements of others: how long this business waits before anybody is told of a change."""
    window = func.make_interval(0, 0, 0, 0, 0, 0, Tenant.undo_seconds, type_=Interval)
    return select(window).where(Tenant.id == ctx.tenant).scalar_subquery()


def first_reminder(ctx: Context, starts_at: ColumnElement[datetime], own: ColumnElement[list[int]]
                   ) -> ColumnElement[datetime]:
    """For statements of others: when this business first reminds of what begins at `starts_at` and is changed now; null
    where no reminder is ahead, once the time to undo is over. `own` are its hours where they are not null.
    """
    hours = func.unnest(func.coalesce(own, Tenant.reminder_hours))
    ahead = hours.table_valued('hours', name='ahead').render_derived()
    moment = starts_at - func.make_interval(0, 0, 0, 0, ahead.c.hours, type_=Interval)
    window = func.make_interval(0, 0, 0, 0, 0, 0, Tenant.undo_seconds, type_=Interval)
    return (select(func.min(moment)).select_from(Tenant).join(ahead, true())
            .where(Tenant.id == ctx.tenant, moment > literal(ctx.now, Instant) + window).scalar_subquery())


async def every() -> list[tuple[UUID, bool]]:
    """(id, is it a demo) of every tenant: for the timetable and for starting up, never for a person."""
    async with asking_by_key('every_tenant', 'yes') as db:
        rows = await db.execute(select(Tenant.id, Tenant.is_demo).order_by(Tenant.created_at, Tenant.id))
    return [(row.id, row.is_demo) for row in rows]


async def others(own_id: UUID, *, text: str, is_descending: bool, page: Page) -> Paged[TenantName]:
    """One page of the businesses besides one's own; `text` is part of a name. For those who may enter them.

    Raises: Invalid at `text`.
    """
    sought = one_line(text, 'text', most=80, required=False)
    wanted = select(Tenant.id, Tenant.name, Tenant.slug, Tenant.zone).where(Tenant.id != own_id)
    if sought:
        wanted = wanted.where(Tenant.name.icontains(sought, autoescape=True)
                              | Tenant.slug.icontains(sought, autoescape=True))
    by_name = func.lower(Tenant.name)
    wanted = wanted.order_by(by_name.desc() if is_descending else by_name, Tenant.id)
    async with asking_by_key('every_tenant', 'yes') as db:
        total = await db.scalar(select(func.count()).select_from(wanted.order_by(None).subquery()))
        rows = await db.execute(wanted.limit(page.limit).offset(page.offset))
        return Paged(tuple(TenantName(*row) for row in rows), total or 0, page)


async def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """What other businesses are called: for whoever reads in their own audit trail that somebody crossed over."""
    async with asking_by_key('every_tenant', 'yes') as db:
        rows = await db.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(ids)))
    return {row.id: row.name for row in rows}


async def has_demo() -> bool:
    """Whether one of them is a demo: asked for every visitor of the sign-in page, so it reads no more than it must."""
    async with asking_by_key('every_tenant', 'yes') as db:
        return bool(await db.scalar(select(exists().where(Tenant.is_demo))))


async def touch_catalogue(db: Transaction) -> None:
    """Something searches depend on (skills, offerings, calendars, hours, groups) changed: copies of it are old now."""
    version = await db.scalar(update(Tenant).where(Tenant.id == db.ctx.tenant)
                              .values(catalogue_version=Tenant.catalogue_version + 1)
                              .returning(Tenant.catalogue_version))
    ring(db, topics.CATALOGUE, version)


def shape(row: Tenant) -> TenantShape:
    return TenantShape(id=row.id, slug=row.slug, name=row.name, zone=row.zone, slot_minutes=row.slot_minutes,
                       staff_notice_minutes=row.staff_notice_minutes, staff_horizon_days=row.staff_horizon_days,
                       currency=row.currency, is_demo=row.is_demo, is_registering_open=row.is_registering_open,
                       needs_verified_email=row.needs_verified_email,
                       factor_roles=frozenset(Role(role) for role in row.factor_roles), undo_seconds=row.undo_seconds,
                       reminder_hours=tuple(row.reminder_hours), quiet_from=row.quiet_from,
                       quiet_until=row.quiet_until)
