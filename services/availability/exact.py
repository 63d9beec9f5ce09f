"""The exact path: one calendar's windows minus its claims, right to the second for any length, step and buffer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import numpy as np

from app.intervals import Interval
from app.localtime import Seconds, epoch, epoch_after, moment, wall_clock
from services.availability.claims import ClaimRows, forbidden
from services.availability.cuts import around, candidates
from services.availability.hours import windows
from services.availability.shapes import Slot, Wanted
from services.availability.spans import Spans, expanded, without
from services.calendars.shapes import CalendarRules


def free_starts(
    entry: CalendarRules, rows: ClaimRows, wanted: Wanted, *, bookable: Seconds | None = None
) -> Seconds:
    """Starts (epoch seconds, ascending) at which `wanted` can be booked in this calendar.

    Looks at hours, claims, grid and the asker's cuts; not at skills, filters or `is_active`: those are the caller's.
    `bookable` replaces the candidate starts, when the caller has them.
    """
    starts = candidates(wanted, entry.zone) if bookable is None else bookable
    if not len(starts):
        return starts
    hours = windows(entry.weekly, entry.exceptions, entry.zone, *around(wanted))
    allowed = start_spans(hours, rows, wanted)
    first, last = np.searchsorted(starts, allowed.ravel(), side='left').reshape(-1, 2).T
    return starts[expanded(first, last - first)[1]]


def start_spans(hours: Spans, rows: ClaimRows, wanted: Wanted) -> Spans:
    """Where a start may lie, grid or no grid: inside the hours with its whole length, away from every claim."""
    before, duration, after = wanted.lengths
    fitting = hours - np.array([0, duration - 1])
    fitting = fitting[fitting[:, 1] > fitting[:, 0]]
    return without(fitting, forbidden(rows, before, duration, after, shares=wanted.shares_buffers))


def free_slots(entry: CalendarRules, rows: ClaimRows, wanted: Wanted) -> list[Slot]:
    """`free_starts` as slots."""
    return _slots(entry, free_starts(entry, rows, wanted), wanted)


def is_free(
    entry: CalendarRules,
    rows: ClaimRows,
    during: Interval,
    *,
    buffer_before: timedelta = timedelta(),
    buffer_after: timedelta = timedelta(),
    shares_buffers: bool = False,
) -> bool:
    """Whether the interval, on the grid or off it, lies inside the hours and clear of every claim.

    When an appointment is moved, leave its own claim (or the asker's own hold) out of `rows`.
    """
    start, end = epoch(during.starts_at), epoch_after(during.ends_at)
    before, after = (-(-length // timedelta(seconds=1)) for length in (buffer_before, buffer_after))
    hours = windows(entry.weekly, entry.exceptions, entry.zone, *_days(entry.zone, during))
    if not ((hours[:, 0] <= start) & (end <= hours[:, 1])).any():
        return False
    taken = forbidden(rows, before, end - start, after, shares=shares_buffers)
    return not ((taken[:, 0] <= start) & (start < taken[:, 1])).any()


def nearest(entry: CalendarRules, rows: ClaimRows, wanted: Wanted, at: datetime, count: int = 3) -> list[Slot]:
    """The free slots whose starts are nearest to `at`, nearest first, the earlier of two equally near ones first."""
    starts = free_starts(entry, rows, wanted)
    return _slots(entry, starts[np.argsort(np.abs(starts - at.timestamp()), kind='stable')[:count]], wanted)


def same_time_next_day(
    entry: CalendarRules, rows: ClaimRows, wanted: Wanted, at: datetime, days: int = 7
) -> Slot | None:
    """The first of the next days with a free start at the same wall clock of the calendar's zone."""
    wall = wall_clock(at, entry.zone)
    today = wall.date()
    week = replace(
        wanted, zone=entry.zone, times=(), weekdays=None,
        first_on=today + timedelta(days=1), last_on=today + timedelta(days=days),
    )  # fmt: skip
    starts_at = (moment(seconds) for seconds in free_starts(entry, rows, week).tolist())
    same = next((each for each in starts_at if wall_clock(each, entry.zone).time() == wall.time()), None)
    return Slot(entry.id, same, same + wanted.duration) if same else None


def _slots(entry: CalendarRules, starts: Seconds, wanted: Wanted) -> list[Slot]:
    starts_at = (moment(seconds) for seconds in starts.tolist())
    return [Slot(entry.id, each, each + wanted.duration) for each in starts_at]


def _days(zone: str, during: Interval) -> tuple[date, date]:
    # Hours belong to the day they open: a day of room on both sides joins what touches at midnight.
    room = timedelta(days=2)
    return wall_clock(during.starts_at, zone).date() - room, wall_clock(during.ends_at, zone).date() + room
