"""Reads of hours: of one calendar for people, of many at once for the search."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.permissions import Permission
from app.rows import among
from services import locations, people, skills
from services.calendars.models import AvailabilitySlot, Calendar, CalendarException, CalendarSkill
from services.calendars.queries import groups_of, seen, within
from services.calendars.rules import in_order, told
from services.calendars.shapes import CalendarRules, ExceptionKind, ExceptionShape, HoursException, WeeklyHours
from services.people import Standing
from services.skills.shapes import Level, SkillLevel

# A night shift of the day before, and the day it was replaced, still matter on the first day; zones differ by a day.
MARGIN = timedelta(days=2)

_COLUMNS = (Calendar.id, Calendar.name, Calendar.zone, Calendar.location_id, Calendar.is_active,
            Calendar.hours_version, Calendar.position, Calendar.provider_id)
_NOBODY = Standing(is_active=True, group_ids=())


@query(needs=Permission.VIEW_CALENDARS)
async def hours_of(ctx: Context, *, calendar_id: UUID) -> tuple[WeeklyHours, ...]:
    """The weekly hours by day and opening. Raises: CalendarNotFound."""
    async with reading(ctx) as db:
        await seen(db, calendar_id, Permission.VIEW_CALENDARS)
        return (await weekly_of(db, [calendar_id]))[calendar_id]


@query(needs=Permission.VIEW_CALENDARS)
async def exceptions_of(ctx: Context, *, calendar_id: UUID, first: date, last: date) -> tuple[ExceptionShape, ...]:
    """Its own exceptions and its location's that touch the days `first` to `last` (inclusive), by start.

    Why somebody is off is left out for whoever neither keeps these hours nor is the provider. Raises: CalendarNotFound.
    """
    async with reading(ctx) as db:
        calendar = await seen(db, calendar_id, Permission.VIEW_CALENDARS)
        may_know_why = await _may_know_why(db, calendar)
        start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
        rows = await _exceptions(db, or_(CalendarException.calendar_id == calendar_id,
                                         CalendarException.location_id == calendar.location_id), start, end)
        return tuple(ExceptionShape(row.id, row.calendar_id, row.location_id, told(_rule(row), may_know_why))
                     for row in rows)


async def rules_of(db: Reading, calendar_ids: Collection[UUID] | None, first: date, last: date,
                   ) -> tuple[CalendarRules, ...]:
    """What finding time needs for these calendars (None: all of the tenant, retired ones too), by position and name.

    Exceptions are those that matter to the days `first` to `last`, with two days to spare on either side. Seven
    statements at any size; versions are read first, so that what is kept under a version is never older than it.
    """
    rows: Sequence[Any] = (await db.execute(
        select(*_COLUMNS).where(Calendar.tenant_id == db.ctx.tenant, among(Calendar.id, calendar_ids))
        .order_by(Calendar.position, Calendar.name_key, Calendar.id))).all()
    places = await locations.named(db, {row.location_id for row in rows})
    standings = await people.standings(db, {row.provider_id for row in rows if row.provider_id})
    groups, skilled = await groups_of(db, calendar_ids), await _active_skills(db, calendar_ids)
    weekly = await weekly_of(db, calendar_ids)
    exceptions = await _exceptions_by_owner(db, calendar_ids, rows, first, last)
    found = []
    for row in rows:
        place, standing = places[row.location_id], standings[row.provider_id] if row.provider_id else _NOBODY
        dated = sorted(exceptions[row.id] + exceptions[row.location_id], key=lambda rule: (rule.starts, rule.ends))
        found.append(CalendarRules(
            id=row.id, name=row.name, zone=row.zone, location_id=row.location_id, region=place.region,
            is_active=row.is_active and place.is_active and standing.is_active,
            group_ids=tuple(sorted({*groups[row.id], *standing.group_ids})), skills=skilled[row.id],
            weekly=weekly[row.id], exceptions=tuple(dated), hours_version=row.hours_version, position=row.position,
            provider_id=row.provider_id))
    return tuple(found)


async def weekly_of(db: Reading, calendar_ids: Collection[UUID] | None) -> Mapping[UUID, tuple[WeeklyHours, ...]]:
    """The weekly hours of each calendar (None: of all); one statement. Calendars with equal hours share them."""
    slot = AvailabilitySlot
    written = func.concat_ws(',', slot.weekday, slot.opens, slot.closes,
                             func.coalesce(cast(slot.valid_from, Text), ''),
                             func.coalesce(cast(slot.valid_until, Text), ''))
    rows = await db.execute(
        select(slot.calendar_id, func.string_agg(written, aggregate_order_by(literal(';'), written)))
        .where(slot.tenant_id == db.ctx.tenant, among(slot.calendar_id, calendar_ids)).group_by(slot.calendar_id))
    return defaultdict(tuple, {calendar_id: _week(written) for calendar_id, written in rows})


@lru_cache(maxsize=4096)
def _week(written: str) -> tuple[WeeklyHours, ...]:
    slots = (slot.split(',') for slot in written.split(';'))
    return in_order([WeeklyHours(int(weekday), int(opens), int(closes), _day(valid_from), _day(valid_until))
                     for weekday, opens, closes, valid_from, valid_until in slots])


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


async def _active_skills(db: Reading, calendar_ids: Collection[UUID] | None) -> Mapping[UUID, tuple[SkillLevel, ...]]:
    rows = await db.execute(
        select(CalendarSkill.calendar_id, CalendarSkill.skill_id, CalendarSkill.level).order_by(CalendarSkill.skill_id)
        .where(CalendarSkill.tenant_id == db.ctx.tenant, among(CalendarSkill.calendar_id, calendar_ids),
               CalendarSkill.skill_id.in_(skills.in_use_ids(db.ctx))))
    found: dict[UUID, list[SkillLevel]] = defaultdict(list)
    for calendar_id, skill_id, level in rows:
        found[calendar_id].append(SkillLevel(skill_id, Level(level)))
    return defaultdict(tuple, {calendar_id: tuple(levels) for calendar_id, levels in found.items()})


async def _exceptions_by_owner(db: Reading, calendar_ids: Collection[UUID] | None, calendars: Sequence[Any],
                               first: date, last: date) -> dict[UUID, list[HoursException]]:
    start = datetime.combine(first, time()) - MARGIN
    end = datetime.combine(last, time()) + timedelta(days=1) + MARGIN
    owners = true() if calendar_ids is None else or_(
        among(CalendarException.calendar_id, calendar_ids),
        among(CalendarException.location_id, {row.location_id for row in calendars}))
    found: dict[UUID, list[HoursException]] = defaultdict(list)
    for row in await _exceptions(db, owners, start, end):
        owner = row.calendar_id or row.location_id
        assert owner is not None  # a check constraint says so
        found[owner].append(_rule(row))
    return found


async def _exceptions(db: Reading, owners: ColumnElement[bool], start: datetime,
                      end: datetime) -> Sequence[Any]:
    """By start; `>=` because an override of no length, which closes its day, may lie on the edge."""
    columns = (CalendarException.id, CalendarException.calendar_id, CalendarException.location_id,
               CalendarException.kind, CalendarException.starts, CalendarException.ends, CalendarException.reason)
    rows: Sequence[Any] = (await db.execute(select(*columns).where(
        CalendarException.tenant_id == db.ctx.tenant, owners, CalendarException.ends >= start,
        CalendarException.starts < end).order_by(CalendarException.starts, CalendarException.id))).all()
    return rows


def _rule(row: Any) -> HoursException:
    return HoursException(ExceptionKind(row.kind), row.starts, row.ends, row.reason, row.calendar_id is None)


async def _may_know_why(db: Reading, calendar: Calendar) -> bool:
    if calendar.provider_id is not None and calendar.provider_id == db.ctx.actor.user_id:
        return True
    kept = select(Calendar.id).where(within(db.ctx, Permission.MANAGE_HOURS), Calendar.id == calendar.id)
    return await db.scalar(kept) is not None
