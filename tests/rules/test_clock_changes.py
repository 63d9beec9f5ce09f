"""Wall clock and instant: every clock change of twelve zones, and the odd ones by name."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app import localtime
from services.availability.hours import windows
from services.calendars.shapes import WeeklyHours
from tests.rules.worlds import ZONES


def walls_around(zone: str) -> list[int]:
    """Every quarter of an hour within a day and a half of each change of the zone, 2025-2035."""
    there = ZoneInfo(zone)
    days = [datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=count) for count in range(11 * 365 + 3)]
    offsets = [day.astimezone(there).utcoffset() for day in days]
    changes = [day for day, now, then in zip(days, offsets, offsets[1:], strict=False) if now != then]
    return [int(day.timestamp()) + quarter * 900 for day in changes for quarter in range(-48, 145)]


@pytest.mark.parametrize('zone', ZONES)
def test_every_clock_change_of_eleven_years_is_what_zoneinfo_says(zone):
    seconds = walls_around(zone) or [0]
    there = ZoneInfo(zone)
    walls = [datetime.fromtimestamp(second, UTC).replace(tzinfo=None) for second in seconds]
    expected = [int(wall.replace(tzinfo=there).astimezone(UTC).timestamp()) for wall in walls]
    assert localtime.epochs_of(np.array(seconds), zone).tolist() == expected
    offsets = [datetime.fromtimestamp(second, there).utcoffset().total_seconds() for second in seconds]
    assert localtime.offsets_at(np.array(seconds), zone).tolist() == offsets


def test_a_time_in_the_missing_hour_moves_forward_by_the_gap():
    missing = localtime.instant(datetime(2027, 3, 14, 2, 30), 'America/New_York')
    assert localtime.wall_clock(missing, 'America/New_York') == datetime(2027, 3, 14, 3, 30)


def test_a_time_in_a_repeated_hour_is_its_first_occurrence():
    repeated = localtime.instant(datetime(2027, 10, 31, 1, 30), 'Europe/London')
    assert repeated == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(('zone', 'day', 'hour'), [
    ('Asia/Beirut', date(2027, 3, 28), 22), ('Africa/Cairo', date(2027, 4, 30), 22),
    ('America/Sao_Paulo', date(2018, 11, 4), 3),
])  # fmt: skip
def test_a_day_that_has_no_midnight_begins_at_one(zone, day, hour):
    begins = localtime.instant(datetime(day.year, day.month, day.day), zone)
    assert begins.hour == hour
    assert localtime.wall_clock(begins, zone).hour == 1


def test_a_day_that_apia_skipped_moves_to_the_next():
    skipped = localtime.instant(datetime(2011, 12, 30, 9), 'Pacific/Apia')
    assert localtime.wall_clock(skipped, 'Pacific/Apia') == datetime(2011, 12, 31, 9)


def test_lord_howe_changes_by_half_an_hour():
    missing = localtime.instant(datetime(2027, 10, 3, 2, 10), 'Australia/Lord_Howe')
    assert localtime.wall_clock(missing, 'Australia/Lord_Howe') == datetime(2027, 10, 3, 2, 40)


@pytest.mark.parametrize(
    'name', ['localtime', 'Factory', 'posixrules', '../etc/passwd', '', 'Nowhere/City', 'right/UTC']
)
def test_a_zone_is_only_what_is_in_the_list_of_zones(name):
    assert not localtime.is_zone(name)
    with pytest.raises(ValueError, match='not an IANA'):
        localtime.zone(name)


def hours_on(day: date, zone: str, opens: int, closes: int) -> list[tuple[datetime, datetime]]:
    rule = WeeklyHours(day.weekday(), opens, closes)
    found = windows([rule], [], zone, day, day + timedelta(days=1)).tolist()
    return [tuple(localtime.wall_clock(localtime.moment(edge), zone) for edge in span) for span in found]


@pytest.mark.parametrize(('zone', 'day'), [
    ('America/New_York', date(2027, 11, 8)), ('Europe/London', date(2027, 10, 31)),
    ('Europe/London', date(2027, 3, 28)), ('Africa/Casablanca', date(2027, 2, 7)),
    ('Asia/Kathmandu', date(2027, 3, 28)), ('Australia/Lord_Howe', date(2027, 4, 4)),
])  # fmt: skip
def test_nine_to_five_is_nine_to_five_on_the_wall_whatever_the_clocks_did(zone, day):
    nine, five = (datetime(day.year, day.month, day.day, hour) for hour in (9, 17))
    assert hours_on(day, zone, 540, 1020) == [(nine, five)]


def test_hours_inside_the_missing_hour_move_with_it():
    assert hours_on(date(2027, 3, 14), 'America/New_York', 135, 165) == [
        (datetime(2027, 3, 14, 3, 15), datetime(2027, 3, 14, 3, 45))
    ]


def test_hours_inside_the_repeated_hour_are_kept_once():
    spans = windows([WeeklyHours(6, 75, 105)], [], 'Europe/London', date(2027, 10, 31), date(2027, 10, 31)).tolist()
    assert [(end - start) // 60 for start, end in spans] == [30]


def test_a_night_shift_over_the_change_has_its_true_elapsed_length():
    spans = windows([WeeklyHours(5, 1320, 360)], [], 'Europe/London', date(2027, 10, 30), date(2027, 10, 31)).tolist()
    assert [(end - start) / 3600 for start, end in spans] == [9.0]
