"""Rules -> UTC windows: weekly hours, overrides of a day, extra hours, minus time off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

import numpy as np

from app.localtime import DAY, Seconds, epochs_of, midnight, wall_seconds
from services.availability.spans import Spans, clipped, merged, without
from services.calendars.shapes import MINUTES_A_DAY, ExceptionKind, HoursException, WeeklyHours

REACH_BACK = 2  # days: hours that opened two days ago are over, even over midnight and a day the zone skipped


def windows(
    weekly: Sequence[WeeklyHours], exceptions: Sequence[HoursException], zone: str, first: date, last: date
) -> Spans:
    """Open hours between the local midnights that begin `first` and end `last`, as merged UTC epoch seconds (n, 2).

    Off wins over everything; an override replaces the weekly hours of the day it starts on; extra hours add. Hours
    belong to the day they open, so a night shift into an overridden day stays. The array is shared: never write to it.
    """
    return _windows(tuple(weekly), tuple(exceptions), zone, first, last)


@lru_cache(maxsize=4096)
def _windows(
    weekly: tuple[WeeklyHours, ...], exceptions: tuple[HoursException, ...], zone: str, first: date, last: date
) -> Spans:
    days = opened(weekly, zone, first.toordinal() - REACH_BACK, last.toordinal())
    if replaced := overridden(exceptions):
        days = days[~np.isin(days[:, 0], sorted(replaced))]
    added = dated(exceptions, zone, ExceptionKind.EXTRA, ExceptionKind.OVERRIDE)
    off = merged(dated(exceptions, zone, ExceptionKind.OFF))
    hours = without(merged(np.concatenate((days[:, 1:], added))), off)
    start, end = epochs_of(np.array([midnight(first), midnight(last) + DAY], dtype=np.int64), zone).tolist()
    result = clipped(hours, start, end)
    result.flags.writeable = False
    return result


@lru_cache(maxsize=4096)
def opened(weekly: tuple[WeeklyHours, ...], zone: str, first: int, last: int) -> Seconds:
    """Weekly hours before any exception, shared by all calendars of one pattern: (n, 3) day ordinal, start, end.

    `first` and `last` are inclusive ordinals of the days on which the hours open. Not merged.
    """
    rows = [_opened_by(rule, first, last) for rule in weekly]
    walls = np.concatenate(rows) if rows else np.empty((0, 3), dtype=np.int64)
    walls[:, 1:] = epochs_of(walls[:, 1:].ravel(), zone).reshape(-1, 2)
    result = walls[walls[:, 2] > walls[:, 1]]
    result.flags.writeable = False
    return result


def _opened_by(rule: WeeklyHours, first: int, last: int) -> Seconds:
    if rule.valid_from is not None:
        first = max(first, rule.valid_from.toordinal())
    if rule.valid_until is not None:
        last = min(last, rule.valid_until.toordinal())
    monday_before = first - (first + 6) % 7
    day = monday_before + rule.weekday
    days = np.arange(day if day >= first else day + 7, last + 1, 7, dtype=np.int64)
    closes = rule.closes if rule.closes > rule.opens else rule.closes + MINUTES_A_DAY
    begins = (days - date(1970, 1, 1).toordinal()) * DAY
    return np.column_stack((days, begins + rule.opens * 60, begins + closes * 60))


def overridden(exceptions: Iterable[HoursException]) -> set[int]:
    """Ordinals of the days whose weekly hours are replaced."""
    return {rule.starts.toordinal() for rule in exceptions if rule.kind is ExceptionKind.OVERRIDE}


def dated(exceptions: Iterable[HoursException], zone: str, *kinds: ExceptionKind) -> Spans:
    """The exceptions of these kinds as UTC spans; an empty or turned-round one yields nothing."""
    walls = [
        (wall_seconds(rule.starts), wall_seconds(rule.ends))
        for rule in exceptions
        if rule.kind in kinds and rule.starts < rule.ends
    ]
    return epochs_of(np.array(walls, dtype=np.int64).ravel(), zone).reshape(-1, 2)
