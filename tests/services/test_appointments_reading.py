"""Lists of appointments: what is in them, in which order, and at what cost."""

from datetime import timedelta

import pytest

from app.errors import Invalid
from app.intervals import Interval
from app.paging import Page
from services import appointments
from services.appointments import AppointmentNotFound, Status
from tests.given import NOW, a_client, at, monday


async def test_three_appointments_take_as_many_statements_as_one(given, clerk, counted_statements):
    async def lists():
        return (await appointments.upcoming(clerk)).rows, await appointments.on_board(
            clerk, during=at('Mon 00:00-24:00'))

    made = await given.appointment(await given.calendar(provider=await given.user()), 'Mon 10:00-11:00')
    with counted_statements() as one:
        await lists()
    with counted_statements() as young:
        await appointments.history(clerk, appointment_id=made.id)
    for number in range(3):
        await given.appointment(await given.calendar(location=await given.location()), 'Mon 10:00-11:00',
                                offering=await given.offering(), client=a_client(email=f'g{number}@example.org'))
    with counted_statements() as four:
        upcoming, board = await lists()
    for number in range(3):
        times = f'1{number + 1}:00-1{number + 2}:00'
        await appointments.reschedule(clerk, appointment_id=made.id, during=monday(times))
    with counted_statements() as old:
        assert len(await appointments.history(clerk, appointment_id=made.id)) == 4

    assert len(upcoming) == len(board) == 4
    assert int(one) == int(four)
    assert int(young) == int(old)


async def test_upcoming_is_in_order_in_pages_without_holes_and_narrowed_as_asked(given, clerk):
    anna, ben = await given.calendar('Anna'), await given.calendar('Ben')
    made = [await given.appointment(calendar, f'Mon {hour}:00-{hour + 1}:00', is_request=hour == 12)
            for hour in (14, 10, 12) for calendar in (anna, ben)]
    bob = await given.appointment(anna, 'Tue 10:00-11:00', client=a_client('Bob', email='bob@example.org'))
    expected = [one.id for one in sorted([*made, bob], key=lambda one: (one.during.starts_at, one.id))]

    pages = [await appointments.upcoming(clerk, page=Page(3, offset)) for offset in (0, 3, 6)]
    assert [row.id for page in pages for row in page.rows] == expected
    assert {page.total for page in pages} == {7}
    latest = await appointments.upcoming(clerk, latest_first=True)
    assert [row.id for row in latest.rows] == expected[::-1]
    for narrowed, count in (({'calendar_id': anna.id}, 4), ({'status': Status.PENDING}, 2),
                            ({'client_id': bob.client_id}, 1), ({'since': monday('14:00-15:00').starts_at}, 3),
                            ({'until': monday('10:00-11:00').ends_at}, 2),
                            ({'since': NOW + timedelta(days=9)}, 0)):
        assert (await appointments.upcoming(clerk, **narrowed)).total == count


@pytest.mark.parametrize(('looked_at', 'is_seen'), [
    ('09:00-10:00', False), ('11:00-12:00', False), ('10:30-10:45', True), ('09:30-10:15', True),
    ('10:45-12:00', True)])
async def test_a_board_shows_what_touches_it(given, clerk, looked_at, is_seen):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')

    assert await appointments.on_board(clerk, during=monday(looked_at)) == ((made,) if is_seen else ())


async def test_a_board_shows_the_cancelled_when_asked(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    off = await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')

    assert await appointments.on_board(clerk, during=monday('00:00-24:00')) == ()
    assert await appointments.on_board(clerk, during=monday('00:00-24:00'), including_cancelled=True) == (off,)


async def test_a_look_at_more_than_62_days_is_refused(clerk):
    with pytest.raises(Invalid) as refusal:
        await appointments.on_board(clerk, during=Interval.lasting(NOW, timedelta(days=63)))
    assert list(refusal.value.fields) == ['during']


@pytest.mark.parametrize('spelling', ['{}', ' {} ', '{0:.3}-{1}', 'nothing', '', '\x00', 'x' * 1_000_000],
                         ids=lambda text: ascii(text[:8]))
async def test_a_reference_is_found_however_it_is_typed(given, clerk, spelling):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    typed = spelling.format(made.reference.lower(), made.reference[3:])
    if '{' in spelling:
        assert await appointments.by_reference(clerk, reference=typed) == made
    else:
        with pytest.raises(AppointmentNotFound):
            await appointments.by_reference(clerk, reference=typed)
