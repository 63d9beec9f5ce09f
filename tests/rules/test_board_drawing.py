"""From intervals to a board: where a pulled card lies, what is closed, which hours are worth drawing."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from app.errors import Invalid
from app.intervals import Interval
from app.localtime import instant, wall_clock
from components import board_cards
from components.board_shapes import Shown
from components.team_board import anchored, expected
from services.appointments import redrawn
from services.availability import TimeOff
from services.calendars import CalendarShape

LONDON = 'Europe/London'
HOUR = timedelta(hours=1)
SATURDAY, SUNDAY = datetime(2027, 3, 27, 10), datetime(2027, 3, 28, 10)  # the clocks go forward in between
ANNA = CalendarShape(UUID(int=1), 'Anna', None, UUID(int=9), 'Main Street', LONDON, True)


def lasting(wall: datetime, hours: float = 1, zone: str = LONDON) -> Interval:
    return Interval.lasting(instant(wall, zone), timedelta(hours=hours))


def test_a_card_dragged_over_the_clock_change_keeps_its_wall_clock_and_its_length():
    moved = redrawn(lasting(SATURDAY), LONDON, starts_by=timedelta(days=1), ends_by=timedelta(days=1))
    assert (wall_clock(moved.starts_at, LONDON), moved.length) == (SUNDAY, HOUR)


def test_a_card_dragged_into_the_missing_hour_starts_after_it_and_keeps_its_length():
    moved = redrawn(lasting(SATURDAY), LONDON, starts_by=timedelta(hours=15, minutes=30),
                    ends_by=timedelta(hours=15, minutes=30))
    assert (wall_clock(moved.starts_at, LONDON), moved.length) == (datetime(2027, 3, 28, 2, 30), HOUR)


def test_a_pulled_edge_leaves_the_other_where_it_was_even_in_a_repeated_hour():
    second_pass = Interval(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), datetime(2027, 10, 31, 3, tzinfo=UTC))
    longer = redrawn(second_pass, LONDON, starts_by=timedelta(), ends_by=HOUR)
    assert (longer.starts_at, longer.ends_at) == (second_pass.starts_at, second_pass.ends_at + HOUR)


def test_nothing_is_left_of_a_card_pulled_shut():
    with pytest.raises(Invalid) as refusal:
        redrawn(lasting(SATURDAY), LONDON, starts_by=timedelta(), ends_by=-HOUR)
    assert 'ends_at' in refusal.value.fields


def test_between_two_open_times_is_a_break_and_around_them_it_is_closed():
    day = date(2027, 3, 1)
    open_ = {ANNA.id: [lasting(datetime(2027, 3, 1, 9), 3), lasting(datetime(2027, 3, 1, 13), 4)]}
    areas = board_cards.ground([ANNA], open_, {}, LONDON, day, day + timedelta(days=1), is_shared=False)
    assert [(area.kind, area.starts.hour, area.ends.hour) for area in areas] == [
        ('off', 0, 9), ('break', 12, 13), ('off', 17, 0)]
    assert {area.column_ids for area in areas} == {(str(ANNA.id),)}


def test_a_day_without_any_hours_says_that_it_is_closed_unless_somebody_is_off():
    sunday = date(2027, 3, 28)
    off = {ANNA.id: [TimeOff(lasting(datetime(2027, 3, 29, 0), 24), 'Moving house')]}
    areas = board_cards.ground([ANNA], {}, off, LONDON, sunday, sunday + timedelta(days=2), is_shared=False)
    assert [(area.kind, area.starts.day, area.title) for area in areas] == [
        ('off', 28, 'Closed'), ('off', 29, ''), ('leave', 29, 'Moving house')]


def test_a_day_is_closed_when_nobody_works_on_it():
    hours = {ANNA.id: [lasting(SATURDAY)], UUID(int=2): []}
    assert [board_cards.is_closed(hours, LONDON, day.date()) for day in (SATURDAY, SUNDAY)] == [False, True]


def test_time_off_is_named_and_cut_to_what_is_in_sight():
    first = date(2027, 3, 1)
    away = {ANNA.id: [TimeOff(lasting(datetime(2027, 2, 20), 24 * 30), 'Parental leave')]}
    areas = board_cards.ground([ANNA], {}, away, LONDON, first, first + timedelta(days=2), is_shared=True)
    leave = [area for area in areas if area.kind == 'leave']
    assert [(area.title, area.starts.date().day, area.ends.date().day) for area in leave] == [
        ('Parental leave', 1, 2), ('Parental leave', 2, 3)]


@pytest.mark.parametrize(('opens', 'hours', 'drawn'), [
    (9, 8, (time(9), time(17))), (8, 16, (time(8), time(0))), (20, 5, (time(20), time(0))),
    (22, 8, (time(0), time(0)))])
def test_the_hours_drawn_hold_every_shift_and_a_night_shift_takes_the_day(opens, hours, drawn):
    assert board_cards.drawn_hours({ANNA.id: [lasting(datetime(2027, 3, 1, opens), hours)]}, LONDON) == drawn


def test_nobody_open_at_all_still_draws_a_day():
    assert board_cards.drawn_hours({}, LONDON) == (time(8), time(18))


def test_a_month_shows_whole_weeks_and_is_about_a_day_of_its_own():
    november = expected(date(2026, 11, 24), 'month')
    assert (november.first, november.until) == (date(2026, 10, 26), date(2026, 12, 7))
    assert anchored(date(2026, 11, 24), november) == date(2026, 11, 24)
    assert anchored(date(2026, 10, 31), november) == date(2026, 11, 28)


def test_another_week_is_about_its_first_day_and_the_same_one_about_the_day_it_was():
    week = Shown(date(2027, 3, 1), date(2027, 3, 8), 'week')
    assert expected(date(2027, 3, 4), 'week') == week
    assert (anchored(date(2027, 3, 4), week), anchored(date(2027, 3, 9), week)) == (date(2027, 3, 4), date(2027, 3, 1))
