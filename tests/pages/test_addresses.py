"""What stands in an address may come from anywhere: what makes no sense is said at its field, and is never a bug."""

import pytest

from pages.desk.appointments import listing
from pages.desk.board import board
from pages.desk.booking import booking
from pages.desk.finding import find_a_time
from tests.given import NOW
from tests.pages.desk import at_the_desk, only, until

BUG = 'Something went wrong on our side'
NINE = '2027-03-01T09:00+00:00'
ODD_DAYS = ['0001-01-01', '9999-12-31', '1989-12-31', '2200-01-01', '2027-02-30', 'x', '-1', '٢٠٢٧-٠٣-٠١']
NO_INSTANT = ['9999-12-31T23:59+00:00', '0001-01-01T00:00+14:00', '0001-01-01T00:00-14:00', '9999-12-31T23:59-14:00',
              '2027-03-01T09:00', 'x']


@pytest.mark.parametrize('starts', NO_INSTANT)
async def test_a_booking_at_no_time_of_ours_is_refused(given, starts):
    said = await booked_by(given, starts=starts, minutes='60')
    assert 'a time between 2000 and 2199' in said


@pytest.mark.parametrize('minutes', ['-60', '0', '1441', '99999999999', '9' * 5_000, '1e9', 'x', '-0'])
async def test_a_booking_of_no_length_of_ours_is_refused(given, minutes):
    said = await booked_by(given, starts=NINE, minutes=minutes)
    assert 'Between 1 and 1,440 minutes' in said


async def test_a_booking_of_a_made_up_calendar_is_refused(given):
    assert 'This link to a booking is not complete.' in await booked_by(given, calendar='x', starts=NINE)


async def booked_by(given, **address) -> str:
    """What the booking page says to an address that it cannot use."""
    calendar = await given.calendar('Anna')

    async def draw(visit):
        await booking(visit, **{'calendar': str(calendar.id), **address})

    async with at_the_desk(given, draw) as user:
        await user.should_see('This cannot be shown')
        await user.should_not_see(BUG)
        return ' '.join(str(getattr(each, 'text', '')) for each in user.client.elements.values())


@pytest.mark.parametrize('day', ODD_DAYS)
async def test_a_list_from_no_day_of_ours_says_so_at_the_day(given, day):
    async with at_the_desk(given, lambda visit: listing(visit, date=day)) as user:
        await user.should_see(marker='since')
        await user.should_not_see(BUG)
        assert only(user, 'since').error == 'A day between 1990 and 2199.'


async def test_a_day_that_is_typed_is_bounded_too(given):
    async with at_the_desk(given, lambda visit: listing(visit, date='2027-03-02')) as user:
        await user.should_see(marker='since')
        since = only(user, 'since')
        assert since.error is None
        for typed in ('0001-01-01', '9999-12-31'):
            since.value = typed
            assert await until(lambda: since.error)
            since.value = NOW.date().isoformat()
            assert await until(lambda: not since.error)
        await user.should_not_see(BUG)


@pytest.mark.parametrize('day', ODD_DAYS)
async def test_searches_and_boards_of_odd_days_are_no_bugs(given, day):
    await given.calendar('Anna')
    words = {'window': 'days', 'first': day, 'last': day, 'day': day, 'at': f'{day}T00:00+00:00'}
    for view in ('providers', 'pooled'):
        async with at_the_desk(given, lambda visit, view=view: find_a_time(visit, words | {'view': view})) as user:
            await user.should_not_see(BUG)
    async with at_the_desk(given, lambda visit: board(visit, date=day)) as user:
        await user.should_not_see(BUG)
