"""W(n, d): the one scenario every harness reads. Seed 42, from 2027-03-08 UTC, over two changes of clocks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import numpy as np

from services.availability.claims import NO_CLAIMS
from services.availability.hours import windows
from services.availability.ledger import NOBODY, ClaimTable
from services.availability.shapes import Wanted
from services.calendars.shapes import CalendarRules, ExceptionKind, HoursException, WeeklyHours

SEED = 42
FIRST_DAY = date(2027, 3, 8)
ZONES = (
    'UTC', 'America/New_York', 'Europe/London', 'Europe/Berlin',
    'America/Los_Angeles', 'Asia/Kolkata', 'Australia/Sydney', 'Asia/Tokyo',
)  # fmt: skip
WEEKDAYS = tuple(WeeklyHours(day, *times) for day in range(5) for times in ((540, 750), (810, 1050)))
WITH_SATURDAY = (*WEEKDAYS, WeeklyHours(5, 600, 840))


@dataclass(frozen=True)
class Workload:
    entries: list[CalendarRules]
    claims: ClaimTable
    wanted: Wanted


def workload(calendars: int, days: int) -> Workload:
    """`calendars` providers booked for `days` days, and the usual question: an hour, any provider, every quarter."""
    dice = random.Random(SEED)
    entries = [_entry(number, days, dice) for number in range(calendars)]
    columns: list[int] = []
    spans: list[tuple[int, int]] = []
    last = FIRST_DAY + timedelta(days=days - 1)
    for column, entry in enumerate(entries):
        booked = _bookings(windows(entry.weekly, entry.exceptions, entry.zone, FIRST_DAY, last).tolist(), dice)
        columns.extend([column] * len(booked))
        spans.extend(booked)
    both = np.array(spans, dtype=np.int64).reshape(-1, 2)
    table = ClaimTable(np.array(columns, dtype=np.int64), both, NOBODY, NO_CLAIMS)
    return Workload(entries, table, wanted(days))


def wanted(days: int, minutes: int = 60) -> Wanted:
    return Wanted(
        duration=timedelta(minutes=minutes), first_on=FIRST_DAY, last_on=FIRST_DAY + timedelta(days=days - 1),
        zone='UTC', not_before=datetime(2027, 3, 8, tzinfo=UTC),
    )  # fmt: skip


def _entry(number: int, days: int, dice: random.Random) -> CalendarRules:
    exceptions = []
    for count in range(days):
        day = datetime(2027, 3, 8) + timedelta(days=count)
        fate = dice.random()
        if fate < 0.02:
            exceptions.append(HoursException(ExceptionKind.OFF, day, day + timedelta(days=1)))
        elif fate < 0.04:
            ten, three = day + timedelta(hours=10), day + timedelta(hours=15)
            exceptions.append(HoursException(ExceptionKind.OVERRIDE, ten, three))
    return CalendarRules(
        id=UUID(int=1 + number), name=f'Provider {number:05}', zone=ZONES[number % len(ZONES)],
        location_id=UUID(int=10**9), weekly=WITH_SATURDAY if dice.random() < 0.2 else WEEKDAYS,
        exceptions=tuple(exceptions),
    )  # fmt: skip


def _bookings(hours: list[list[int]], dice: random.Random) -> list[tuple[int, int]]:
    """About five a working day, 30-90 minutes, one start in five off the quarter-hour grid."""
    found = []
    for opens, closes in hours:
        at = opens
        while True:
            at += dice.choice((0, 0, 15, 30, 45)) * 60
            start = at + (dice.choice((5, 10)) * 60 if dice.random() < 0.2 else 0)
            end = start + dice.choice((30, 45, 60, 90)) * 60
            if end > closes:
                break
            found.append((start, end))
            at = -(-end // 900) * 900
    return found
