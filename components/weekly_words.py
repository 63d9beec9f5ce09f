"""Weekly hours as people say them: Mon–Fri 09:00–12:30, 13:30–17:30."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from components import when
from services.calendars.shapes import WeeklyHours

DAYS: Final = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
CLOSED: Final = 'No hours yet'


def lines(hours: Sequence[WeeklyHours]) -> list[tuple[str, str]]:
    """(days, times) of a week; neighbouring days with the same times share a line."""
    of_day = [(day, ', '.join(_times(slot) for slot in hours if slot.weekday == day)) for day in range(7)]
    shared = [(times, [day for day, _ in days]) for times, days in groupby(of_day, key=lambda each: each[1])]
    return [(_days(days), times) for times, days in shared if times]


def _days(days: Sequence[int]) -> str:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    return first if len(days) == 1 else f'{first}–{last}'


def _times(slot: WeeklyHours) -> str:
    first = f' from {when.day(slot.valid_from)}' if slot.valid_from else ''
    last = f' until {when.day(slot.valid_until)}' if slot.valid_until else ''
    return f'{_clock(slot.opens)}–{_clock(slot.closes)}{first}{last}'


def _clock(minutes: int) -> str:
    return f'{minutes // 60:02d}:{minutes % 60:02d}'
