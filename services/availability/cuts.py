"""Which starts the asker would take at all, whoever is free: dates, weekdays, times of day, notice, horizon, grid."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from app.localtime import DAY, Seconds, epoch, midnight, walls_of
from services.availability.shapes import TimeOfDay, Wanted
from services.availability.spans import ALWAYS

Yes = npt.NDArray[np.bool_]

HOUR = 3600
MINUTE = 60
ROOM = 2 * DAY  # no clock is further than this from UTC, on either side of a day


def bounds(wanted: Wanted) -> tuple[int, int]:
    """(first, last) epoch seconds a start may have by notice and horizon, both inclusive."""
    # Seconds of the clock are ignored: at 10:00:30 the ten o'clock start is still to be had.
    first = -ALWAYS if wanted.not_before is None else epoch(wanted.not_before) // MINUTE * MINUTE
    last = ALWAYS if wanted.not_after is None else epoch(wanted.not_after)
    return first, last


def around(wanted: Wanted) -> tuple[date, date]:
    """The calendar days whose hours can matter, in any zone: a start at the very end may last into the third day."""
    return wanted.first_on - timedelta(days=3), wanted.last_on + timedelta(days=3) + wanted.duration


def is_wanted(starts: Seconds, wanted: Wanted) -> Yes:
    """By the asker's wall clock: dates, weekdays and times of day."""
    return _is_wanted(starts, wanted.zone, wanted.first_on, wanted.last_on, wanted.weekdays, wanted.times)


def _is_wanted(
    starts: Seconds, zone: str, first: date, last: date, weekdays: frozenset[int] | None, times: tuple[TimeOfDay, ...]
) -> Yes:
    walls = walls_of(starts, zone)
    taken = (walls >= midnight(first)) & (walls < midnight(last) + DAY)
    if weekdays is not None:
        # 1970-01-01 was a Thursday.
        taken &= np.isin((walls // DAY + 3) % 7, sorted(weekdays))
    if times:
        minutes = walls % DAY / MINUTE
        taken &= np.logical_or.reduce([_within(minutes, time) for time in times])
    return taken


def _within(minutes: npt.NDArray[np.float64], time: TimeOfDay) -> Yes:
    if time.closes > time.opens:
        return (minutes >= time.opens) & (minutes < time.closes)
    return (minutes >= time.opens) | (minutes < time.closes)


def on_grid(starts: Seconds, zone: str, step: int) -> Yes:
    """The calendar's clock shows a whole minute that is a multiple of `step` from the hour."""
    taken: Yes = walls_of(starts, zone) % HOUR % (step * MINUTE) == 0
    return taken


@lru_cache(maxsize=256)
def wanted_rows(
    origin: int, length: int, unit: int, zone: str,
    first: date, last: date, weekdays: frozenset[int] | None, times: tuple[TimeOfDay, ...],
) -> tuple[int, int, Yes | None]:  # fmt: skip
    """Rows of `unit` seconds from `origin` that the asker would take: (first, end, which of them; None for all)."""
    taken = _is_wanted(origin + np.arange(length, dtype=np.int64) * unit, zone, first, last, weekdays, times)
    hits = np.flatnonzero(taken)
    if not len(hits):
        return 0, 0, None
    start, end = int(hits[0]), int(hits[-1]) + 1
    inside = taken[start:end]
    return start, end, None if inside.all() else inside


@lru_cache(maxsize=256)
def grid_rows(origin: int, length: int, unit: int, zone: str, step: int) -> Yes:
    """Which rows of `unit` seconds from `origin` lie on the zone's grid."""
    return on_grid(origin + np.arange(length, dtype=np.int64) * unit, zone, step)


def candidates(wanted: Wanted, zone: str) -> Seconds:
    """Every start the asker would take in a calendar of this zone, were it always free."""
    return _candidates(
        zone, wanted.step, wanted.zone, wanted.first_on, wanted.last_on, wanted.weekdays, wanted.times, bounds(wanted)
    )


@lru_cache(maxsize=256)
def _candidates(
    zone: str, step: int, asker: str, first: date, last: date,
    weekdays: frozenset[int] | None, times: tuple[TimeOfDay, ...], between: tuple[int, int],
) -> Seconds:  # fmt: skip
    minutes = np.arange(midnight(first) - ROOM, midnight(last) + ROOM + DAY, MINUTE, dtype=np.int64)
    minutes = minutes[(minutes >= between[0]) & (minutes <= between[1])]
    minutes = minutes[on_grid(minutes, zone, step)]
    minutes = minutes[_is_wanted(minutes, asker, first, last, weekdays, times)]
    minutes.flags.writeable = False
    return minutes
