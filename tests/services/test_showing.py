"""What a board draws behind the appointments: open hours and time off, as far as one reaches."""

from datetime import date, timedelta

import pytest

from app.errors import Invalid, NotAllowed
from services import availability
from tests.given import monday

MONDAY = date(2027, 3, 1)


async def opened(ctx, *shown, last=MONDAY):
    hours = await availability.open_hours(ctx, calendar_ids=[each.id for each in shown], first=MONDAY, last=last)
    return {id_: list(open_) for id_, open_ in hours.items()}


async def test_open_hours_are_instants_whatever_the_zone_of_the_calendar(given, clerk):
    far = await given.calendar(hours='Mon 09:00-12:00,13:00-17:00', zone='America/New_York')
    assert (await opened(clerk, far))[far.id] == [monday('14:00-17:00'), monday('18:00-22:00')]


async def test_a_calendar_a_day_ahead_is_open_on_the_day_that_is_asked(given, clerk):
    ahead = await given.calendar(hours='Tue 00:00-08:00', zone='Pacific/Kiritimati')
    assert (await opened(clerk, ahead))[ahead.id] == [monday('10:00-18:00')]


async def test_time_off_is_not_open_and_says_why(given, clerk, admin):
    calendar = await given.calendar(hours='Mon 09:00-17:00')
    await given.time_off(calendar, 'Mon 12:00-24:00', 'Training')
    assert (await opened(clerk, calendar))[calendar.id] == [monday('09:00-12:00')]
    off = await availability.time_off(admin, calendar_ids=[calendar.id], first=MONDAY, last=MONDAY)
    [away] = off[calendar.id]
    assert (away.during, away.reason) == (monday('12:00-24:00'), 'Training')
    later = MONDAY + timedelta(days=7)
    assert await availability.time_off(clerk, calendar_ids=[calendar.id], first=later, last=later) == {calendar.id: ()}


async def test_a_supervisor_sees_the_hours_of_their_own_groups_only(given, supervisor, outsider):
    mine = await given.calendar(groups=[await given.group(led_by=supervisor)])
    other = await given.calendar()
    assert set(await opened(supervisor, mine, other)) == {mine.id}
    assert await opened(outsider, mine, other) == {}


async def test_a_client_sees_nobodys_hours(given):
    with pytest.raises(NotAllowed):
        await availability.open_hours(await given.actor('CLIENT'), calendar_ids=[], first=MONDAY, last=MONDAY)


@pytest.mark.parametrize('days', [-1, 62, 10_000])
async def test_a_look_is_at_most_two_months_and_forwards(given, clerk, days):
    with pytest.raises(Invalid):
        await availability.open_hours(clerk, calendar_ids=[], first=MONDAY, last=MONDAY + timedelta(days=days))

