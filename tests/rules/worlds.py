"""Random worlds: calendars in real zones with real oddities, their claims, and questions to ask of them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from app.intervals import Interval
from services.availability.shapes import Claim, Match, Sort, TimeOfDay, Wanted
from services.calendars.shapes import CalendarRules, ExceptionKind, HoursException, WeeklyHours
from services.skills.shapes import Level, SkillLevel

T = TypeVar('T')
ZONES = (
    'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Asia/Kolkata', 'Pacific/Apia',
    'Africa/Casablanca', 'Asia/Beirut', 'Africa/Cairo', 'Pacific/Kiritimati', 'Etc/GMT+12', 'America/St_Johns',
)  # fmt: skip
# Days around which those zones change their clocks, and a plain one, a year's end and a leap day.
DAYS = (
    date(2027, 3, 14), date(2027, 11, 7), date(2027, 3, 28), date(2027, 10, 31), date(2027, 4, 4), date(2027, 10, 3),
    date(2027, 2, 7), date(2027, 3, 14), date(2027, 4, 30), date(2027, 10, 29), date(2026, 12, 31), date(2028, 2, 29),
    date(2025, 3, 2), date(2029, 5, 25), date(2031, 6, 11), date(2035, 10, 28),
)  # fmt: skip
SKILLS = tuple(UUID(int=number) for number in range(1, 4))
GROUPS = tuple(UUID(int=number) for number in range(11, 14))
PLACES = tuple(UUID(int=number) for number in range(21, 23))

# DAYBOOK_WORLDS=2000 asks as many worlds of every property; the default keeps the suite under a minute.
WORLDS = int(os.environ.get('DAYBOOK_WORLDS', '100'))
PATIENT = settings(
    max_examples=WORLDS, deadline=None, derandomize=WORLDS <= 100, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip


@dataclass(frozen=True)
class World:
    entries: tuple[CalendarRules, ...]
    claims: dict[UUID, tuple[Claim, ...]]
    wanted: Wanted


@st.composite
def rarely(draw, unusual: st.SearchStrategy[T], usual: T) -> T:
    """One world in five has it; were every question as picky as can be, most answers would be empty."""
    return draw(unusual) if draw(st.integers(0, 4)) == 4 else usual


@st.composite
def hours(draw, unit: int) -> WeeklyHours:
    minute = st.integers(0, 1439 // unit).map(lambda count: count * unit)
    opens = draw(st.sampled_from([0, 60, 120, 540, 545, 600]) | minute)
    closes = draw(st.sampled_from([0, 90, 150, 720, 1020, 1440]) | minute)
    opens, closes = (value // unit * unit for value in (opens, closes))
    return WeeklyHours(draw(st.integers(0, 6)), opens, closes)


@st.composite
def exception(draw, around: date, unit: int) -> HoursException:
    midnight = datetime(around.year, around.month, around.day)
    minutes = st.integers(-1440 // unit, 4 * 1440 // unit).map(lambda count: count * unit)
    starts = midnight + timedelta(minutes=draw(minutes))
    length = draw(st.sampled_from([0, 60, 120, 480, 1440, 2880]))
    return HoursException(draw(st.sampled_from(ExceptionKind)), starts, starts + timedelta(minutes=length))


@st.composite
def claim(draw, around: date) -> Claim:
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    step = draw(st.sampled_from([1, 60, 300, 900, 900, 900]))
    start = midnight + timedelta(seconds=draw(st.integers(-86_400 // step, 4 * 86_400 // step)) * step)
    core = Interval.lasting(start, timedelta(seconds=draw(st.sampled_from([300, 1800, 3600, 5400, 1861, 86_400]))))
    buffers = [timedelta(minutes=draw(st.sampled_from([0, 0, 5, 10, 15, 7]))) for _ in range(2)]
    return Claim(core, core.widened(*buffers), shares_buffers=draw(st.booleans()))


skill = st.builds(SkillLevel, st.sampled_from(SKILLS), st.sampled_from(Level))


@st.composite
def entry(draw, number: int, around: date, unit: int) -> CalendarRules:
    usual = [WeeklyHours(weekday, 540, 1020) for weekday in range(7)]
    return CalendarRules(
        id=UUID(int=100 + number),
        name=draw(st.sampled_from(['Ada', 'Bo', 'Cy'])),
        zone=draw(st.sampled_from(ZONES)),
        location_id=draw(st.sampled_from(PLACES)),
        region=draw(st.sampled_from(['north', 'south'])),
        group_ids=tuple(draw(st.sets(st.sampled_from(GROUPS)))),
        skills=tuple(draw(st.lists(skill, max_size=3, unique_by=lambda has: has.skill_id))),
        weekly=(*draw(rarely(st.just([]), usual)), *draw(st.lists(hours(unit), max_size=6))),
        exceptions=tuple(draw(st.lists(exception(around, unit), max_size=3))),
        is_active=draw(rarely(st.just(False), True)),
    )


@st.composite
def wanted(draw, around: date, *, coarse: bool) -> Wanted:
    """`coarse`: multiples of five minutes and no shared buffers, which the grid answers itself."""
    unit = 5 if coarse else draw(st.sampled_from([1, 5]))
    buffer = st.sampled_from([0, 0, 5, 15, 30]) if coarse else st.sampled_from([0, 5, 7, 15])
    first = around + timedelta(days=draw(st.integers(-1, 1)))
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    moments = rarely(st.integers(-86_400, 3 * 86_400).map(lambda seconds: midnight + timedelta(seconds=seconds)), None)
    maybe = lambda values: rarely(st.frozensets(st.sampled_from(values)), None)
    minute = st.integers(0, 48).map(lambda count: count * 30)
    return Wanted(
        duration=timedelta(minutes=draw(st.sampled_from([15, 30, 45, 50, 60, 90, 1440])) // unit * unit),
        first_on=first,
        last_on=first + timedelta(days=draw(st.integers(0, 2))),
        zone=draw(st.sampled_from(ZONES)),
        step=draw(st.sampled_from([5, 10, 15, 20, 30, 60] if coarse else [1, 5, 7, 15, 25, 60])),
        buffer_before=timedelta(minutes=draw(buffer)),
        buffer_after=timedelta(minutes=draw(buffer)),
        shares_buffers=False if coarse else draw(st.booleans()),
        required=tuple(draw(rarely(st.lists(skill, max_size=2), []))),
        match=draw(st.sampled_from(Match)),
        weekdays=draw(maybe(range(7))),
        times=tuple(draw(rarely(st.lists(st.builds(TimeOfDay, minute, minute), max_size=1), []))),
        calendar_ids=draw(maybe([UUID(int=100 + number) for number in range(5)])),
        group_ids=draw(maybe(GROUPS)),
        location_ids=draw(maybe(PLACES)),
        regions=draw(maybe(['north', 'south'])),
        sort=draw(st.sampled_from(Sort)),
        not_before=draw(moments),
        not_after=draw(moments),
    )


@st.composite
def world(draw, *, coarse: bool = False, most: int = 3) -> World:
    """Up to `most` calendars around one day, with claims that may overlap each other."""
    around = draw(st.sampled_from(DAYS))
    unit = draw(st.sampled_from([5, 1]))
    entries = tuple(draw(entry(number, around, unit)) for number in range(draw(st.integers(1, most))))
    claims = {one.id: tuple(draw(st.lists(claim(around), max_size=4))) for one in entries}
    return World(entries, claims, draw(wanted(around, coarse=coarse)))
