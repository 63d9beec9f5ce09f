"""Where an answer is cut, the right end of it is kept, and the screen says so."""

from types import SimpleNamespace

from app.paging import Page
from components.team_board import not_drawn
from pages.desk import _booking, _team
from pages.desk.board import board
from services import appointments, clients
from services.appointments.shapes import MOST_ON_A_BOARD
from tests.given import a_client, monday
from tests.pages.desk import at_the_desk


async def test_of_a_client_with_very_many_visits_the_latest_are_recalled(given, clerk, monkeypatch):
    calendar = await given.calendar(hours='Mon-Fri 00:00-24:00')
    for times in ('09:00-10:00', '10:00-11:00', '11:00-12:00', '12:00-13:00'):
        made = await given.appointment(calendar, f'Mon {times}')
    client = await clients.by_id(clerk, client_id=made.client_id)
    monkeypatch.setattr(_booking, 'ALL', Page(2))

    told = dict(await _booking.recalled(SimpleNamespace(ctx=lambda: clerk), client))
    assert '11:00' in told['Next time']
    monkeypatch.setattr(_booking, 'ALL', Page(3))
    told = dict(await _booking.recalled(SimpleNamespace(ctx=lambda: clerk), client))
    assert '10:00' in told['Next time']


async def test_a_board_of_too_many_calendars_says_how_many_are_missing(given, monkeypatch):
    for name in ('Anna', 'Ben', 'Cleo'):
        await given.calendar(name)

    async def draw(visit):
        await board(visit, date='2027-03-01')

    async with at_the_desk(given, draw) as user:
        await user.should_see('3 calendars')
        await user.should_not_see('not shown')
    monkeypatch.setattr(_team, 'MOST', 2)
    async with at_the_desk(given, draw) as user:
        await user.should_see('1 more not shown')


async def test_a_board_keeps_the_first_of_too_many_appointments(given, clerk, monkeypatch):
    calendar = await given.calendar()
    first = await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(calendar, 'Mon 11:00-12:00', client=a_client('Bob', email='bob@example.org'))
    monkeypatch.setattr('services.appointments.queries.MOST_ON_A_BOARD', 1)

    assert await appointments.on_board(clerk, during=monday('00:00-24:00')) == (first,)


def test_what_a_board_does_not_draw_is_counted_as_far_as_it_is_known():
    assert not_drawn(300) == ''
    assert not_drawn(307) == '7 more not drawn: choose a provider or a shorter range'
    assert not_drawn(MOST_ON_A_BOARD) == 'At least 1,700 more not drawn: choose a provider or a shorter range'
