"""How much a booking asks of the database: a number of statements, which no change may raise unnoticed."""

import pytest
from sqlalchemy import event

from app import database, journal
from services import appointments, reactions
from services.clients import ClientRef
from tests.given import a_client, at

ON_FILE = 14  # a client on file: what is asked about the time, the provider and the client, and what is written
TYPED_IN = 17  # a new client: a look for the same one, the record, its words, its line in the journal
TAKEN = 2  # the offering, and what is in the way of it
ALTERNATIVES = 1
A_STEP = 19  # moving: the claims it leaves and takes come on top


@pytest.fixture
async def booked(given):
    """Books in a calendar that has been booked before, as the running product does."""
    reactions.install()
    skill = await given.skill()
    calendar, offering = await given.calendar(skills=[skill]), await given.offering(required=[skill])
    await given.appointment(calendar, 'Mon 10:00-11:00', offering=offering)

    async def book(when, client, **more):
        return await given.appointment(calendar, when, offering=offering, client=client, **more)

    async def another():
        return await given.calendar(skills=[skill])

    book.another = another

    with pytest.raises(appointments.SlotTaken):
        await book('Mon 10:00-11:00', a_client())  # what is free is known from here on
    yield book
    journal.react({})


async def test_booking_for_a_client_on_file(given, booked, counted_statements):
    client = ClientRef(id=(await given.client()).id)
    with counted_statements() as count:
        await booked('Mon 12:00-13:00', client)
    assert int(count) <= ON_FILE, count.sent


async def test_booking_for_a_new_client(booked, counted_statements):
    with counted_statements() as count:
        await booked('Mon 12:00-13:00', a_client('Grace Hopper', email='grace@example.org'))
    assert int(count) <= TYPED_IN, count.sent


@pytest.mark.parametrize('is_request', [False, True])
async def test_whoever_comes_too_late_leaves_early(booked, counted_statements, is_request):
    with counted_statements() as count, pytest.raises(appointments.SlotTaken) as refusal:
        await booked('Mon 10:30-11:30', a_client('Grace Hopper', email='grace@example.org'), is_request=is_request)
    assert len(refusal.value.alternatives) >= 3
    assert int(count) <= TAKEN + ALTERNATIVES, count.sent


async def test_every_step_and_every_move_is_one_transaction(given, booked, counted_statements):
    asked = await booked('Mon 12:00-13:00', a_client(), is_request=True)
    steps = {
        appointments.confirm: {}, appointments.reschedule: {'during': at('Mon 13:00-14:00')},
        appointments.reassign: {'calendar_id': (await booked.another()).id}, appointments.cancel: {'reason': 'No more'}}
    begun = []
    event.listen(database.engine().sync_engine, 'begin', begun.append)
    for number, (step, more) in enumerate(steps.items(), start=1):
        with counted_statements() as count:
            await step(given.ctx, appointment_id=asked.id, **more)
        assert len(begun) == number
        assert int(count) <= A_STEP, count.sent
