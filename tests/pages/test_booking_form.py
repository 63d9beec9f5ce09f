"""The booking form: for whom, in one go, once; and a no that helps."""

from contextlib import asynccontextmanager

from nicegui import ui

from components.booking_form import possible
from pages.desk._booking_dialog import book_in_dialog
from pages.desk.booking import booking
from services import appointments, clients
from services.appointments import Status
from services.skills import Level
from tests.given import NOW, a_client, monday
from tests.pages.desk import at_the_desk, only, until

NINE = monday('09:00-10:00')


@asynccontextmanager
async def booking_at_nine(given, calendar, **options):
    """The dialog, open; `answers` gets what it came to."""
    answers = []

    async def draw(visit):
        async def ask() -> None:
            answers.append(await book_in_dialog(visit, calendar_id=calendar.id, starts=NINE.starts_at, **options))

        ui.button('Open', on_click=ask).mark('open')

    async with at_the_desk(given, draw) as user:
        user.find(marker='open').click()
        await user.should_see(marker='booking-summary')
        yield user, answers


async def pick(user, typed, key):
    """Type into the client box and take the option with this key."""
    only(user, 'client').value = typed
    await until(lambda: str(key) in only(user, 'client-list').content)
    user.find(marker='client-list').trigger('click', str(key))
    marker = 'client-new' if key == 'new' else 'client-chosen'
    await until(lambda: only(user, marker).visible)


async def held(ctx):
    return (await appointments.upcoming(ctx, since=NOW)).rows


async def test_a_client_on_file_is_found_while_typing_and_booked_with_one_press(given, clerk):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage', minutes=45)
    ada = await given.client('Ada Byron', phone='+44 20 7946 0000', note='Prefers mornings.')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await user.should_see('Today, 09:00–09:45 London time')
        await pick(user, '7946', ada.id)
        await user.should_see('Prefers mornings.')
        user.find(marker='book').click()
        await until(lambda: answers)
        [booked] = answers
        assert (booked.client_id, booked.during, booked.status) == (ada.id, monday('09:00-09:45'), Status.CONFIRMED)
        assert await held(clerk) == (booked,)
        await user.should_see(booked.reference)


async def test_a_reference_read_out_on_the_phone_finds_its_client_however_it_is_typed(given):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    known = await given.appointment(calendar, 'Tue 09:00-10:00', offering=offering, client=a_client('Ada Byron'))
    said = known.reference.lower()
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await pick(user, f' {said[:3]}-{said[3:]} ', known.client_id)
        user.find(marker='book').click()
        await until(lambda: answers)
        assert answers[0].client_id == known.client_id


async def test_what_was_typed_or_chosen_is_not_lost_by_accident(given):
    """The browser asks before Escape, the veil or the cross while the form says that it is dirty."""
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, _):
        [form] = (each for each in user.client.elements.values() if 'data-dirty' in each.props)
        assert form.props['data-dirty'] == 'false'
        only(user, 'client').value = 'Ad'
        assert form.props['data-dirty'] == 'true'
        only(user, 'client').value = ''
        assert form.props['data-dirty'] == 'false'
        only(user, 'note').value = 'Bring the drawings.'
        assert form.props['data-dirty'] == 'true'
        assert form.props['data-leave-title'] == 'Leave without saving?'


async def test_a_new_client_is_put_on_file_without_leaving_and_the_same_phone_is_the_same_client(given, clerk):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    known = await given.client('Grace Hopper', phone='+44 20 7946 0001')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await pick(user, 'Gracie', 'new')
        assert only(user, 'new-name').value == 'Gracie'
        only(user, 'new-phone').value = '+44 20 7946 0001'
        await user.should_see('May be on file already')
        user.find(marker='book').click()
        await until(lambda: answers)
        assert answers[0].client_id == known.id
        assert len(await clients.lookup(clerk, text='grac')) == 1


async def test_a_name_alone_is_enough_for_a_new_client(given):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await pick(user, 'Nobody Yet', 'new')
        user.find(marker='book').click()
        await until(lambda: answers)
        assert answers[0].client_name == 'Nobody Yet'


async def test_a_taken_time_says_what_is_in_the_way_and_books_elsewhere_with_one_press(given, clerk):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    ada = await given.client('Ada Byron', phone='+44 20 7946 0000')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await given.appointment(calendar, 'Mon 09:00-10:00')
        await pick(user, 'ada', ada.id)
        only(user, 'note').value = 'Bring the drawings.'
        user.find(marker='book').click()
        await user.should_see('This time is already taken. In the way')
        assert only(user, 'note').value == 'Bring the drawings.'
        user.find(marker='alternative').click()
        await until(lambda: answers)
        [booked] = answers
        assert (booked.client_id, booked.note, booked.during) == (
            ada.id, 'Bring the drawings.', monday('10:00-11:00'))


