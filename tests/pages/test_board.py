"""The team board: what is drawn, what a drop asks, what is refused, and what a browser makes up."""

from types import SimpleNamespace

import pytest

from pages.desk.board import board
from services import appointments
from tests.given import a_client, monday
from tests.pages.desk import at_the_desk, drawn, only, until

DAY = '2027-03-01'  # a Monday
QUARTER, HOUR = 900, 3600  # seconds


def of(**query):
    async def draw(visit):
        await board(visit, **{'date': DAY} | query)

    return draw


def events(user):
    return list(only(user, 'calendar')._events.values())


def cards(user):
    return {card.title: (f'{card.starts:%H:%M}', f'{card.ends:%H:%M}', card.column_id) for card in events(user)}


def columns(user):
    return [column['title'] for column in drawn(user, 'calendar', 'options')['columns']]


def drop(user, appointment, *, start_by=0, end_by=None, column=''):
    user.find(marker='calendar').trigger('moved', {
        'id': str(appointment.id), 'token': 'move-1', 'start_by': start_by,
        'end_by': start_by if end_by is None else end_by, 'column': str(column)})


async def now(ctx, appointment):
    found = await appointments.by_id(ctx, appointment_id=appointment.id)
    return found.during, found.calendar_id


@pytest.fixture
async def day(given):
    """Anna and Ben open all day; Ada with Anna at ten."""
    anna, ben = await given.calendar('Anna'), await given.calendar('Ben')
    ada = await given.appointment(anna, 'Mon 10:00-11:00', client=a_client('Ada'))
    return SimpleNamespace(anna=anna, ben=ben, ada=ada)


async def test_a_day_has_a_column_for_everybody_and_every_card_on_the_clock_of_the_place(given, day):
    async with at_the_desk(given, of()) as user:
        assert await until(lambda: cards(user) == {'Ada': ('10:00', '11:00', str(day.anna.id))})
        assert columns(user) == ['Anna', 'Ben']
        await user.should_see('London time')


async def test_a_day_on_which_nobody_works_is_said_to_be_closed(given):
    await given.calendar('Anna', hours='Mon 09:00-12:00')
    async with at_the_desk(given, of(date='2027-03-02')) as user:
        assert await until(lambda: 'Closed: nobody works on this day' in only(user, 'agenda').content)
    async with at_the_desk(given, of()) as user:
        assert await until(lambda: 'Nothing booked' in only(user, 'agenda').content)


async def test_one_place_at_a_time_and_its_own_clock(given, day):
    far = await given.location('Brooklyn', zone='America/New_York')
    maya = await given.calendar('Maya', location=far, zone='America/New_York')
    await given.appointment(maya, 'Mon 15:00-16:00', client=a_client('Zoe', email='zoe@example.org'))
    async with at_the_desk(given, of(location=str(far.id))) as user:
        assert await until(lambda: cards(user) == {'Zoe': ('15:00', '16:00', str(maya.id))})
        await user.should_see('New York time')
    async with at_the_desk(given, of(location='all')) as user:
        assert await until(lambda: cards(user).get('Zoe') == ('20:00', '21:00', str(maya.id)))
        assert columns(user) == ['Anna', 'Ben', 'Maya']
        await user.should_see('London time')


@pytest.mark.parametrize('query', [
    {'date': 'tomorrow'}, {'date': '0001-01-01'}, {'view': 'x'}, {'location': '0' * 32}, {'group': "'; drop"},
    {'provider': 'x' * 3000}])
async def test_an_address_from_anywhere_cannot_break_the_board(given, day, query):
    async with at_the_desk(given, of(**query)) as user:
        await user.should_see('Team board')
        await user.should_not_see('Something went wrong')


