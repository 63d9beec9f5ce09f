"""Why not: an explanation is empty exactly where the search offers a start, and an empty answer says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.intervals import Interval
from services.availability import claims
from services.availability.explaining import explain
from services.availability.grid import Grid
from services.availability.ledger import ClaimTable
from services.availability.missing import obstacle
from services.availability.seeking import Search
from services.availability.shapes import Change, Claim, TimeOfDay, Wanted, WhyNot
from services.calendars.shapes import CalendarRules, ExceptionKind, HoursException, WeeklyHours
from services.skills.shapes import Level, SkillLevel
from tests.rules import oracle, worlds
from tests.rules.test_finding_time import MONDAY, MORNING, ZONE, at, taken

HOUR = Wanted(duration=timedelta(hours=1), first_on=MONDAY, last_on=MONDAY, zone=ZONE)
SKILL = UUID(int=9)


@worlds.PATIENT
@given(worlds.world(), st.integers(0, 5 * 288))
def test_an_explanation_is_empty_exactly_where_the_search_offers_the_start(world, cell):
    wanted = replace(world.wanted, weekdays=None, times=(), zone='UTC')
    start = datetime.combine(wanted.first_on, datetime.min.time(), worlds.UTC) + timedelta(minutes=5 * cell)
    wanted = replace(wanted, last_on=max(wanted.last_on, wanted.first_on + timedelta(days=2)))
    for entry in world.entries:
        offered = oracle.qualifies(entry, wanted) and start in {
            slot.starts_at for slot in oracle.free_slots(entry, world.claims[entry.id], wanted)
        }
        if start.date() <= wanted.last_on:
            rows = claims.rows_of(world.claims[entry.id])
            assert (explain(entry, rows, start, wanted) == []) == offered


@pytest.mark.parametrize(('clock', 'claim', 'more', 'code'), [
    ('10:00', taken('10:30', '11:00'), {}, WhyNot.TAKEN),
    ('09:00', taken('10:15', '11:00', before=30), {}, WhyNot.BUFFER),
    ('08:00', None, {}, WhyNot.OUTSIDE_HOURS),
    ('10:05', None, {}, WhyNot.OFF_THE_GRID),
    ('09:00', None, {'not_before': at('09:30')}, WhyNot.NOTICE),
    ('09:00', None, {'not_after': at('08:30')}, WhyNot.BEYOND_HORIZON),
    ('09:00', None, {'group_ids': frozenset()}, WhyNot.GROUP),
    ('09:00', None, {'required': (SkillLevel(SKILL, Level.BASIC),)}, WhyNot.SKILL_MISSING),
])  # fmt: skip
def test_a_start_that_cannot_be_booked_says_why(clock, claim, more, code):
    rows = claims.rows_of([claim] if claim else [])
    assert [reason.code for reason in explain(MORNING, rows, at(clock), replace(HOUR, **more))] == [code]


def test_a_level_exactly_equal_passes_and_one_below_says_so():
    required = (SkillLevel(SKILL, Level.ADVANCED),)
    has = lambda level: replace(MORNING, skills=(SkillLevel(SKILL, level),))
    assert explain(has(Level.ADVANCED), claims.rows_of([]), at('09:00'), replace(HOUR, required=required)) == []
    (reason,) = explain(has(Level.INTERMEDIATE), claims.rows_of([]), at('09:00'), replace(HOUR, required=required))
    assert (reason.code, reason.skill_id) == (WhyNot.LEVEL_TOO_LOW, SKILL)


def test_what_is_in_the_way_is_named():
    off = HoursException(ExceptionKind.OFF, datetime(2027, 6, 7, 9), datetime(2027, 6, 7, 10))
    (reason,) = explain(replace(MORNING, exceptions=(off,)), claims.rows_of([]), at('09:30'), HOUR)
    assert (reason.code, reason.blocking) == (WhyNot.OFF, Interval(at('09:00'), at('10:00')))
    (reason,) = explain(MORNING, claims.rows_of([taken('10:00', '11:00', before=5)]), at('09:30'), HOUR)
    assert (reason.code, reason.blocking) == (WhyNot.TAKEN, Interval(at('10:00'), at('11:00')))


def searching(*entries: CalendarRules, claim: Claim | None = None) -> Search:
    grid = Grid(entries, ClaimTable.empty(), first_day=date(2027, 6, 5), days=20)
    if claim:
        grid.replace(entries[0].id, 1, [claim])
    return Search(grid)


def test_nothing_found_counts_each_calendar_once_under_its_reason():
    entries = [
        MORNING,
        replace(MORNING, id=UUID(int=3), is_active=False),
        replace(MORNING, id=UUID(int=4), weekly=()),
        replace(MORNING, id=UUID(int=5), exceptions=(
            HoursException(ExceptionKind.OFF, datetime(2027, 6, 7), datetime(2027, 6, 8)),)),
    ]  # fmt: skip
    found = searching(*entries, claim=taken('09:00', '12:00')).find(HOUR, limit=10)
    assert found.slots == ()
    assert {reason.code: reason.count for reason in found.reasons} == {
        WhyNot.TAKEN: 1, WhyNot.INACTIVE: 1, WhyNot.OUTSIDE_HOURS: 1, WhyNot.OFF: 1,
    }  # fmt: skip


@worlds.PATIENT
@given(worlds.world())
def test_a_calendar_has_an_obstacle_exactly_where_it_has_no_start(world):
    for entry in world.entries:
        has_starts = oracle.qualifies(entry, world.wanted) and bool(
            oracle.free_slots(entry, world.claims[entry.id], world.wanted))
        found = obstacle(entry, claims.rows_of(world.claims[entry.id]), world.wanted)
        assert (found is None) == has_starts


def test_time_off_is_named_by_the_one_that_ends_last_in_the_days_asked_for():
    days_off = [HoursException(ExceptionKind.OFF, datetime(2027, 6, first, 8), datetime(2027, 6, last, 18))
                for first, last in ((1, 5), (7, 7), (7, 9), (10, 12))]
    found = obstacle(replace(MORNING, exceptions=tuple(days_off)), claims.rows_of([]), HOUR)
    assert (found.code, found.blocking) == (
        WhyNot.OFF, Interval(at('08:00'), at('18:00', MONDAY + timedelta(days=2))))


def test_near_misses_give_up_one_thing_each():
    entry = replace(MORNING, weekly=(WeeklyHours(0, 540, 600), WeeklyHours(2, 540, 720)),
                    skills=(SkillLevel(SKILL, Level.BASIC),), group_ids=(UUID(int=7),))  # fmt: skip
    search = searching(entry)
    change_of = lambda wanted: {miss.change: miss.slot.starts_at for miss in search.find(wanted, limit=5).near_misses}
    wednesday = at('09:00', MONDAY + timedelta(days=2))
    assert change_of(replace(HOUR, duration=timedelta(hours=2))) == {
        Change.SHORTEN: at('09:00'), Change.NEXT_DAY: wednesday,
    }  # fmt: skip
    assert change_of(replace(HOUR, times=(TimeOfDay(780, 1080),))) == {Change.SHIFT: at('09:00')}
    assert change_of(replace(HOUR, required=(SkillLevel(SKILL, Level.INTERMEDIATE),))) == {
        Change.LOWER_LEVEL: at('09:00')
    }
    assert change_of(replace(HOUR, group_ids=frozenset({UUID(int=8)}))) == {Change.OTHER_GROUP: at('09:00')}


def test_calendars_out_of_reach_are_neither_counted_nor_offered():
    hidden = replace(MORNING, id=UUID(int=3), group_ids=(UUID(int=7),))
    mine = replace(MORNING, weekly=())
    asked = replace(HOUR, calendar_ids=frozenset({mine.id}), group_ids=frozenset({UUID(int=7)}))
    found = searching(mine, hidden).find(asked, limit=5)
    assert found.near_misses == ()
    assert sum(reason.count for reason in found.reasons) == 1


def test_the_same_question_is_answered_from_memory_until_anything_changes():
    search = searching(MORNING)
    first = search.find(HOUR, limit=50)
    assert search.find(HOUR, limit=50) is first
    search.grid.replace(MORNING.id, 1, [taken('09:00', '10:00')])
    assert len(search.find(HOUR, limit=50).slots) < len(first.slots)


def test_a_hold_that_expires_frees_its_cells():
    search = searching(MORNING, claim=taken('09:00', '12:00', expires_at=at('08:00')))
    assert search.grid.expire(at('07:59')) == 0
    assert not search.find(HOUR, limit=50).slots
    assert search.grid.expire(at('08:00')) == 1
    assert len(search.find(HOUR, limit=50).slots) == 9


def test_a_missed_version_asks_for_the_calendar_to_be_read_again():
    from services.availability.grid import Taken

    grid = searching(MORNING).grid
    assert not grid.apply(MORNING.id, 2, [Taken(taken('09:00', '10:00'))])
    assert grid.apply(MORNING.id, 1, [Taken(taken('09:00', '10:00'))])
    assert grid.apply(MORNING.id, 1, [Taken(taken('09:00', '10:00'))])
    assert len(grid.claims_of(MORNING.id)) == 1
