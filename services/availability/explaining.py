"""Why a start cannot be booked in a calendar: every reason, from the functions the search itself uses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import numpy as np

from app.intervals import Interval
from app.localtime import epoch, moment, wall_clock
from services.availability.claims import ClaimRows, core_of, forbidden, wide_of
from services.availability.cuts import bounds, on_grid
from services.availability.hours import dated, windows
from services.availability.shapes import Match, Reason, Wanted, WhyNot
from services.availability.spans import Spans
from services.calendars.shapes import CalendarRules, ExceptionKind


def explain(entry: CalendarRules, rows: ClaimRows, at: datetime, wanted: Wanted) -> list[Reason]:
    """Everything against booking `wanted` in this calendar at `at`; empty when it can be booked.

    The asker's dates, weekdays and times of day are not a reason: the start itself is the question. The intervals are
    what blocks: the time off, the appointment (its core), or the neighbour's widened interval when only buffers meet.
    """
    start = epoch(at)
    reasons = [*unqualified(entry, wanted)]
    earliest, latest = bounds(wanted)
    if start < earliest:
        reasons.append(Reason(WhyNot.NOTICE))
    if start > latest:
        reasons.append(Reason(WhyNot.BEYOND_HORIZON))
    if at.microsecond or not on_grid(np.array([start]), entry.zone, wanted.step)[0]:
        reasons.append(Reason(WhyNot.OFF_THE_GRID))
    return [*reasons, *_closed(entry, at, wanted), *_claimed(rows, start, wanted)]


def unqualified(entry: CalendarRules, wanted: Wanted) -> Iterator[Reason]:
    """What rules the calendar out altogether: activity, filters, skills."""
    if not entry.is_active:
        yield Reason(WhyNot.INACTIVE)
    filters = (
        (wanted.calendar_ids, {entry.id}), (wanted.group_ids, set(entry.group_ids)),
        (wanted.location_ids, {entry.location_id}), (wanted.regions, {entry.region}),
    )  # fmt: skip
    if any(asked is not None and asked.isdisjoint(has) for asked, has in filters):
        yield Reason(WhyNot.GROUP)
    levels = {has.skill_id: has.level.rank for has in entry.skills}
    unmet = [need for need in wanted.required if levels.get(need.skill_id, 0) < need.level.rank]
    if unmet and (wanted.match is Match.ALL or len(unmet) == len(wanted.required)):
        for need in unmet:
            code = WhyNot.LEVEL_TOO_LOW if need.skill_id in levels else WhyNot.SKILL_MISSING
            yield Reason(code, skill_id=need.skill_id)


def _closed(entry: CalendarRules, at: datetime, wanted: Wanted) -> Iterator[Reason]:
    """Time off in the way, or hours that do not hold the whole length even without time off."""
    start, end = epoch(at), epoch(at) + wanted.lengths[1]
    off = dated(entry.exceptions, entry.zone, ExceptionKind.OFF)
    for first, last in off[(off[:, 0] < end) & (start < off[:, 1])].tolist():
        yield Reason(WhyNot.OFF, Interval(moment(first), moment(last)))
    hours = hours_but_for_off(entry, *_days_of(entry, at, wanted))
    if not ((hours[:, 0] <= start) & (end <= hours[:, 1])).any():
        yield Reason(WhyNot.OUTSIDE_HOURS)


def _days_of(entry: CalendarRules, at: datetime, wanted: Wanted) -> tuple[date, date]:
    today = wall_clock(at, entry.zone).date()
    return today - timedelta(days=2), today + timedelta(days=2) + wanted.duration


def hours_but_for_off(entry: CalendarRules, first: date, last: date) -> Spans:
    """The open hours between two days as if nobody were ever off."""
    present = tuple(rule for rule in entry.exceptions if rule.kind is not ExceptionKind.OFF)
    return windows(entry.weekly, present, entry.zone, first, last)


def _claimed(rows: ClaimRows, start: int, wanted: Wanted) -> Iterator[Reason]:
    before, duration, after = wanted.lengths
    for row in rows:
        ((first, end),) = forbidden(row[None, :], before, duration, after, shares=wanted.shares_buffers).tolist()
        if first <= start < end:
            core = core_of(row)
            is_taken = core.overlaps(Interval(moment(start), moment(start + duration)))
            yield Reason(WhyNot.TAKEN, core) if is_taken else Reason(WhyNot.BUFFER, wide_of(row))
