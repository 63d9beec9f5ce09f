"""Nothing found: why, calendar by calendar, and what would be found if one thing were given up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice

import numpy as np

from app.intervals import Interval
from app.localtime import epoch, instant, moment
from services.availability.claims import CORE_END, CORE_START, WIDE_END, WIDE_START, ClaimRows
from services.availability.cuts import around, candidates
from services.availability.exact import start_spans
from services.availability.explaining import hours_but_for_off, unqualified
from services.availability.grid import Grid
from services.availability.hours import dated, windows
from services.availability.shapes import Change, NearMiss, Reason, ReasonCount, Slot, Wanted, WhyNot
from services.calendars.shapes import CalendarRules, ExceptionKind
from services.skills.shapes import Level, SkillLevel

MOST_LOOKED_INTO = 200  # calendars: nothing found must not cost more than something found
LEVELS = tuple(Level)
LOWER = dict(zip(LEVELS[1:], LEVELS, strict=False))


def reasons(grid: Grid, wanted: Wanted) -> tuple[ReasonCount, ...]:
    """Why nothing was found: each calendar under the first thing that leaves it without a start, commonest first.

    Calendars outside `calendar_ids` are not even counted: that filter is how far the asker reaches.
    """
    counts: Counter[WhyNot] = Counter()
    looked_into = 0
    for entry in grid.entries:
        if wanted.calendar_ids is not None and entry.id not in wanted.calendar_ids:
            continue
        ruled_out = next(unqualified(entry, wanted), None)
        if ruled_out is not None:
            counts[ruled_out.code] += 1
        elif looked_into < MOST_LOOKED_INTO:
            looked_into += 1
            code = first_obstacle(entry, grid.claims_of(entry.id), wanted)
            counts.update([code] if code is not None else [])
    return tuple(ReasonCount(code, count) for code, count in counts.most_common())


def obstacle(entry: CalendarRules, rows: ClaimRows, wanted: Wanted) -> Reason | None:
    """What first leaves one calendar without a start, with the time off when that is it; None while it has one."""
    ruled_out = next(unqualified(entry, wanted), None)
    if ruled_out is not None:
        return ruled_out
    code = first_obstacle(entry, rows, wanted)
    if code is None:
        return None
    return Reason(code, _last_off(entry, wanted) if code is WhyNot.OFF else None)


def _last_off(entry: CalendarRules, wanted: Wanted) -> Interval | None:
    """The time off in the days asked for that ends last."""
    begin, end = (epoch(instant(datetime.combine(day, time()), wanted.zone))
                  for day in (wanted.first_on, wanted.last_on + timedelta(days=1)))
    spans = dated(entry.exceptions, entry.zone, ExceptionKind.OFF)
    touching = spans[(spans[:, 0] < end) & (spans[:, 1] > begin)]
    if not len(touching):
        return None
    first, last = touching[touching[:, 1].argmax()].tolist()
    return Interval(moment(first), moment(last))


def first_obstacle(entry: CalendarRules, rows: ClaimRows, wanted: Wanted) -> WhyNot | None:
    """Add one obstacle after the other to the open hours, until no start is left."""
    days = around(wanted)
    open_hours = hours_but_for_off(entry, *days)
    hours = windows(entry.weekly, entry.exceptions, entry.zone, *days)
    plain = replace(wanted, buffer_before=timedelta(), buffer_after=timedelta())
    cores = rows.copy()
    cores[:, [WIDE_START, WIDE_END]] = cores[:, [CORE_START, CORE_END]]
    anytime = replace(wanted, step=1, not_before=None, not_after=None)
    by_grid = replace(anytime, step=wanted.step)
    nothing = rows[:0]
    steps = (
        (WhyNot.OUTSIDE_HOURS, open_hours, nothing, plain, anytime),
        (WhyNot.OFF, hours, nothing, plain, anytime),
        (WhyNot.OFF_THE_GRID, hours, nothing, plain, by_grid),
        (WhyNot.NOTICE, hours, nothing, plain, replace(by_grid, not_before=wanted.not_before)),
        (WhyNot.BEYOND_HORIZON, hours, nothing, plain, wanted),
        (WhyNot.TAKEN, hours, cores, plain, wanted),
        (WhyNot.BUFFER, hours, rows, wanted, wanted),
    )
    for code, opened, claims, lengths, asked in steps:
        spans = start_spans(opened, claims, lengths)
        starts = candidates(asked, entry.zone)
        first, last = np.searchsorted(starts, spans.ravel(), side='left').reshape(-1, 2).T
        if not (last > first).any():
            return code
    return None


def near_misses(wanted: Wanted, first_slot: Callable[[Wanted], Slot | None]) -> tuple[NearMiss, ...]:
    """What would be found if one thing were given up: at most one for each kind of change."""
    found: list[NearMiss] = []
    for change, eased in _CHANGES.items():
        tried = ((changed, first_slot(changed)) for changed in eased(wanted))
        hits = (NearMiss(change, changed, slot) for changed, slot in tried if slot is not None)
        found.extend(islice(hits, 1))
    return tuple(found)


def _another_time(wanted: Wanted) -> Iterator[Wanted]:
    if wanted.times or wanted.weekdays is not None:
        yield replace(wanted, times=(), weekdays=None)


def _less_time(wanted: Wanted) -> Iterator[Wanted]:
    """Three quarters, a half, a quarter: on whole quarters of an hour, never under fifteen minutes."""
    quarter = timedelta(minutes=15)
    tried = {wanted.duration}
    for share in (3, 2, 1):
        shorter = wanted.duration * share / 4 // quarter * quarter
        if shorter >= quarter and shorter not in tried:
            tried.add(shorter)
            yield replace(wanted, duration=shorter)


def _lower_level(wanted: Wanted) -> Iterator[Wanted]:
    """One requirement at a time, one level down."""
    for place, need in enumerate(wanted.required):
        if need.level in LOWER:
            eased = SkillLevel(need.skill_id, LOWER[need.level])
            yield replace(wanted, required=(*wanted.required[:place], eased, *wanted.required[place + 1 :]))


def _anybody(wanted: Wanted) -> Iterator[Wanted]:
    """Any group, location or region; `calendar_ids` stays, for it is how far the asker reaches."""
    anybody = replace(wanted, group_ids=None, location_ids=None, regions=None)
    if anybody != wanted:
        yield anybody


def _days_after(wanted: Wanted) -> Iterator[Wanted]:
    after = wanted.last_on + timedelta(days=1)
    yield replace(wanted, first_on=after, last_on=after + timedelta(days=6))


_CHANGES = {
    Change.SHIFT: _another_time,
    Change.SHORTEN: _less_time,
    Change.LOWER_LEVEL: _lower_level,
    Change.OTHER_GROUP: _anybody,
    Change.NEXT_DAY: _days_after,
}
