"""Reads of calendars, and who reaches which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select

from app import rows
from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Reach
from app.rows import among, paged
from services import locations, people
from services.calendars.errors import CalendarNotFound
from services.calendars.models import Calendar, CalendarGroup, CalendarSkill
from services.calendars.shapes import CalendarShape
from services.skills.shapes import Level, SkillLevel


@query(needs=Permission.VIEW_CALENDARS)
async def listed(ctx: Context, *, page: Page | None = None, including_retired: bool = False,
                 group_id: UUID | None = None, provider_id: UUID | None = None,
                 within_reach_of: Permission = Permission.VIEW_CALENDARS,
                 ) -> Paged[CalendarShape]:
    """Calendars within reach by position and name, with skills and groups: five statements at any size.

    `provider_id` keeps those of one person; `group_id` those of a group one may see and of its members;
    `within_reach_of` those for which the actor holds that permission too (hours are kept by fewer than see them).
    """
    wanted = select(Calendar).where(within(ctx, Permission.VIEW_CALENDARS), within(ctx, within_reach_of))
    if not including_retired:
        wanted = wanted.where(Calendar.is_active)
    if provider_id is not None:
        wanted = wanted.where(Calendar.provider_id == provider_id)
    if group_id is not None:
        wanted = wanted.where(in_groups(ctx, people.group_ids_seen(ctx, only=group_id)))
    wanted = wanted.order_by(Calendar.position, Calendar.name_key, Calendar.id)
    async with reading(ctx) as db:
        found = await paged(db, wanted, page or Page(), _row)
        return Paged(await shapes(db, found.rows), found.total, found.page)


@query(needs=Permission.VIEW_CALENDARS)
async def by_id(ctx: Context, *, calendar_id: UUID) -> CalendarShape:
    """Read one calendar. Raises: CalendarNotFound, also for what is out of reach."""
    async with reading(ctx) as db:
        return (await shapes(db, [await seen(db, calendar_id, Permission.VIEW_CALENDARS)]))[0]


async def bookable(db: Reading, calendar_id: UUID,
                   permission: Permission = Permission.BOOK_APPOINTMENTS) -> CalendarShape:
    """A calendar within reach of `permission`, in service like its provider and its location.

    Raises: CalendarNotFound.
    """
    ctx = db.ctx
    row = await db.scalar(select(Calendar).where(
        within(ctx, permission), Calendar.id == calendar_id, Calendar.is_active,
        Calendar.location_id.in_(locations.in_use_ids(ctx)),
        or_(Calendar.provider_id.is_(None), Calendar.provider_id.in_(people.active_ids(ctx)))))
    if row is None:
        raise CalendarNotFound
    return (await shapes(db, [row]))[0]


async def named(db: Reading, calendar_ids: Collection[UUID]) -> dict[UUID, CalendarShape]:
    """These calendars by id, retired ones too; four statements."""
    rows = (await db.scalars(select(Calendar).where(
        Calendar.tenant_id == db.ctx.tenant, Calendar.id.in_(set(calendar_ids))))).all()
    return {found.id: found for found in await shapes(db, rows)}


def within(ctx: Context, permission: Permission) -> ColumnElement[bool]:
    """The condition on `Calendar` for what the actor reaches with this permission.

    Tenant: all; group: calendars of a group they lead, of its members, and their own; own: their own.
    """
    mine = Calendar.tenant_id == ctx.tenant
    reach, user_id = ctx.reach(permission), ctx.actor.user_id
    if reach is Reach.TENANT:
        return mine
    if reach is Reach.NONE or user_id is None:  # without a user, `provider_id =` would mean the shared places
        return and_(mine, false())
    provided = Calendar.provider_id == user_id
    if reach is Reach.OWN:
        return and_(mine, provided)
    return and_(mine, or_(provided, in_groups(ctx, people.ids_led_by(ctx, user_id))))


def ids_within(ctx: Context, permission: Permission) -> Select[UUID]:
    """For `in_()` of other capabilities' queries: the calendars the actor reaches with this permission."""
    return select(Calendar.id).where(within(ctx, permission))


async def seen(db: Reading, calendar_id: UUID, permission: Permission, *, lock: bool = False) -> Calendar:
    """The row within reach. Raises: CalendarNotFound."""
    wanted = select(Calendar).where(within(db.ctx, permission), Calendar.id == calendar_id)
    row = await db.scalar(wanted.with_for_update() if lock else wanted)
    if row is None:
        raise CalendarNotFound
    return row


async def skills_of(db: Reading, calendar_ids: Collection[UUID]) -> dict[UUID, tuple[SkillLevel, ...]]:
    """What each calendar can do, by skill id, retired skills too; one statement."""
    rows = await db.execute(
        select(CalendarSkill.calendar_id, CalendarSkill.skill_id, CalendarSkill.level).order_by(CalendarSkill.skill_id)
        .where(CalendarSkill.tenant_id == db.ctx.tenant, among(CalendarSkill.calendar_id, calendar_ids)))
    found: dict[UUID, list[SkillLevel]] = defaultdict(list)
    for calendar_id, skill_id, level in rows:
        found[calendar_id].append(SkillLevel(skill_id, Level(level)))
    return {calendar_id: tuple(found[calendar_id]) for calendar_id in calendar_ids}


async def groups_of(db: Reading, calendar_ids: Collection[UUID],
                    group_ids: Select[UUID] | None = None) -> Mapping[UUID, tuple[UUID, ...]]:
    """Which of these groups (None: of all, retired ones not) each calendar itself is in; one statement."""
    wanted = people.group_ids_in_use(db.ctx) if group_ids is None else group_ids
    rows = await db.execute(
        select(CalendarGroup.calendar_id, CalendarGroup.group_id).order_by(CalendarGroup.group_id)
        .where(CalendarGroup.tenant_id == db.ctx.tenant, among(CalendarGroup.calendar_id, calendar_ids),
               CalendarGroup.group_id.in_(wanted)))
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for calendar_id, group_id in rows:
        found[calendar_id].append(group_id)
    return defaultdict(tuple, {calendar_id: tuple(groups) for calendar_id, groups in found.items()})


async def shapes(db: Reading, rows: Sequence[Calendar]) -> tuple[CalendarShape, ...]:
    """Rows with the names, the skills and those of their groups that the actor may see: three statements."""
    ids = [row.id for row in rows]
    places = await locations.named(db, {row.location_id for row in rows})
    skills = await skills_of(db, ids)
    groups = await groups_of(db, ids, people.group_ids_seen(db.ctx))
    return tuple(CalendarShape(
        id=row.id, name=row.name, provider_id=row.provider_id, location_id=row.location_id,
        location_name=places[row.location_id].name, zone=row.zone, is_active=row.is_active, skills=skills[row.id],
        group_ids=groups[row.id], hours_version=row.hours_version, position=row.position) for row in rows)


def in_groups(ctx: Context, group_ids: Select[UUID]) -> ColumnElement[bool]:
    """The condition on `Calendar` for those of these groups: their own, and their members'."""
    own = select(CalendarGroup.calendar_id).where(
        CalendarGroup.tenant_id == ctx.tenant, CalendarGroup.group_id.in_(group_ids))
    return or_(Calendar.id.in_(own), Calendar.provider_id.in_(people.member_ids(ctx, group_ids)))


def _row(row: Row[Any]) -> Calendar:
    found: Calendar = row[0]
    return found


def names(ctx: Context, ids: Collection[UUID]) -> Select[UUID, str]:
    """For a union: id and name of those of these that are calendars, retired ones too."""
    return rows.names(Calendar, ctx, ids)
