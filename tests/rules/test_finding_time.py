"""The cases of finding time that every engine here must get right, one calendar at a time and as a search."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from app.intervals import Interval
from app.localtime import instant, wall_clock
from services.availability import exact
from services.availability.claims import live, rows_of
from services.availability.shapes import Claim, Wanted
from services.calendars.shapes import CalendarRules, ExceptionKind, HoursException, WeeklyHours

MONDAY = date(2027, 6, 7)
ZONE = 'America/New_York'


def calendar(
    *weekly: tuple[int, int, int], zone: str = ZONE, exceptions: tuple[HoursException, ...] = ()
) -> CalendarRules:
    """Open on (weekday, minute, minute)."""
    return CalendarRules(UUID(int=1), 'Ada', zone, UUID(int=2), weekly=tuple(WeeklyHours(*one) for one in weekly),
                         exceptions=exceptions)  # fmt: skip


def at(clock: str, day: date = MONDAY, zone: str = ZONE) -> datetime:
    hour, minute = map(int, clock.split(':'))
    return instant(datetime(day.year, day.month, day.day) + timedelta(hours=hour, minutes=minute), zone)


def taken(start: str, end: str, before: int = 0, after: int = 0, **more) -> Claim:
    core = Interval(at(start), at(end))
    return Claim(core, core.widened(timedelta(minutes=before), timedelta(minutes=after)), **more)


def starts(entry: CalendarRules, *claims: Claim, minutes: int = 60, day: date = MONDAY, **more) -> list[str]:
    """The free starts of one day on the calendar's wall clock."""
    question = {'first_on': day, 'last_on': day, 'zone': entry.zone, 'step': 30, **more}
    slots = exact.free_slots(entry, rows_of(claims), Wanted(duration=timedelta(minutes=minutes), **question))
    return [f'{wall_clock(slot.starts_at, entry.zone):%H:%M}' for slot in slots]


MORNING = calendar((0, 540, 720))


def test_the_last_slot_before_midnight_can_be_booked():
    assert starts(calendar((0, 1380, 1440))) == ['23:00']


def test_a_shift_past_midnight_goes_on_into_the_next_day():
    night = calendar((0, 1380, 60))
    assert starts(night) == ['23:00', '23:30']
    assert starts(night, day=MONDAY + timedelta(days=1)) == ['00:00']


def test_a_shift_past_midnight_is_cut_when_the_next_day_is_off():
    off = HoursException(ExceptionKind.OFF, datetime(2027, 6, 8), datetime(2027, 6, 9))
    night = calendar((0, 1380, 60), exceptions=(off,))
    assert starts(night) == ['23:00']
    assert starts(night, day=MONDAY + timedelta(days=1)) == []


def test_an_exception_that_closes_before_it_opens_yields_nothing():
    turned = HoursException(ExceptionKind.EXTRA, datetime(2027, 6, 7, 12), datetime(2027, 6, 7, 9))
    assert starts(calendar(exceptions=(turned,))) == []


def test_the_year_boundary_is_a_day_like_any_other():
    always = calendar(*((day, 1380, 60) for day in range(7)))
    assert starts(always, day=date(2026, 12, 31)) == ['00:00', '23:00', '23:30']


def test_a_length_equal_to_the_range_fits_once_and_a_longer_one_never():
    assert starts(MORNING, minutes=180) == ['09:00']
    assert starts(MORNING, minutes=185) == []


def test_a_range_that_starts_off_the_grid_begins_at_the_next_grid_start():
    assert starts(calendar((0, 545, 720)))[0] == '09:30'


def test_touching_ranges_are_one_range():
    assert starts(calendar((0, 540, 600), (0, 600, 660)), minutes=120) == ['09:00']


def test_empty_hours_yield_nothing():
    assert starts(calendar()) == []


def test_hours_are_kept_from_their_first_to_their_last_valid_day():
    rule = WeeklyHours(0, 540, 600, valid_from=MONDAY, valid_until=MONDAY)
    entry = replace(calendar(), weekly=(rule,))
    days = [MONDAY + timedelta(days=7 * week) for week in (-1, 0, 1)]
    assert [starts(entry, day=day) for day in days] == [[], ['09:00'], []]


def test_an_override_replaces_its_day_and_of_no_length_closes_it():
    changed = HoursException(ExceptionKind.OVERRIDE, datetime(2027, 6, 7, 15), datetime(2027, 6, 7, 16))
    closed = HoursException(ExceptionKind.OVERRIDE, datetime(2027, 6, 7), datetime(2027, 6, 7))
    assert starts(calendar((0, 540, 720), exceptions=(changed,))) == ['15:00']
    assert starts(calendar((0, 540, 720), exceptions=(closed,))) == []


def test_off_wins_over_extra_hours():
    extra = HoursException(ExceptionKind.EXTRA, datetime(2027, 6, 7, 13), datetime(2027, 6, 7, 15))
    off = HoursException(ExceptionKind.OFF, datetime(2027, 6, 7, 14), datetime(2027, 6, 7, 18))
    assert starts(calendar(exceptions=(extra, off))) == ['13:00']


@pytest.mark.parametrize(('start', 'end'), [
    ('10:00', '11:00'), ('10:15', '10:45'), ('09:45', '11:15'), ('10:00', '10:30'), ('10:30', '11:00'),
])  # fmt: skip
def test_whatever_overlaps_blocks(start, end):
    entry, during = MORNING, Interval(at('10:00'), at('11:00'))
    assert not exact.is_free(entry, rows_of([taken(start, end)]), during)


