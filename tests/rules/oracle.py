"""The slow, obvious answer: minute by minute with zoneinfo, sharing nothing with the engine but its shapes.

A wall-clock time is found by looking at what the clock shows in every minute, not by offsets; whether a start is free
is asked of every minute and every claim in turn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from services.availability.shapes import Claim, Match, Slot, Sort, Wanted
from services.calendars.shapes import CalendarRules, ExceptionKind

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
AROUND = 2  # days looked at before and after the asker's range


@lru_cache(maxsize=512)
def clock(zone: str, first: date, last: date) -> dict[datetime, datetime]:
    """Every minute of the UTC days `first` to `last`: instant -> what the zone's clocks show."""
    there = ZoneInfo(zone)
    at = datetime(first.year, first.month, first.day, tzinfo=UTC)
    end = datetime(last.year, last.month, last.day, tzinfo=UTC) + DAY
    shown = {}
    while at < end:
        shown[at] = at.astimezone(there).replace(tzinfo=None, fold=0)
        at += MINUTE
    return shown


@lru_cache(maxsize=512)
def first_shown(zone: str, first: date, last: date) -> dict[datetime, datetime]:
    """What the clocks show -> the first minute they show it; times that never were are moved forward by the gap."""
    firsts: dict[datetime, datetime] = {}
    before = None
    for at, wall in clock(zone, first, last).items():
        firsts.setdefault(wall, at)
        if before is not None and wall > before + MINUTE:
            # The clock jumps from `before` to `wall`: a time in between comes later by the length of the jump.
            missing = before + MINUTE
            gap = wall - missing
            while missing < wall:
                firsts.setdefault(missing, at + (missing + gap - wall))
                missing += MINUTE
        before = wall
    return firsts


@lru_cache(maxsize=512)
def edges(zone: str, first: date, last: date) -> tuple[datetime, datetime]:
    """The first and last wall-clock minute shown."""
    shown = first_shown(zone, first, last)
    return min(shown), max(shown)


def open_minutes(entry: CalendarRules, first: date, last: date) -> set[datetime]:
    """The instants of all open minutes in the UTC days `first` to `last`."""
    walls = first_shown(entry.zone, first, last)
    earliest, latest = edges(entry.zone, first, last)

    def minutes(opens: datetime, closes: datetime) -> set[datetime]:
        if opens >= closes or closes < earliest or opens > latest:
            return set()
        at, end = walls[max(opens, earliest)], walls[min(closes, latest)]
        found = set()
        while at < end:
            found.add(at)
            at += MINUTE
        return found

    replaced = {rule.starts.date() for rule in entry.exceptions if rule.kind is ExceptionKind.OVERRIDE}
    is_open: set[datetime] = set()
    day = first - DAY
    while day <= last + DAY:
        midnight = datetime(day.year, day.month, day.day)
        for rule in entry.weekly:
            is_valid = (rule.valid_from or day) <= day <= (rule.valid_until or day)
            if rule.weekday == day.weekday() and is_valid and day not in replaced:
                closes = midnight + rule.closes * MINUTE + (DAY if rule.closes <= rule.opens else timedelta())
                is_open |= minutes(midnight + rule.opens * MINUTE, closes)
        day += DAY
    for rule in entry.exceptions:
        if rule.kind is not ExceptionKind.OFF:
            is_open |= minutes(rule.starts, rule.ends)
    for rule in entry.exceptions:
        if rule.kind is ExceptionKind.OFF:
            is_open -= minutes(rule.starts, rule.ends)
    return is_open


def is_clear(claim: Claim, core: tuple[datetime, datetime], wide: tuple[datetime, datetime], shares: bool) -> bool:
    """Whether a new interval and its widened one stay clear of a claim."""

    def apart(these: tuple[datetime, datetime], start: datetime, end: datetime) -> bool:
        return these[1] <= start or end <= these[0]

    if shares and claim.shares_buffers:
        return apart(core, claim.wide.starts_at, claim.wide.ends_at) and apart(
            wide, claim.core.starts_at, claim.core.ends_at
        )
    return apart(wide, claim.wide.starts_at, claim.wide.ends_at)


def is_asked_for(start: datetime, wanted: Wanted) -> bool:
    """By the asker's clock, notice and horizon."""
    if wanted.not_before is not None and start < wanted.not_before.replace(second=0, microsecond=0):
        return False
    if wanted.not_after is not None and start > wanted.not_after:
        return False
    wall = start.astimezone(ZoneInfo(wanted.zone))
    if not wanted.first_on <= wall.date() <= wanted.last_on:
        return False
    if wanted.weekdays is not None and wall.weekday() not in wanted.weekdays:
        return False
    minute = wall.hour * 60 + wall.minute
    inside = [
        time.opens <= minute < time.closes
        if time.opens < time.closes
        else minute >= time.opens or minute < time.closes
        for time in wanted.times
    ]
    return not inside or any(inside)


def qualifies(entry: CalendarRules, wanted: Wanted) -> bool:
    """Active, inside the filters, and skilled enough."""
    filters = (
        (wanted.calendar_ids, [entry.id]),
        (wanted.group_ids, entry.group_ids),
        (wanted.location_ids, [entry.location_id]),
        (wanted.regions, [entry.region]),
    )
    for asked, has in filters:
        if asked is not None and not any(one in asked for one in has):
            return False
    met = []
    for need in wanted.required:
        met.append(any(has.skill_id == need.skill_id and has.level.rank >= need.level.rank for has in entry.skills))
    is_skilled = all(met) if wanted.match is Match.ALL else (any(met) or not met)
    return entry.is_active and is_skilled


def free_slots(entry: CalendarRules, claims: Iterable[Claim], wanted: Wanted) -> list[Slot]:
    """Every free slot of one calendar, in time order."""
    first, last = wanted.first_on - AROUND * DAY, wanted.last_on + AROUND * DAY
    is_open = open_minutes(entry, first, last)
    shown = clock(entry.zone, first, last)
    found = []
    for start in sorted(is_open):
        end = start + wanted.duration
        core, wide = (start, end), (start - wanted.buffer_before, end + wanted.buffer_after)
        if shown[start].minute % wanted.step or not is_asked_for(start, wanted):
            continue
        at = start
        while at < end and at in is_open:
            at += MINUTE
        if at >= end and all(is_clear(claim, core, wide, wanted.shares_buffers) for claim in claims):
            found.append(Slot(entry.id, start, end))
    return found


def search(
    entries: Iterable[CalendarRules], claims: Mapping[UUID, Iterable[Claim]], wanted: Wanted
) -> list[Slot]:
    """Every slot of every calendar that qualifies, in the order asked for."""
    names = {entry.id: (entry.name, str(entry.id)) for entry in entries}
    found = [
        slot
        for entry in entries
        if qualifies(entry, wanted)
        for slot in free_slots(entry, list(claims.get(entry.id, ())), wanted)
    ]
    if wanted.sort is Sort.EARLIEST:
        return sorted(found, key=lambda slot: (slot.starts_at, *names[slot.calendar_id]))
    return sorted(found, key=lambda slot: (*names[slot.calendar_id], slot.starts_at))
