"""Random worlds: calendars in real zones with real oddities, their claims, and questions to ask of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
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
CALENDARS = tuple(UUID(int=number) for number in range(100, 105))
REGIONS = ('north', 'south')

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


# A strategy made anew is looked through anew, which took longer than drawing from it: each is made once.
def made_once(drawing: Callable[..., Any]) -> Callable[..., st.SearchStrategy[Any]]:
    return cache(st.composite(drawing))


@cache
def among(*values: Hashable) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


@cache
def whole(low: int, high: int, times: int = 1) -> st.SearchStrategy[int]:
    """From `low` to `high`, as so many times that."""
    return st.integers(low, high).map(lambda count: count * times)


@cache
def some(one: st.SearchStrategy[T], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(one, max_size=most).map(tuple)


@cache
def a_few(*values: Hashable) -> st.SearchStrategy[frozenset[Any]]:
    return st.frozensets(among(*values))


@made_once
def rarely(draw, unusual: st.SearchStrategy[T], usual: T) -> T:
    """One world in five has it; were every question as picky as can be, most answers would be empty."""
    return draw(unusual) if draw(whole(0, 4)) == 4 else usual


@cache
def opening(unit: int) -> st.SearchStrategy[int]:
    return among(0, 60, 120, 540, 545, 600) | whole(0, 1439 // unit, unit)


@cache
def closing(unit: int) -> st.SearchStrategy[int]:
    return among(0, 90, 150, 720, 1020, 1440) | whole(0, 1439 // unit, unit)


@made_once
def hours(draw, unit: int) -> WeeklyHours:
    opens, closes = draw(opening(unit)), draw(closing(unit))
    opens, closes = (value // unit * unit for value in (opens, closes))
    return WeeklyHours(draw(whole(0, 6)), opens, closes)


@made_once
def exception(draw, around: date, unit: int) -> HoursException:
    midnight = datetime(around.year, around.month, around.day)
    starts = midnight + timedelta(minutes=draw(whole(-1440 // unit, 4 * 1440 // unit, unit)))
    length = draw(among(0, 60, 120, 480, 1440, 2880))
    return HoursException(draw(among(*ExceptionKind)), starts, starts + timedelta(minutes=length))


@made_once
def claim(draw, around: date) -> Claim:
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    step = draw(among(1, 60, 300, 900, 900, 900))
    start = midnight + timedelta(seconds=draw(whole(-86_400 // step, 4 * 86_400 // step, step)))
    core = Interval.lasting(start, timedelta(seconds=draw(among(300, 1800, 3600, 5400, 1861, 86_400))))
    buffers = [timedelta(minutes=draw(among(0, 0, 5, 10, 15, 7))) for _ in range(2)]
    return Claim(core, core.widened(*buffers), shares_buffers=draw(among(False, True)))


skill = st.builds(SkillLevel, among(*SKILLS), among(*Level))
skills = st.lists(skill, max_size=3, unique_by=lambda has: has.skill_id).map(tuple)
half_hour = whole(0, 48, 30)
time_of_day = st.builds(TimeOfDay, half_hour, half_hour)
NOTHING, NO = st.just(()), st.just(False)
USUAL = tuple(WeeklyHours(weekday, 540, 1020) for weekday in range(7))


@made_once
def entry(draw, number: int, around: date, unit: int) -> CalendarRules:
    return CalendarRules(
        id=UUID(int=100 + number),
        name=draw(among('Ada', 'Bo', 'Cy')),
        zone=draw(among(*ZONES)),
        location_id=draw(among(*PLACES)),
        region=draw(among(*REGIONS)),
        group_ids=tuple(draw(a_few(*GROUPS))),
        skills=draw(skills),
        weekly=(*draw(rarely(NOTHING, USUAL)), *draw(some(hours(unit), 6))),
        exceptions=draw(some(exception(around, unit), 3)),
        is_active=draw(rarely(NO, True)),
    )


@cache
def moment(around: date) -> st.SearchStrategy[datetime]:
    midnight = datetime(around.year, around.month, around.day, tzinfo=UTC)
    return whole(-86_400, 3 * 86_400).map(lambda seconds: midnight + timedelta(seconds=seconds))


@made_once
def wanted(draw, around: date, *, coarse: bool) -> Wanted:
    """`coarse`: multiples of five minutes and no shared buffers, which the grid answers itself."""
    unit = 5 if coarse else draw(among(1, 5))
    buffer = among(0, 0, 5, 15, 30) if coarse else among(0, 5, 7, 15)
    first = around + timedelta(days=draw(whole(-1, 1)))
    moments = rarely(moment(around), None)
    return Wanted(
        duration=timedelta(minutes=draw(among(15, 30, 45, 50, 60, 90, 1440)) // unit * unit),
        first_on=first,
        last_on=first + timedelta(days=draw(whole(0, 2))),
        zone=draw(among(*ZONES)),
        step=draw(among(5, 10, 15, 20, 30, 60) if coarse else among(1, 5, 7, 15, 25, 60)),
        buffer_before=timedelta(minutes=draw(buffer)),
        buffer_after=timedelta(minutes=draw(buffer)),
        shares_buffers=False if coarse else draw(among(False, True)),
        required=draw(rarely(some(skill, 2), ())),
        match=draw(among(*Match)),
        weekdays=draw(rarely(a_few(*range(7)), None)),
        times=draw(rarely(some(time_of_day, 1), ())),
        calendar_ids=draw(rarely(a_few(*CALENDARS), None)),
        group_ids=draw(rarely(a_few(*GROUPS), None)),
        location_ids=draw(rarely(a_few(*PLACES), None)),
        regions=draw(rarely(a_few(*REGIONS), None)),
        sort=draw(among(*Sort)),
        not_before=draw(moments),
        not_after=draw(moments),
    )


@made_once
def world(draw, *, coarse: bool = False, most: int = 3) -> World:
    """Up to `most` calendars around one day, with claims that may overlap each other."""
    around = draw(among(*DAYS))
    unit = draw(among(5, 1))
    entries = tuple(draw(entry(number, around, unit)) for number in range(draw(whole(1, most))))
    claims = {one.id: draw(some(claim(around), 4)) for one in entries}
    return World(entries, claims, draw(wanted(around, coarse=coarse)))
