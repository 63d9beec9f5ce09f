"""Why a start cannot be booked in a calendar: every reason, from the same functions the search uses."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np

from app.intervals import Interval
from app.localtime import epoch, moment, wall_clock
from services.availability.claims import (
    CORE_END,
    CORE_START,
    NO_CLAIMS,
    ClaimRows,
    core_of,
    forbidden,
    live,
    wide_of,
)
from services.availability.cuts import on_grid
from services.availability.hours import dated, windows
from services.availability.shapes import CalendarEntry, Match, Reason, Wanted, WhyNot
from services.calendars.shapes import ExceptionKind
from services.skills.shapes import SkillLevel


def explain(entry: CalendarEntry, rows: ClaimRows, wanted: Wanted, at: datetime) -> list[Reason]:
    """What stands against starting `wanted` at `at` (aware) in a calendar; an empty list when it can be booked."""
    return [*_who(entry, wanted), *_when(entry, wanted, at), *_hours(entry, wanted, at), *_taken(rows, wanted, at)]


def _who(entry: CalendarEntry, wanted: Wanted) -> list[Reason]:
    reasons = [] if entry.is_active else [Reason(WhyNot.INACTIVE)]
    asked = (
        (wanted.calendar_ids, {entry.id}), (wanted.group_ids, set(entry.group_ids)),
        (wanted.location_ids, {entry.location_id}), (wanted.regions, {entry.region}),
    )  # fmt: skip
    if any(filter_ is not None and filter_.isdisjoint(has) for filter_, has in asked):
        reasons.append(Reason(WhyNot.GROUP))
    lacking = [reason for need in wanted.required if (reason := _lacks(entry, need))]
    is_enough = wanted.match is Match.ANY and len(lacking) < len(wanted.required)
    return reasons + ([] if is_enough else lacking)


def _lacks(entry: CalendarEntry, need: SkillLevel) -> Reason | None:
    level = next((skill.level for skill in entry.skills if skill.skill_id == need.skill_id), None)
    if level is None:
        return Reason(WhyNot.SKILL_MISSING, skill_id=need.skill_id)
    return Reason(WhyNot.LEVEL_TOO_LOW, skill_id=need.skill_id) if level.rank < need.level.rank else None


def _when(entry: CalendarEntry, wanted: Wanted, at: datetime) -> list[Reason]:
    reasons = []
    if wanted.not_before is not None and at < wanted.not_before.replace(second=0, microsecond=0):
        reasons.append(Reason(WhyNot.NOTICE))
    if wanted.not_after is not None and at > wanted.not_after:
        reasons.append(Reason(WhyNot.BEYOND_HORIZON))
    if at.second or at.microsecond or not on_grid(np.array([epoch(at)]), entry.zone, wanted.step)[0]:
        reasons.append(Reason(WhyNot.OFF_THE_GRID))
    return reasons


def _hours(entry: CalendarEntry, wanted: Wanted, at: datetime) -> list[Reason]:
    start, end = epoch(at), epoch(at) + wanted.lengths[1]
    first = wall_clock(at, entry.zone).date() - timedelta(days=1)
    last = wall_clock(moment(end), entry.zone).date()
    open_ = windows(entry.weekly, entry.exceptions, entry.zone, first, last)
    if ((open_[:, 0] <= start) & (end <= open_[:, 1])).any():
        return []
    off = dated(entry.exceptions, entry.zone, ExceptionKind.OFF)
    hit = off[(off[:, 0] < end) & (off[:, 1] > start)]
    if len(hit):
        return [Reason(WhyNot.OFF, Interval(moment(int(hit[0, 0])), moment(int(hit[0, 1]))))]
    return [Reason(WhyNot.OUTSIDE_HOURS)]


def _taken(rows: ClaimRows, wanted: Wanted, at: datetime) -> list[Reason]:
    """Each claim in the way: TAKEN where it holds the time itself, BUFFER where it is only too close."""
    before, duration, after = wanted.lengths
    start = epoch(at)
    now = epoch(wanted.not_before) if wanted.not_before is not None else start
    reasons = []
    for row in live(rows, now) if len(rows) else NO_CLAIMS:
        spans = forbidden(row[None, :], before, duration, after, shares=wanted.shares_buffers)
        if ((spans[:, 0] <= start) & (start < spans[:, 1])).any():
            is_core = row[CORE_START] < start + duration and start < row[CORE_END]
            reasons.append(Reason(WhyNot.TAKEN, core_of(row)) if is_core else Reason(WhyNot.BUFFER, wide_of(row)))
    return reasons
