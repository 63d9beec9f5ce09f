"""All that finding time needs to know of many calendars at once: two statements, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Subquery, Text, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import InstrumentedAttribute

from app.context import Context
from app.database import Reading
from app.rows import among
from services import locations, people, skills
from services.calendars.models import AvailabilitySlot, Calendar, CalendarException, CalendarGroup, CalendarSkill
from services.calendars.rules import in_order
from services.calendars.shapes import CalendarRules, ExceptionKind, HoursException, WeeklyHours
from services.skills.shapes import Level, SkillLevel

Ids = Collection[UUID] | None

# A night shift of the day before, and the day it was replaced, still matter on the first day; zones differ by a day.
MARGIN = timedelta(days=2)
_KINDS = {kind.value: kind for kind in ExceptionKind}


async def rules_of(db: Reading, calendar_ids: Ids, first: date, last: date) -> tuple[CalendarRules, ...]:
    """What finding time needs for these calendars (None: all of the tenant, retired ones too), by position and name.

    Exceptions are those that matter to the days `first` to `last`, with two days to spare on either side. Calendars
    that have the same weekly hours or the same skills share them.
    """
    return (await rules_fetched(db, calendar_ids, first, last)).shapes()


@dataclass(frozen=True, eq=False)
class FetchedRules:
    """`rules_of` before its shapes are made: of thousands of calendars, a thread may make them."""

    rows: Sequence[Any]
    exceptions: Sequence[Any]

    def shapes(self) -> tuple[CalendarRules, ...]:
        dated: dict[UUID, list[HoursException]] = defaultdict(list)
        for row in self.exceptions:
            _, calendar_id, location_id, *_ = row
            dated[calendar_id or location_id].append(rule(row))
        return tuple([
            CalendarRules(
                id=id_, name=name, zone=zone, location_id=location_id, region=region,
                group_ids=tuple(sorted({*own, *led})) if own and led else tuple(own or led or ()),
                skills=_skills(skilled), weekly=_week(weekly),
                exceptions=_in_order(dated.get(id_), dated.get(location_id)),
                is_active=is_active and is_open and (provider_id is None or is_serving), provider_id=provider_id)
            for id_, name, zone, location_id, is_active, provider_id, region, is_open, is_serving, led, own, skilled,
            weekly in self.rows])


async def rules_fetched(db: Reading, calendar_ids: Ids, first: date, last: date) -> FetchedRules:
    """What `rules_of` reads."""
    line = await db.connection()  # past the ORM, which looks at each of thousands of rows
    rows = (await line.execute(_wanted(db.ctx, calendar_ids))).all()
    start = datetime.combine(first, time()) - MARGIN
    end = datetime.combine(last, time()) + timedelta(days=1) + MARGIN
    return FetchedRules(rows, await exceptions(db, _owners(db.ctx, calendar_ids), start, end))


async def weekly_of(db: Reading, calendar_ids: Ids) -> Mapping[UUID, tuple[WeeklyHours, ...]]:
    """The weekly hours of each calendar (None: of all); one statement. Calendars with equal hours share them."""
    weekly = _weekly(db.ctx, calendar_ids)
    rows = await db.execute(select(weekly.c.calendar_id, weekly.c.written))
    return defaultdict(tuple, {calendar_id: _week(written) for calendar_id, written in rows})


async def exceptions(db: Reading, owners: ColumnElement[bool], start: datetime, end: datetime) -> Sequence[Any]:
    """Rows by start that touch `start` to `end`; `>=` because an override of no length may lie on the edge."""
    columns = (CalendarException.id, CalendarException.calendar_id, CalendarException.location_id,
               CalendarException.kind, CalendarException.starts, CalendarException.ends, CalendarException.reason)
    line = await db.connection()
    rows: Sequence[Any] = (await line.execute(select(*columns).where(
        CalendarException.tenant_id == db.ctx.tenant, owners, CalendarException.ends >= start,
        CalendarException.starts < end).order_by(CalendarException.starts, CalendarException.id))).all()
    return rows


def rule(row: Any) -> HoursException:
    """One of `exceptions`."""
    _, calendar_id, _, kind, starts, ends, reason = row
    return HoursException(_KINDS[kind], starts, ends, reason, calendar_id is None)


def _wanted(ctx: Context, calendar_ids: Ids) -> Select[Any]:
    """A row for each calendar; what there are many of is aggregated beside it, so that nothing is multiplied."""
    mine = (Calendar.tenant_id == ctx.tenant, among(Calendar.id, calendar_ids))
    standing = people.standings(ctx, None if calendar_ids is None else select(Calendar.provider_id).where(*mine))
    place, own = locations.places(ctx), _groups(ctx, calendar_ids)
    skilled, weekly = _skilled(ctx, calendar_ids), _weekly(ctx, calendar_ids)
    return (
        select(Calendar.id, Calendar.name, Calendar.zone, Calendar.location_id, Calendar.is_active,
               Calendar.provider_id, place.c.region, place.c.is_active, standing.c.is_active, standing.c.group_ids,
               own.c.group_ids, skilled.c.written, weekly.c.written)
        .join(place, place.c.location_id == Calendar.location_id)
        .outerjoin(standing, standing.c.user_id == Calendar.provider_id)
        .outerjoin(own, own.c.calendar_id == Calendar.id)
        .outerjoin(skilled, skilled.c.calendar_id == Calendar.id)
        .outerjoin(weekly, weekly.c.calendar_id == Calendar.id)
        .where(*mine)
        .order_by(Calendar.position, Calendar.name_key, Calendar.id))


def _groups(ctx: Context, calendar_ids: Ids) -> Subquery:
    ids = func.array_agg(aggregate_order_by(CalendarGroup.group_id, CalendarGroup.group_id)).label('group_ids')
    return (select(CalendarGroup.calendar_id, ids)
            .where(CalendarGroup.tenant_id == ctx.tenant, among(CalendarGroup.calendar_id, calendar_ids),
                   CalendarGroup.group_id.in_(people.group_ids_in_use(ctx)))
            .group_by(CalendarGroup.calendar_id).subquery())


def _skilled(ctx: Context, calendar_ids: Ids) -> Subquery:
    written = func.concat_ws(',', CalendarSkill.skill_id, CalendarSkill.level)
    return (select(CalendarSkill.calendar_id, _joined(written, CalendarSkill.skill_id))
            .where(CalendarSkill.tenant_id == ctx.tenant, among(CalendarSkill.calendar_id, calendar_ids),
                   CalendarSkill.skill_id.in_(skills.in_use_ids(ctx)))
            .group_by(CalendarSkill.calendar_id).subquery())


def _weekly(ctx: Context, calendar_ids: Ids) -> Subquery:
    slot = AvailabilitySlot
    written = func.concat_ws(',', slot.weekday, slot.opens, slot.closes,
                             func.coalesce(cast(slot.valid_from, Text), ''),
                             func.coalesce(cast(slot.valid_until, Text), ''))
    return (select(slot.calendar_id, _joined(written, slot.weekday, slot.opens))
            .where(slot.tenant_id == ctx.tenant, among(slot.calendar_id, calendar_ids))
            .group_by(slot.calendar_id).subquery())


def _joined(written: Any, *by: InstrumentedAttribute[Any]) -> Any:
    return func.string_agg(written, aggregate_order_by(literal(';'), *by)).label('written')


@lru_cache(maxsize=4096)
def _week(written: str | None) -> tuple[WeeklyHours, ...]:
    slots = (slot.split(',') for slot in written.split(';')) if written else ()
    return in_order([WeeklyHours(int(weekday), int(opens), int(closes), _day(valid_from), _day(valid_until))
                     for weekday, opens, closes, valid_from, valid_until in slots])


def _day(written: str) -> date | None:
    return date.fromisoformat(written) if written else None


@lru_cache(maxsize=4096)
def _skills(written: str | None) -> tuple[SkillLevel, ...]:
    levels = (skill.split(',') for skill in written.split(';')) if written else ()
    return tuple(SkillLevel(UUID(skill_id), Level(level)) for skill_id, level in levels)


def _owners(ctx: Context, calendar_ids: Ids) -> ColumnElement[bool]:
    """The exceptions of these calendars and of their locations."""
    if calendar_ids is None:
        return true()
    there = select(Calendar.location_id).where(Calendar.tenant_id == ctx.tenant, among(Calendar.id, calendar_ids))
    return or_(among(CalendarException.calendar_id, calendar_ids), CalendarException.location_id.in_(there))


def _in_order(own: list[HoursException] | None, of_location: list[HoursException] | None
              ) -> tuple[HoursException, ...]:
    """Both by start; each already is."""
    if own and of_location:
        return tuple(sorted(own + of_location, key=lambda each: (each.starts, each.ends)))
    return tuple(own or of_location or ())
