"""What a board draws behind the appointments: when calendars are open, and when they are off and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from uuid import UUID

from app.context import Context
from app.errors import Invalid
from app.intervals import Interval
from app.localtime import instant, moment
from app.operation import query
from app.permissions import Permission
from services.availability.asking import narrowed
from services.availability.hours import windows
from services.availability.shapes import TimeOff
from services.availability.store import Kept, store
from services.calendars import ExceptionKind, told
from services.calendars.shapes import CalendarRules

MOST_DAYS = 62
DAY = timedelta(days=1)


@query(needs=Permission.SEARCH_AVAILABILITY)
async def open_hours(ctx: Context, *, calendar_ids: Collection[UUID], first: date, last: date
                     ) -> dict[UUID, tuple[Interval, ...]]:
    """When each of these calendars is open from `first` to `last` (inclusive) on any clock, merged, by start.

    Calendars that are not there or out of reach are left out. Raises: Invalid for more than 62 days.
    """
    check_days(first, last)
    kept = await store.fresh(ctx)
    return {entry.id: opened(entry, first, last) for entry in _reached(ctx, kept, calendar_ids)}


@query(needs=Permission.SEARCH_AVAILABILITY)
async def time_off(ctx: Context, *, calendar_ids: Collection[UUID], first: date, last: date
                   ) -> dict[UUID, tuple[TimeOff, ...]]:
    """Time off and closures of these calendars that touch the days `first` to `last`.

    Why somebody is off is told to those who keep their hours, and to themselves. Raises: Invalid for more than 62 days.
    """
    check_days(first, last)
    kept = await store.fresh(ctx)
    known = narrowed(ctx, kept, frozenset(calendar_ids), Permission.MANAGE_HOURS) or frozenset()
    return {entry.id: tuple(away(entry, first, last, may_know_why=entry.id in known))
            for entry in _reached(ctx, kept, calendar_ids)}


def check_days(first: date, last: date) -> None:
    """Raises: Invalid at `last`."""
    if not timedelta() <= last - first < MOST_DAYS * DAY:
        raise Invalid.field('last', f'From 1 to {MOST_DAYS} days at once.')


def opened(entry: CalendarRules, first: date, last: date) -> tuple[Interval, ...]:
    """A day of room on both sides: it is the first day somewhere before it is here."""
    spans = windows(entry.weekly, entry.exceptions, entry.zone, first - DAY, last + DAY)
    return tuple(Interval(moment(start), moment(end)) for start, end in spans.tolist())


def away(entry: CalendarRules, first: date, last: date, *, may_know_why: bool) -> Iterator[TimeOff]:
    """The time off of one calendar, as it stands on file."""
    for rule in entry.exceptions:
        if rule.kind is not ExceptionKind.OFF or rule.starts.date() > last + DAY or rule.ends.date() < first - DAY:
            continue
        starts_at, ends_at = instant(rule.starts, entry.zone), instant(rule.ends, entry.zone)
        if starts_at < ends_at:  # a time off inside a clock change may last for nothing
            yield TimeOff(Interval(starts_at, ends_at), told(rule, may_know_why).reason)


def _reached(ctx: Context, kept: Kept, calendar_ids: Collection[UUID]) -> Iterator[CalendarRules]:
    mine = narrowed(ctx, kept, frozenset(calendar_ids)) or frozenset()
    return (kept.grid.entry(calendar_id) for calendar_id in mine if calendar_id in kept.grid.columns)