def test_touching_is_free():
    claims = rows_of([taken('09:00', '10:00'), taken('11:00', '12:00')])
    assert exact.is_free(MORNING, claims, Interval(at('10:00'), at('11:00')))
    assert starts(MORNING, taken('09:00', '10:00'), taken('11:00', '12:00')) == ['10:00']


def test_a_claim_off_the_grid_blocks_to_the_second():
    second = timedelta(seconds=1)
    almost = Claim.plain(Interval(at('10:00') - second, at('10:30') + second))
    assert starts(MORNING, almost, minutes=30, step=30) == ['09:00', '11:00', '11:30']


def test_buffers_keep_their_distance_both_ways():
    theirs = taken('10:00', '10:30', before=30, after=30)
    assert starts(MORNING, theirs, minutes=30) == ['09:00', '11:00', '11:30']
    plain = taken('10:00', '10:30')
    half = timedelta(minutes=30)
    assert starts(MORNING, plain, minutes=30, buffer_before=half, buffer_after=half) == ['09:00', '11:00', '11:30']


def test_buffers_may_reach_outside_the_hours():
    hour = timedelta(hours=1)
    assert starts(MORNING, minutes=180, buffer_before=hour, buffer_after=hour) == ['09:00']


@pytest.mark.parametrize(('theirs', 'ours', 'expected'), [
    (True, True, ['09:00', '11:00', '11:30']), (True, False, ['11:30']), (False, True, ['11:30']),
])  # fmt: skip
def test_buffer_may_lie_on_buffer_only_when_both_share(theirs, ours, expected):
    claim = taken('10:00', '10:30', before=30, after=30, shares_buffers=theirs)
    half = timedelta(minutes=30)
    found = starts(MORNING, claim, minutes=30, buffer_before=half, buffer_after=half, shares_buffers=ours)
    assert found == expected


def test_moving_an_appointment_leaves_its_own_claim_out():
    own, other = taken('10:00', '11:00'), taken('11:00', '12:00')
    during = Interval(at('09:30'), at('10:30'))
    assert exact.is_free(MORNING, rows_of([other]), during)
    assert not exact.is_free(MORNING, rows_of([own, other]), during)


def test_an_expired_hold_frees_its_time():
    hold = taken('10:00', '11:00', expires_at=at('08:00'))
    during = Interval(at('10:00'), at('11:00'))
    before, after = (live(rows_of([hold]), int(at(clock).timestamp())) for clock in ('07:59', '08:00'))
    assert not exact.is_free(MORNING, before, during)
    assert exact.is_free(MORNING, after, during)


def test_only_future_starts_today_and_the_seconds_of_now_do_not_count():
    now = at('10:00') + timedelta(seconds=59)
    assert starts(MORNING, not_before=now) == ['10:00', '10:30', '11:00']
    assert starts(MORNING, not_before=now + timedelta(seconds=1)) == ['10:30', '11:00']


def test_minimum_notice_is_elapsed_time_on_the_day_of_the_change():
    sunday = date(2027, 3, 14)
    early = calendar((6, 0, 360))
    notice = at('00:30', sunday) + timedelta(hours=2)
    assert starts(early, day=sunday, not_before=notice)[0] == '03:30'


def test_a_booking_over_the_change_has_its_true_elapsed_length():
    sunday = date(2027, 11, 7)
    entry = calendar((6, 0, 240))
    assert starts(entry, day=sunday, minutes=300, step=60) == ['00:00']


@pytest.mark.parametrize('zone', ['Asia/Kolkata', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Etc/GMT+12'])
def test_the_grid_is_counted_from_the_hour_of_the_calendars_own_clock(zone):
    assert starts(calendar((0, 540, 720), zone=zone), step=60) == ['09:00', '10:00', '11:00']


def test_the_askers_date_may_be_a_day_ahead_of_the_calendars():
    evening = calendar((0, 1080, 1200), zone='America/Los_Angeles')
    tuesday = MONDAY + timedelta(days=1)
    wanted = Wanted(duration=timedelta(hours=1), first_on=tuesday, last_on=tuesday, zone='Pacific/Kiritimati', step=60)
    found = exact.free_slots(evening, rows_of([]), wanted)
    assert [slot.starts_at for slot in found] == [datetime(2027, 6, 8, hour, tzinfo=UTC) for hour in (1, 2)]


def test_a_calendar_that_moves_zone_keeps_its_bookings_at_their_instants():
    booked = taken('09:00', '10:00')
    moved = replace(MORNING, zone='America/Chicago')
    assert starts(moved, booked) == ['09:00', '09:30', '10:00', '10:30', '11:00']
    assert starts(moved, taken('10:00', '11:00')) == ['10:00', '10:30', '11:00']


def test_alternatives_are_the_nearest_starts_and_the_same_time_another_day():
    entry = calendar((0, 540, 720), (1, 540, 720))
    claims = rows_of([taken('10:00', '11:00')])
    wanted = Wanted(duration=timedelta(hours=1), first_on=MONDAY, last_on=MONDAY, zone=ZONE, step=30)
    found = exact.nearest(entry, claims, wanted, at('10:00'))
    assert [slot.starts_at for slot in found] == [at('09:00'), at('11:00')]
    again = exact.same_time_next_day(entry, claims, wanted, at('10:00'))
    assert again is not None
    assert again.starts_at == at('10:00', MONDAY + timedelta(days=1))
