"""Quiet hours on the clock of a zone: over midnight, and in the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.notifications.rules import quiet_until
from services.tenants import QuietHours

NIGHT = QuietHours(22 * 60, 7 * 60)
LONDON = 'Europe/London'


def utc(said):
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


def ends(at, hours=NIGHT, zone=LONDON):
    until = quiet_until(hours, zone, utc(at))
    return until and f'{until:%d %H:%M}'


@pytest.mark.parametrize(('at', 'zone', 'expected'), [
    ('2027-03-01 21:59', LONDON, None), ('2027-03-01 22:00', LONDON, '02 07:00'),
    ('2027-03-02 00:00', LONDON, '02 07:00'), ('2027-03-02 06:59:59', LONDON, '02 07:00'),
    ('2027-03-02 07:00', LONDON, None), ('2027-03-02 03:00', 'America/New_York', '02 12:00'),
    ('2027-03-02 07:00', 'America/New_York', '02 12:00'), ('2027-03-02 13:00', 'Asia/Tokyo', '02 22:00')])
def test_they_last_over_midnight_on_the_clock_of_their_zone(at, zone, expected):
    assert ends(at, zone=zone) == expected


@pytest.mark.parametrize(('at', 'expected'), [
    ('2027-03-01 12:59', None), ('2027-03-01 13:00', '01 14:00'), ('2027-03-01 14:00', None),
    ('2027-03-01 23:00', None)])
def test_they_may_be_of_one_day(at, expected):
    assert ends(at, QuietHours(13 * 60, 14 * 60)) == expected


@pytest.mark.parametrize('at', ['2027-03-01 03:00', '2027-03-01 23:00'])
def test_without_any_nothing_waits(at):
    assert ends(at, None) is None


@pytest.mark.parametrize(('at', 'hours', 'expected'), [
    ('2027-03-28 05:59', NIGHT, '28 06:00'), ('2027-03-28 06:00', NIGHT, None),
    ('2027-03-28 01:15', QuietHours(1320, 90), '28 01:30'), ('2027-03-28 01:30', QuietHours(1320, 90), None),
    ('2027-03-28 01:15', QuietHours(90, 420), None), ('2027-03-28 01:30', QuietHours(90, 420), '28 06:00')])
def test_spring_forward_the_night_is_an_hour_shorter_and_a_time_in_the_gap_is_an_hour_later(at, hours, expected):
    """On 28 March 2027 the clocks of London go from 01:00 to 02:00."""
    assert ends(at, hours) == expected


@pytest.mark.parametrize(('at', 'hours', 'expected'), [
    ('2027-10-30 21:00', NIGHT, '31 07:00'), ('2027-10-30 20:59', NIGHT, None), ('2027-10-31 06:59', NIGHT, '31 07:00'),
    ('2027-10-31 00:29', QuietHours(1320, 90), '31 00:30'), ('2027-10-31 00:45', QuietHours(1320, 90), None),
    ('2027-10-31 01:10', QuietHours(1320, 90), None), ('2027-10-31 00:29', QuietHours(90, 420), None),
    ('2027-10-31 01:10', QuietHours(90, 420), '31 07:00')])
def test_fall_back_the_night_is_an_hour_longer_and_they_begin_and_end_once_at_the_first_of_two(at, hours, expected):
    """On 31 October 2027 the clocks of London go from 02:00 to 01:00."""
    assert ends(at, hours) == expected