async def test_what_is_in_the_way_is_said_with_the_time_that_is_kept_free_around_it(given):
    calendar, check = await given.calendar('Anna'), await given.offering('Check', minutes=60)
    massage = await given.offering('Massage', minutes=30, before=5, after=10)
    ada = await given.client('Ada Byron')
    async with booking_at_nine(given, calendar, offering_id=check.id) as (user, _):
        await given.appointment(calendar, 'Mon 09:45-10:15', offering=massage)
        await pick(user, 'ada', ada.id)
        user.find(marker='book').click()
        await user.should_see('In the way: Today, 09:45–10:15, with 5\u00a0min before and 10\u00a0min after.')
        await user.should_not_see('This one needs')


async def test_time_kept_free_by_ones_own_offering_is_said_to_be_what_does_not_fit(given):
    calendar, check = await given.calendar('Anna'), await given.offering('Check', minutes=60)
    massage = await given.offering('Massage', minutes=60, after=15)
    ada = await given.client('Ada Byron')
    async with booking_at_nine(given, calendar, offering_id=massage.id) as (user, _):
        await given.appointment(calendar, 'Mon 10:00-11:00', offering=check)
        await pick(user, 'ada', ada.id)
        user.find(marker='book').click()
        await user.should_see('In the way: Today, 10:00–11:00. This one needs 15\u00a0min after.')


async def test_a_bad_phone_and_a_bad_address_are_said_at_once(given):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await pick(user, 'Nobody Yet', 'new')
        only(user, 'new-phone').value = 'twelve'
        only(user, 'new-email').value = 'nobody@'
        user.find(marker='book').click()
        assert await until(lambda: only(user, 'new-phone').error and only(user, 'new-email').error)
        assert not answers


async def test_a_request_takes_no_time_until_it_is_confirmed(given):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    ada = await given.client('Ada Byron')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await pick(user, 'ada', ada.id)
        only(user, 'request').value = True
        user.find(marker='book').click()
        await until(lambda: answers)
        assert answers[0].status is Status.PENDING
        await user.should_see('Requested')


async def test_one_form_books_once_however_often_it_is_sent(given, clerk):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    ada = await given.client('Ada Byron')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, answers):
        await pick(user, 'ada', ada.id)
        for _ in range(3):
            user.find(marker='book').click()
        await until(lambda: answers)
        assert len(await held(clerk)) == 1


async def test_without_a_client_the_form_says_so_and_books_nothing(given, clerk):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, _):
        user.find(marker='book').click()
        await until(lambda: only(user, 'client').error)
        assert only(user, 'client').error == 'Please choose a client, or put a new one on file.'
        assert await held(clerk) == ()


async def test_a_bad_address_is_said_at_its_field_and_what_was_typed_stays(given):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, _):
        await pick(user, 'Ada Byron', 'new')
        only(user, 'new-email').value = 'not an address'
        user.find(marker='book').click()
        await until(lambda: only(user, 'new-email').error)
        assert only(user, 'new-email').error
        assert only(user, 'new-name').value == 'Ada Byron'


async def test_only_what_the_provider_can_do_is_offered(given):
    massage = await given.skill('Massage')
    calendar = await given.calendar('Anna', skills=[(massage, Level.BASIC)])
    easy = await given.offering('Easy', required=[(massage, Level.BASIC)])
    hard = await given.offering('Hard', required=[(massage, Level.EXPERT)])
    assert possible(calendar, [easy, hard]) == (easy,)
    async with booking_at_nine(given, calendar, offering_id=hard.id) as (user, _):
        assert only(user, 'offering').value == easy.id


async def test_leaving_the_dialog_books_nothing(given, clerk):
    calendar = await given.calendar('Anna')
    await given.offering('Massage')
    async with booking_at_nine(given, calendar) as (user, answers):
        user.find(marker='cancel').click()
        await until(lambda: answers)
        assert answers == [None]
        assert await held(clerk) == ()


async def test_the_page_takes_a_time_and_a_client_from_its_address(given, clerk):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    ada = await given.client('Ada Byron')

    async def draw(visit):
        await booking(visit, calendar=str(calendar.id), starts=NINE.starts_at.isoformat(), offering=str(offering.id),
                      client=str(ada.id), minutes='30')

    async with at_the_desk(given, draw) as user:
        await until(lambda: only(user, 'client-chosen').visible)
        user.find(marker='book').click()
        [booked] = await until(lambda: held(clerk))
        assert (booked.client_id, booked.during) == (ada.id, monday('09:00-09:30'))


async def test_a_link_that_is_not_complete_is_refused_as_a_whole(given):
    calendar = await given.calendar('Anna')

    async def draw(visit):
        await booking(visit, calendar=str(calendar.id), starts='tomorrow')

    async with at_the_desk(given, draw) as user:
        await user.should_see('This link to a booking is not complete.')


async def test_what_is_known_of_a_returning_client_stands_below_the_name(given):
    calendar, offering = await given.calendar('Anna'), await given.offering('Massage')
    await given.appointment(calendar, 'Tue 09:00-10:00', offering=offering, client=a_client('Ada Byron'))
    async with booking_at_nine(given, calendar, offering_id=offering.id) as (user, _):
        [ada] = await clients.lookup(given.ctx, text='Ada')
        await pick(user, 'ada', ada.id)
        await user.should_see('Tue\u00a02\u00a0Mar, 09:00, Massage with Anna')
