"""One appointment: what it says, what can be done with it by whom, and what happened; and the list of them."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pytest
from nicegui import ui
from sqlalchemy import update

from app import clock, topics
from app.database import transaction
from app.journal import ring
from components import appointment_words
from components.appointment_words import Rights
from pages import paths
from pages.desk.appointment import appointment
from pages.desk.appointments import listing
from services import appointments, clients
from services.appointments import Status
from services.notifications.models import Delivery
from services.notifications.shapes import DeliveryState, Kind
from tests.given import a_client, monday
from tests.messages import REFUSED, a_message
from tests.pages.desk import at_the_desk, only, until

ADA = 'ada@example.org'
STEPS = ('confirm', 'complete', 'no_show', 'move', 'reassign', 'cancel')


def of(made):
    async def draw(visit):
        await appointment(visit, reference=made.reference)

    return draw


def listed(**query):
    async def draw(visit):
        await listing(visit, **query)

    return draw


async def steps(user):
    found = []
    for step in STEPS:
        try:
            await user.should_see(marker=f'step-{step}', retries=1)
        except AssertionError:
            continue
        found.append(step)
    return found


async def status(ctx, made):
    return (await appointments.by_id(ctx, appointment_id=made.id)).status


async def test_it_says_when_on_the_clock_of_the_place_and_on_ones_own(given):
    far = await given.calendar('Maya', zone='America/New_York')
    made = await given.appointment(far, 'Mon 10:00-11:00', client=a_client('Ada', phone='+44 20 7946 0000'))
    async with at_the_desk(given, of(made)) as user:
        await user.should_see('Ada')
        facts = facts_of(user)
        assert 'Mon\u00a01\u00a0Mar, 10:00–11:00 New York time' in facts
        assert 'Mon\u00a01\u00a0Mar, 15:00–16:00 London time' in facts
        assert '+44 20 7946 0000' in facts
        await user.should_see(made.reference)


def facts_of(user):
    return ' '.join(element.content for element in user.find(ui.html).elements)


@pytest.mark.parametrize(('is_request', 'expected'), [
    (True, ['confirm', 'move', 'reassign', 'cancel']), (False, ['move', 'reassign', 'cancel'])])
async def test_what_is_offered_depends_on_the_state(given, is_request, expected):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00', is_request=is_request)
    async with at_the_desk(given, of(made)) as user:
        assert await steps(user) == expected


async def test_confirming_takes_one_press_and_is_seen_in_the_history(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00', is_request=True)
    async with at_the_desk(given, of(made), name='Robin Ellis') as user:
        user.find(marker='step-confirm').click()
        assert await until(lambda: 'Robin Ellis' in only(user, 'history').content)
        assert await steps(user) == ['move', 'reassign', 'cancel']
    assert await status(clerk, made) is Status.CONFIRMED


async def test_a_request_whose_time_went_is_offered_others_and_confirmed_there(given, clerk):
    calendar = await given.calendar('Anna', hours='Mon 10:00-12:00')
    made = await given.appointment(calendar, 'Mon 10:00-11:00', is_request=True)
    await given.appointment(calendar, 'Mon 10:00-11:00', client=a_client('Bob', email='bob@example.org'))
    async with at_the_desk(given, of(made)) as user:
        user.find(marker='step-confirm').click()
        await user.should_see('This time is already taken.')
        assert await status(clerk, made) is Status.PENDING
        press(next(each for each in user.find(marker='alternative').elements
                   if 'Today, 11:00' in each.props['aria-label']))
        assert await until(lambda: len(only(user, 'history').content.split('<li')) == 4)
    moved = await appointments.by_id(clerk, appointment_id=made.id)
    assert (moved.status, moved.during) == (Status.CONFIRMED, monday('11:00-12:00'))


async def test_cancelling_asks_once_and_wants_a_reason(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made)) as user:
        user.find(marker='step-cancel').click()
        await user.should_see('Cancel this appointment?')
        user.find(marker='yes').click()
        await until(lambda: only(user, 'reason').error)
        assert await status(clerk, made) is Status.CONFIRMED
        user.find('Client is ill').click()
        user.find(marker='yes').click()
        await user.should_see('Cancelled because')
        assert await steps(user) == []
    found = await appointments.by_id(clerk, appointment_id=made.id)
    assert (found.status, found.cancelled_because) == (Status.CANCELLED, 'Client is ill')


async def test_what_was_cancelled_can_be_booked_again_with_all_there_was(given):
    anna, massage = await given.calendar('Anna'), await given.offering('Massage', minutes=45)
    made = await given.appointment(anna, 'Mon 10:00-11:00', offering=massage)
    async with at_the_desk(given, of(made)) as user:
        user.find(marker='step-cancel').click()
        await user.should_see('Cancel this appointment?')
        user.find('Client is ill').click()
        user.find(marker='yes').click()
        await user.should_see('Cancelled because: Client is ill')
        address = urlsplit(only(user, 'book-again').props['href'])
        assert address.path == paths.BOOK
        assert parse_qs(address.query) == {
            'calendar': [str(anna.id)], 'offering': [str(massage.id)], 'client': [str(made.client_id)],
            'starts': ['2027-03-01T10:00:00+00:00'], 'minutes': ['60']}
        await user.should_see(marker='step-again')


async def test_what_is_over_is_not_offered_again(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')
    async with at_the_desk(given, of(made)) as user:
        await user.should_see(marker='step-again')
    with clock.frozen(made.during.ends_at):
        cancelled = await appointments.by_id(clerk, appointment_id=made.id)
    assert appointment_words.steps(cancelled, Rights(True, True, True), now=made.during.ends_at) == ()


async def test_the_reason_stands_beside_the_state_and_moves_nothing_below_it(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made)) as user:
        before = details(user)
        await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')
        await user.should_see('Cancelled because: Client asked')
        assert details(user) == before


def details(user):
    """The rows of the facts: what stands in them and how many there are."""
    return [element.content for element in user.find(ui.html).elements if element.tag == 'dl']


async def test_the_history_names_its_clock_where_it_is_not_the_readers(given):
    far = await given.calendar('Maya', zone='America/New_York')
    there = await given.appointment(far, 'Mon 10:00-11:00', client=a_client('Ada', email='ada@example.org'))
    here = await given.appointment(await given.calendar('Anna'), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(there)) as user:
        await user.should_see('Days and times in New York time')
        assert '<span class="unbroken">10:00–11:00</span>' in only(user, 'history').content
    async with at_the_desk(given, of(here)) as user:
        await user.should_see('History')
        await user.should_not_see(marker='history-clock')


async def test_keeping_it_writes_nothing(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made)) as user:
        user.find(marker='step-cancel').click()
        await user.should_see('Cancel this appointment?')
        user.find(marker='no').click()
    assert len(await appointments.history(clerk, appointment_id=made.id)) == 1


async def test_moving_offers_the_free_starts_of_the_day_and_takes_what_is_typed(given, clerk):
    anna = await given.calendar('Anna', hours='Mon 09:00-12:00')
    made = await given.appointment(anna, 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made)) as user:
        user.find(marker='step-move').click()
        await user.should_see(marker='free-start')
        chips = {label.text for chip in user.find(marker='free-start').elements for label in chip.default_slot}
        assert {'09:00', '10:15', '11:00'} <= chips
        assert '10:00' not in chips, 'where it is already is nowhere to move to'
        only(user, 'move-time').value = '11'
        user.find(marker='move-save').click()
        assert await until(lambda: 'Moved from' in only(user, 'history').content)
        await user.should_see('Undo')
        user.find(marker='undo').click()
        await user.should_see('Put back where it was')
    assert (await appointments.by_id(clerk, appointment_id=made.id)).during == monday('10:00-11:00')


async def test_only_those_who_can_and_are_free_are_offered_to_take_over(given, clerk):
    massage = await given.skill('Massage')
    anna, ben, cat, dan = [await given.calendar(name, skills=skills) for name, skills in (
        ('Anna', [massage]), ('Ben', [massage]), ('Cat', [massage]), ('Dan', []))]
    await given.calendar('Far', skills=[massage], location=await given.location('Elsewhere'))
    offering = await given.offering(minutes=60, required=[massage])
    made = await given.appointment(anna, 'Mon 10:00-11:00', offering=offering)
    await given.appointment(cat, 'Mon 10:30-11:30', offering=offering, client=a_client('B', email='b@example.org'))
    async with at_the_desk(given, of(made)) as user:
        user.find(marker='step-reassign').click()
        await user.should_see(marker='alternative')
        assert 'Ben' in only(user, 'alternative').props['aria-label']
        press(only(user, 'alternative'))
        assert await until(lambda: 'Given from Anna to Ben' in only(user, 'history').content)
    assert (await appointments.by_id(clerk, appointment_id=made.id)).calendar_id == ben.id
    assert dan.id != ben.id


async def test_what_a_colleague_does_is_seen_and_a_stale_press_is_refused_in_words(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00', is_request=True)
    async with at_the_desk(given, of(made)) as user:
        await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')
        await user.should_see('Cancelled because')
        assert await steps(user) == []


async def test_what_is_not_there_or_not_ours_is_not_found(given, outsider):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    for reference in ('NOTHERE', '../x', made.reference + 'X'):
        async def draw(visit, reference=reference):
            await appointment(visit, reference=reference)

        async with at_the_desk(given, draw) as user:
            await user.should_see('Not found')


async def test_a_supervisor_finds_nothing_outside_their_groups(given):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made), role='SUPERVISOR') as user:
        await user.should_see('Not found')


async def test_a_client_reads_what_happened_without_names_notes_or_reasons(given, admin):
    ada = await given.client('Ada', email='ada@example.org')
    made = await given.appointment(await given.calendar('Anna'), 'Mon 10:00-11:00', client=a_client('Ada'),
                                   note='Argues about the bill.')
    await appointments.reschedule(admin, appointment_id=made.id, during=monday('11:00-12:00'), reason='Asked again')

    async def draw(visit):
        async with transaction(given.ctx) as db:
            await clients.link(db, ada.id, visit.session.user_id)
        await appointment(visit, reference=made.reference)

    async with at_the_desk(given, draw, role='CLIENT') as user:
        await user.should_see(made.reference)
        history = only(user, 'history').content
        assert [word in history for word in ('Moved', 'Booked', 'Daybook', admin.actor.name, 'Asked', 'who')] == [
            True, True, False, False, False, False]
        await user.should_not_see('Note')
        await user.should_not_see('Argues about the bill.')
        assert await steps(user) == []


async def test_staff_are_told_that_there_is_no_note(given):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made)) as user:
        await user.should_see('No note')


async def test_a_late_answer_to_an_earlier_choice_does_not_replace_the_newer_one(given, monkeypatch):
    calendar = await given.calendar('Anna')
    await given.appointment(calendar, 'Mon 10:00-11:00')
    at_once, may_answer = appointments.upcoming, asyncio.Event()

    async def upcoming(ctx, *, status, **rest):
        found = await at_once(ctx, status=status, **rest)
        if status is Status.CONFIRMED:
            await may_answer.wait()
        return found

    monkeypatch.setattr(appointments, 'upcoming', upcoming)
    async with at_the_desk(given, listed()) as user:
        assert await until(lambda: len(only(user, 'table').rows) == 1)
        only(user, 'status').value = 'CONFIRMED'
        await asyncio.sleep(0)
        only(user, 'status').value = 'PENDING'
        assert await until(lambda: only(user, 'table').rows == [])
        may_answer.set()
        for _ in range(20):  # time enough for the late answer to be drawn, if it were
            await asyncio.sleep(0)
        assert only(user, 'table').rows == []


async def test_the_list_starts_now_in_order_and_filters_by_state_and_provider(given):
    anna, ben = await given.calendar('Anna'), await given.calendar('Ben')
    await given.appointment(anna, 'Tue 10:00-11:00', client=a_client('Later', email='l@example.org'))
    await given.appointment(ben, 'Mon 10:00-11:00', client=a_client('Sooner', email='s@example.org'))
    await given.appointment(anna, 'Mon 12:00-13:00', client=a_client('Asked', email='a@example.org'), is_request=True)

    def who(user):
        return [row['client'] for row in only(user, 'table').rows]

    async with at_the_desk(given, listed()) as user:
        assert await until(lambda: who(user) == ['Sooner', 'Asked', 'Later'])
        only(user, 'status').value = 'PENDING'
        assert await until(lambda: who(user) == ['Asked'])
        only(user, 'status').value = ''
        only(user, 'provider').value = str(anna.id)
        assert await until(lambda: who(user) == ['Asked', 'Later'])
        only(user, 'since').value = '2027-03-02'
        assert await until(lambda: who(user) == ['Later'])


async def test_the_list_of_one_client_names_them(given):
    calendar = await given.calendar()
    ada = await given.appointment(calendar, 'Mon 10:00-11:00', client=a_client('Ada Byron', email='ada@example.org'))
    await given.appointment(calendar, 'Mon 12:00-13:00', client=a_client('Bob', email='bob@example.org'))
    async with at_the_desk(given, listed(client=str(ada.client_id))) as user:
        await user.should_see('of Ada Byron')
        assert [row['client'] for row in only(user, 'table').rows] == ['Ada Byron']
    async with at_the_desk(given, listed(client='0' * 32)) as user:
        await user.should_see('Not found')


@pytest.mark.parametrize('query', [
    {'status': 'x'}, {'provider': "' or 1=1"}, {'date': 'never'}, {'date': '0001-01-01'}])
async def test_an_address_from_anywhere_cannot_break_the_list(given, query):
    await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, listed(**query)) as user:
        await user.should_see('Appointments')
        await user.should_not_see('Something went wrong')


def press(element):
    """Press this one of several alike."""
    for listener in element._event_listeners.values():
        if listener.type.startswith('click'):
            element._handle_event({'listener_id': listener.id, 'args': {}})


async def test_it_says_who_was_told_and_follows_what_becomes_of_it(given):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00', client=a_client('Ada', email=ADA))
    await a_message(given.ctx, made, DeliveryState.SENT)
    async with at_the_desk(given, of(made)) as user:
        assert 'Booked, to Ada' in told(user)
        assert f'E-mail to client, {ADA}' in told(user)
        waiting = await a_message(given.ctx, made, DeliveryState.WAITING, kind=Kind.MOVED)
        async with transaction(given.ctx) as db:
            await db.execute(update(Delivery).where(Delivery.id == waiting.id).values(
                state='refused', settled_at=clock.now(), because=REFUSED))
            ring(db, topics.appointment(made.id))
        assert await until(lambda: REFUSED in told(user))
        assert 'Moved, to Ada' in told(user)


async def test_where_nobody_was_told_there_is_no_list_of_it(given):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, of(made)) as user:
        await user.should_see('History')
        await user.should_not_see(marker='messages')


def told(user):
    return only(user, 'messages').content