async def test_a_drop_asks_and_saving_moves_with_the_reason(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        drop(user, day.ada, start_by=HOUR, column=day.ben.id)
        await user.should_see(marker='move-panel')
        await user.should_see('Anna')
        assert await now(clerk, day.ada) == (monday('10:00-11:00'), day.anna.id)
        only(user, 'reason').value = 'Anna is ill'
        user.find(marker='save-move').click()
        await until(lambda: cards(user)['Ada'] == ('11:00', '12:00', str(day.ben.id)))
    assert await now(clerk, day.ada) == (monday('11:00-12:00'), day.ben.id)
    [moved, _] = await appointments.history(clerk, appointment_id=day.ada.id)
    assert (moved.kind, moved.data['reason']) == ('appointment.moved', 'Anna is ill')


async def test_reverting_a_drop_writes_nothing(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        drop(user, day.ada, start_by=HOUR)
        await user.should_see(marker='move-panel')
        user.find(marker='revert').click()
        await user.should_not_see(marker='move-panel')
    assert len(await appointments.history(clerk, appointment_id=day.ada.id)) == 1


async def test_an_edge_pulled_makes_it_longer(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        drop(user, day.ada, end_by=2 * QUARTER)
        await user.should_see(marker='move-panel')
        user.find(marker='save-move').click()
        await until(lambda: cards(user)['Ada'][1] == '11:30')
    assert await now(clerk, day.ada) == (monday('10:00-11:30'), day.anna.id)


async def test_a_second_drop_waits_for_the_answer_to_the_first(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        drop(user, day.ada, start_by=HOUR)
        await user.should_see(marker='move-panel')
        drop(user, day.ada, start_by=2 * HOUR)
        await user.should_see('Save or revert the move that is open first.')
        assert len(user.find(marker='move-panel').elements) == 1


async def test_a_refused_drop_offers_what_is_free_and_one_press_takes_it(given, day, clerk):
    bob = await given.appointment(day.anna, 'Mon 12:00-13:00', client=a_client('Bob', email='bob@example.org'))
    async with at_the_desk(given, of()) as user:
        await until(lambda: len(cards(user)) == 2)
        drop(user, bob, start_by=-HOUR - 2 * QUARTER)
        await user.should_see(marker='move-panel')
        user.find(marker='save-move').click()
        await user.should_see('This time is already taken.')
        offered = user.find(marker='alternative').elements
        assert len(offered) >= 3
        assert (await now(clerk, bob))[0] == monday('12:00-13:00')
        [ben] = [each for each in offered if 'Ben' in each.props['aria-label']][:1]
        await press(user, ben)
        await until(lambda: cards(user)['Bob'] == ('10:30', '11:30', str(day.ben.id)))
    assert await now(clerk, bob) == (monday('10:30-11:30'), day.ben.id)


async def test_moved_underfoot_is_said_and_the_question_is_taken_back(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        drop(user, day.ada, start_by=HOUR)
        await user.should_see(marker='move-panel')
        await appointments.reschedule(clerk, appointment_id=day.ada.id, during=monday('14:00-15:00'))
        await user.should_see('A colleague changed this appointment meanwhile')
        await user.should_not_see(marker='move-panel')
        assert cards(user)['Ada'][0] == '14:00'


async def test_what_a_colleague_books_or_cancels_is_seen_without_a_press(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        bob = await given.appointment(day.ben, 'Mon 12:00-13:00', client=a_client('Bob', email='bob@example.org'))
        assert await until(lambda: 'Bob' in cards(user))
        await appointments.cancel(clerk, appointment_id=bob.id, reason='Client asked')
        assert await until(lambda: 'Bob' not in cards(user))


@pytest.mark.parametrize('forged', [
    {'id': 'x'}, {'id': '0' * 32}, {'column': '0' * 32}, {'start_by': 10**9}, {'end_by': -HOUR}])
async def test_what_a_browser_makes_up_moves_nothing(given, day, clerk, forged):
    told = {'id': str(day.ada.id), 'token': 'move-1', 'start_by': 0, 'end_by': 0, 'column': str(day.anna.id)}
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        user.find(marker='calendar').trigger('moved', told | forged)
        await user.should_not_see(marker='move-panel')
    assert await now(clerk, day.ada) == (monday('10:00-11:00'), day.anna.id)
    assert len(await appointments.history(clerk, appointment_id=day.ada.id)) == 1


async def test_a_supervisor_sees_and_moves_within_their_groups_only(given, day):
    async def draw(visit):
        await given.group('Mine', led_by=visit.ctx(), members=[])
        await of()(visit)

    async with at_the_desk(given, draw, role='SUPERVISOR') as user:
        await user.should_see('Nobody to show here')
        assert (columns(user), cards(user)) == ([], {})
        drop(user, day.ada, start_by=HOUR, column=day.ben.id)
        await user.should_not_see(marker='move-panel')


async def test_a_client_has_no_board(given, day):
    async with at_the_desk(given, of(), role='CLIENT') as user:
        await user.should_see('Not yours to see')
        await user.should_not_see(marker='calendar')


async def test_the_hover_card_offers_what_can_be_done_and_does_it(given, day, clerk):
    asked = await given.appointment(day.ben, 'Mon 12:00-13:00', client=a_client('Bob', email='bob@example.org'),
                                    is_request=True)
    async with at_the_desk(given, of()) as user:
        await until(lambda: len(cards(user)) == 2)
        [bob] = [card for card in events(user) if card.title == 'Bob']
        assert [name for name, _ in bob.actions] == ['open', 'confirm', 'move', 'reassign', 'cancel']
        user.find(marker='calendar').trigger('acted', {'id': bob.id, 'name': 'confirm'})
        assert await until(lambda: {card.status for card in events(user)} == {'CONFIRMED'})
    assert (await appointments.by_id(clerk, appointment_id=asked.id)).status is appointments.Status.CONFIRMED


async def press(user, element):
    """Press this one of several alike."""
    for listener in element._event_listeners.values():
        if listener.type.startswith('click'):
            element._handle_event({'listener_id': listener.id, 'args': {}})


@pytest.mark.parametrize('told', [
    {'first': '0001-01-01', 'until': '0001-01-02', 'view': 'resourceTimeGridDay'},
    {'first': '2027-03-02', 'until': '2027-03-01', 'view': 'timeGridWeek'},
    {'first': '1999-01-01', 'until': '2101-01-01', 'view': 'dayGridMonth'}])
async def test_a_range_nobody_can_see_is_not_looked_for(given, day, told):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        user.find(marker='calendar').trigger('shown', told)
        await user.should_not_see('Something went wrong')
        assert cards(user)


async def test_another_day_in_sight_is_read_and_followed(given, day, clerk):
    async with at_the_desk(given, of()) as user:
        await until(lambda: cards(user))
        user.find(marker='calendar').trigger('shown', {
            'first': '2027-03-02', 'until': '2027-03-03', 'view': 'resourceTimeGridDay'})
        assert await until(lambda: not cards(user))
        await user.should_see('Tuesday 2 March 2027')
        await given.appointment(day.ben, 'Tue 12:00-13:00', client=a_client('Bob', email='bob@example.org'))
        assert await until(lambda: 'Bob' in cards(user))
