"""Wall clock <-> instant, with one policy for clock changes.

A wall-clock time inside a gap moves forward by the length of the gap; an ambiguous one is its first occurrence. Both
are what `fold=0` means (PEP 495): the offset before the change decides. Seconds are UTC epoch seconds ("epochs") or the
same count of a zone's wall clock ("walls"), int64, so that thousands are converted in one go.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import numpy.typing as npt

Seconds = npt.NDArray[np.int64]

DAY = 86_400
_SECOND = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WALL_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock has no zone
_EPOCH_ORDINAL = _EPOCH.toordinal()
_SCAN = 3 * DAY  # no zone has changed twice within three days since 1970
_NOT_PLACES = frozenset({'localtime', 'posixrules', 'Factory'})


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    """Every IANA zone name a calendar or a person may have."""
    return frozenset(
        name for name in available_timezones() if name not in _NOT_PLACES and not name.startswith(('right/', 'posix/'))
    )


def is_zone(name: str) -> bool:
    """By membership only: a name is never tried as a file."""
    return name in zone_names()


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Raises ValueError when the name is not an IANA zone."""
    if not is_zone(name):
        raise ValueError(f'not an IANA time zone: {name!r}')
    return ZoneInfo(name)


def instant(wall: datetime, zone_name: str) -> datetime:
    """The aware UTC instant at which the clocks of the zone show `wall` (naive)."""
    return wall.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)


def wall_clock(at: datetime, zone_name: str) -> datetime:
    """The naive wall clock of the zone at an aware instant; `fold` tells a second occurrence."""
    return at.astimezone(zone(zone_name)).replace(tzinfo=None)


def epoch(at: datetime) -> int:
    """UTC epoch seconds of an aware instant, rounded down."""
    return (at - _EPOCH) // _SECOND


def epoch_after(at: datetime) -> int:
    """UTC epoch seconds of an aware instant, rounded up."""
    return -((_EPOCH - at) // _SECOND)


def moment(epoch_seconds: int) -> datetime:
    """The aware UTC instant of epoch seconds."""
    return _EPOCH + timedelta(seconds=epoch_seconds)


def wall_seconds(wall: datetime) -> int:
    """The wall-clock count of a naive datetime, as if it were UTC."""
    return (wall - _WALL_EPOCH) // timedelta(seconds=1)


def midnight(day: date) -> int:
    """The wall-clock count of the start of a day."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY


def offsets_at(epochs: Seconds, zone_name: str) -> Seconds:
    """The zone's offset from UTC in seconds at each instant."""
    if not len(epochs):
        return epochs
    changes, offsets, _ = _changes(zone_name, *_years(epochs))
    return offsets[np.searchsorted(changes, epochs, side='right')]


def walls_of(epochs: Seconds, zone_name: str) -> Seconds:
    """What the clocks of the zone show at each instant."""
    return epochs + offsets_at(epochs, zone_name)


def epochs_of(walls: Seconds, zone_name: str) -> Seconds:
    """The instant of each wall-clock time, by the clock-change policy."""
    if not len(walls):
        return walls
    _, offsets, thresholds = _changes(zone_name, *_years(walls))
    return walls - offsets[np.searchsorted(thresholds, walls, side='right')]


def _years(seconds: Seconds) -> tuple[int, int]:
    # Two days of room: a wall clock and its instant may lie in different years.
    return (moment(int(seconds.min()) - 2 * DAY).year, moment(int(seconds.max()) + 2 * DAY).year)


@lru_cache(maxsize=4096)
def _changes(zone_name: str, first_year: int, last_year: int) -> tuple[Seconds, Seconds, Seconds]:
    """(instants of change, offsets before and between them, wall clock from which each new offset rules)."""
    found = [change for year in range(first_year, last_year + 1) for change in _year(zone_name, year)]
    changes = np.array([at for at, _ in found], dtype=np.int64)
    opening = _offset(zone_name, _new_year(first_year))
    offsets = np.array([opening, *(offset for _, offset in found)], dtype=np.int64)
    # With fold=0 the old offset rules to the end of the gap, and to the end of the first pass of a repeated hour.
    return changes, offsets, changes + np.maximum(offsets[:-1], offsets[1:])


@lru_cache(maxsize=16_384)
def _year(zone_name: str, year: int) -> tuple[tuple[int, int], ...]:
    """Each change of offset in a UTC year: (instant, offset from then on)."""
    found = []
    at, end = _new_year(year), _new_year(year + 1)
    before = _offset(zone_name, at)
    while at < end:
        ahead = min(at + _SCAN, end)
        after = _offset(zone_name, ahead)
        if after != before:
            found.append((_first_second_of(after, zone_name, at, ahead), after))
        at, before = ahead, after
    return tuple(found)


def _first_second_of(offset: int, zone_name: str, before: int, after: int) -> int:
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone_name, middle) == offset:
            after = middle
        else:
            before = middle
    return after


def _offset(zone_name: str, at: int) -> int:
    offset = moment(at).astimezone(zone(zone_name)).utcoffset()
    return offset // timedelta(seconds=1) if offset is not None else 0


def _new_year(year: int) -> int:
    return epoch(datetime(year, 1, 1, tzinfo=UTC))
