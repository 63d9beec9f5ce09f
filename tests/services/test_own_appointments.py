"""What a client reads of their own appointments: when, where, with whom; not what staff wrote for each other."""

import pytest

from app.database import transaction
from services import appointments, clients
from services.appointments import AppointmentNotFound
from tests.given import a_client, monday

TODAY = monday('00:00-24:00')


@pytest.fixture
async def guest(given):
    """A client who signs in, on file as Ada."""
    ada = await given.client('Ada', email='ada@example.org')
    user = await given.user('CLIENT')
    async with transaction(given.ctx) as db:
        await clients.link(db, ada.id, user.id)
    return given.acting(user)


async def lived(given, admin):
    """Booked with a note and against the rules, moved, and cancelled with a reason."""
    made = await given.appointment(await given.calendar(), 'Mon 18:00-19:00', by=admin, note='Argues about the bill.',
                                   override_because='Regular, pays well')
    await appointments.reschedule(admin, appointment_id=made.id, during=monday('11:00-12:00'), reason='Asked again')
    return await appointments.cancel(admin, appointment_id=made.id, reason='No longer welcome')


async def everywhere(ctx, made):
    """The appointment as each read gives it."""
    return [await appointments.by_id(ctx, appointment_id=made.id),
            await appointments.by_reference(ctx, reference=made.reference),
            *(await appointments.upcoming(ctx)).rows,
            *await appointments.on_board(ctx, during=TODAY, including_cancelled=True)]


async def test_what_staff_wrote_is_not_read_by_the_client(given, admin, clerk, guest):
    made = await lived(given, admin)

    shown = await everywhere(guest, made)
    assert len(shown) == 4
    for each in shown:
        assert (each.note, each.overridden_because, each.cancelled_because) == ('', None, None)
        assert (each.id, each.during, each.status, each.client_name) == (made.id, made.during, made.status, 'Ada')
    for each in await everywhere(clerk, made):
        assert each == made
        assert (each.note, each.cancelled_because) == ('Argues about the bill.', 'No longer welcome')


async def test_a_client_reads_what_happened_and_when_not_who_or_why(given, admin, clerk, guest):
    made = await lived(given, admin)

    told = await appointments.history(guest, appointment_id=made.id)
    known = await appointments.history(clerk, appointment_id=made.id)
    assert [(entry.kind, entry.at) for entry in told] == [(entry.kind, entry.at) for entry in known]
    assert [entry.kind for entry in told] == ['appointment.cancelled', 'appointment.moved', 'appointment.booked']
    assert {(entry.actor_name, *entry.data) for entry in told} == {('',)}
    assert {entry.actor_name for entry in known} == {admin.actor.name}
    assert known[0].data['reason'] == 'No longer welcome'


async def test_a_client_sees_their_own_appointments_only(given, guest, outsider):
    calendar = await given.calendar()
    mine = await given.appointment(calendar, 'Mon 10:00-11:00')
    other = await given.appointment(calendar, 'Mon 12:00-13:00', client=a_client('Bob', email='bob@example.org'))

    for narrowed in ({}, {'calendar_ids': [calendar.id]}):
        assert [each.id for each in await appointments.on_board(guest, during=TODAY, **narrowed)] == [mine.id]
    assert [each.id for each in (await appointments.upcoming(guest, calendar_id=calendar.id)).rows] == [mine.id]
    assert (await appointments.upcoming(guest, client_id=other.client_id)).total == 0
    for asker, hidden in ((guest, other), (outsider, mine)):
        for question in (appointments.by_id(asker, appointment_id=hidden.id),
                         appointments.by_reference(asker, reference=hidden.reference),
                         appointments.history(asker, appointment_id=hidden.id)):
            with pytest.raises(AppointmentNotFound):
                await question
