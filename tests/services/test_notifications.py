"""What clients and providers are told about appointments: the last truth, once, when nobody takes it back any more."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.database import reading, transaction
from app.journal import JournalRow
from app.permissions import Role
from app.relay import Fact
from services import appointments, people, tenants
from services.appointments import Known, Status
from services.notifications import reacting
from services.tenants.changing import FIELDS
from tests.given import NOW, Given, a_client, monday
from tests.services.outbox import outbox, worked_off
from tests.services.telling import (
    ADA,
    DANA,
    HOUR,
    UNDO_WINDOW,
    a_provider,
    at,
    calendar,
    dana,
    event_in,
    states,
    subjects,
)
from tests.smtp_sink import plain

__all__ = ['calendar', 'dana', 'outbox']


async def test_a_booking_is_told_to_both_after_the_undo_window_with_its_zone_and_a_date(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW - timedelta(seconds=1))
    assert outbox.mails == []
    await worked_off(UNDO_WINDOW)

    [letter] = outbox.mails_to(ADA)
    said = plain(letter)
    starts = made.during.starts_at
    assert letter['Subject'] == 'Booked: Plain, Mon 1 Mar, 10:00'
    for words in ('Hello Ada Byron,', 'your appointment is booked.', 'What: Plain', 'With: Dana', 'Where: Main Street',
                  'When: Monday 1 March 2027, 10:00 to 11:00 (Europe/London)', made.reference):
        assert words in said
    method, event = event_in(letter)
    assert (method, event.uid, event.sequence) == ('REQUEST', str(made.id), 0)
    assert (event.start, event.end, str(event['STATUS'])) == (starts, made.during.ends_at, 'CONFIRMED')
    assert subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 10:00']
    assert 'For: Ada Byron' in plain(outbox.mails_to(DANA)[0])
    assert await states(given.ctx) == [('client', 'booked', 'sent'), ('provider', 'booked', 'sent')]


async def test_what_is_taken_back_within_the_window_is_told_to_nobody(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await appointments.cancel(given.ctx, appointment_id=made.id, reason='Typed wrong')
    await worked_off(HOUR)
    assert outbox.mails == []
    assert await states(given.ctx) == []


async def test_three_changes_within_the_window_are_one_message_that_says_the_last_truth(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    for times in ('12:00-13:00', '14:00-15:00'):
        await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday(times))
    await worked_off(HOUR)
    assert subjects(outbox) == ['Booked: Plain, Mon 1 Mar, 14:00']


async def test_a_move_and_a_cancellation_follow_the_same_date_with_a_higher_sequence(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('12:00-13:00'))
    await worked_off(UNDO_WINDOW)
    await appointments.cancel(given.ctx, appointment_id=made.id, reason='Client asked')
    await worked_off(UNDO_WINDOW)

    assert subjects(outbox) == ['Booked: Plain, Mon 1 Mar, 10:00', 'Moved: Plain, now Mon 1 Mar, 12:00',
                                'Cancelled: Plain, Mon 1 Mar, 12:00']
    assert 'Instead of: Monday 1 March 2027, 10:00 to 11:00 (Europe/London)' in plain(outbox.mails_to(ADA)[1])
    events = [event_in(letter) for letter in outbox.mails_to(ADA)]
    assert [(method, event.sequence, str(event['STATUS'])) for method, event in events] == [
        ('REQUEST', 0, 'CONFIRMED'), ('REQUEST', 1, 'CONFIRMED'), ('CANCEL', 2, 'CANCELLED')]
    assert len({event.uid for _, event in events}) == 1


async def test_a_move_that_is_taken_back_within_the_window_is_told_to_nobody(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('12:00-13:00'))
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('10:00-11:00'))
    await worked_off(UNDO_WINDOW)
    assert len(subjects(outbox)) == 1


async def test_a_request_is_told_as_one_and_its_confirmation_after_it(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00', is_request=True)
    await worked_off(UNDO_WINDOW)
    await appointments.confirm(given.ctx, appointment_id=made.id)
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox) == ['Asked for: Plain, Mon 1 Mar, 10:00', 'Confirmed: Plain, Mon 1 Mar, 10:00']
    assert [str(event_in(letter)[1]['STATUS']) for letter in outbox.mails_to(ADA)] == ['TENTATIVE', 'CONFIRMED']


async def test_whoever_it_was_taken_from_hears_that_and_whoever_has_it_now_hears_of_it(outbox, given, calendar):
    emils = await given.calendar('Emil', provider=await a_provider(outbox, given, 'Emil'))
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reassign(given.ctx, appointment_id=made.id, calendar_id=emils.id)
    await worked_off(UNDO_WINDOW)

    assert subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 10:00',
                                                     'Cancelled: Plain, Mon 1 Mar, 10:00']
    assert subjects(outbox, 'emil@acme.example') == ['Booked: Plain, Mon 1 Mar, 10:00']
    assert 'With: Emil' in plain(outbox.mails_to(ADA)[1])


async def test_nobody_is_told_what_they_did_themselves_but_what_others_made_of_it(outbox, given, calendar, dana):
    mine = given.acting(dana)
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=mine)
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox, DANA) == []
    await appointments.reschedule(mine, appointment_id=made.id, during=monday('12:00-13:00'))
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('14:00-15:00'))
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox, DANA) == ['Moved: Plain, now Mon 1 Mar, 14:00']


async def test_nothing_is_said_about_what_has_begun_or_to_who_has_no_address(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(calendar, 'Mon 12:00-13:00', client=a_client('Bo', email='', phone='020 7946 0000'))
    await worked_off(monday('10:00-11:00').starts_at - NOW)
    assert [(whom, kind) for whom, kind, _ in await states(given.ctx)] == [('provider', 'booked')]
    assert subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 12:00']


@pytest.mark.parametrize('is_held_still', [True, False])
async def test_of_those_who_plan_it_at_once_one_tells_it(outbox, given, calendar, monkeypatch, is_held_still):
    """The control: where nobody has to wait for the other, all do."""
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reschedule(at(given.ctx, 100), appointment_id=made.id, during=monday('12:00-13:00'))
    if not is_held_still:
        seen, everybody = appointments.queries.row_of, asyncio.Barrier(4)

        async def row_of(db, appointment_id, permission, **_):
            await everybody.wait()
            return await seen(db, appointment_id, permission)

        monkeypatch.setattr(appointments.queries, 'row_of', row_of)
    async with reading(given.ctx) as db:
        [line] = await db.scalars(select(JournalRow).where(JournalRow.kind == 'appointment.moved'))
    fact = Fact(line.id, line.kind, line.at, line.subject_id, line.actor_id, line.data)
    await asyncio.gather(*(reacting.tell_the_client(at(given.ctx, 1000), fact) for _ in range(4)))
    told = [kind for whom, kind, _ in await states(given.ctx) if (whom, kind) == ('client', 'moved')]
    assert (len(told) == 1) is is_held_still, told


async def test_what_is_taken_back_within_the_window_of_the_last_change_is_told_to_nobody(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    for seconds, times in ((100, '12:00-13:00'), (150, '14:00-15:00')):
        await appointments.reschedule(at(given.ctx, seconds), appointment_id=made.id, during=monday(times))
    await worked_off(timedelta(seconds=161))
    await appointments.reschedule(at(given.ctx, 170), appointment_id=made.id, during=monday('12:00-13:00'))
    await worked_off(HOUR)
    assert subjects(outbox)[1:] == ['Moved: Plain, now Mon 1 Mar, 12:00']


async def test_whoever_gave_it_away_hears_no_more_of_it(outbox, given, calendar, dana):
    emils = await given.calendar('Emil', provider=await a_provider(outbox, given, 'Emil'))
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reassign(given.acting(dana), appointment_id=made.id, calendar_id=emils.id)
    await worked_off(HOUR)
    await appointments.reschedule(at(given.ctx, 4000), appointment_id=made.id, during=monday('14:00-15:00'))
    await worked_off(2 * HOUR)
    assert subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 10:00']


@pytest.mark.parametrize('order', [(0, 1), (1, 0), (1, 1, 0, 0)])
async def test_in_whatever_order_and_however_often_a_cancellation_is_told_once(
        outbox, given, calendar, dana, order):
    """Dana booked it herself, and knows of it by that."""
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=given.acting(dana))
    await appointments.cancel(at(given.ctx, 30), appointment_id=made.id, reason='Client asked')
    async with reading(given.ctx) as db:
        lines = await db.scalars(select(JournalRow).where(JournalRow.subject_id == made.id).order_by(JournalRow.id))
        facts = [Fact(line.id, line.kind, line.at, line.subject_id, line.actor_id, line.data) for line in lines]
    for number in order:
        await reacting.tell_the_provider(at(given.ctx, 1000), facts[number])
    await worked_off(HOUR)
    assert subjects(outbox, DANA) == ['Cancelled: Plain, Mon 1 Mar, 10:00']


async def test_what_one_did_last_oneself_is_news_to_nobody_else_but_the_client(outbox, given, calendar, dana):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await appointments.reschedule(at(given.ctx, 100), appointment_id=made.id, during=monday('12:00-13:00'))
    await appointments.reschedule(at(given.acting(dana), 110), appointment_id=made.id, during=monday('14:00-15:00'))
    await worked_off(HOUR)
    assert len(subjects(outbox, DANA)) == 1
    assert subjects(outbox)[1:] == ['Moved: Plain, now Mon 1 Mar, 14:00']


async def test_whoever_asked_for_it_themselves_hears_that_it_was_confirmed(outbox, given, calendar, dana):
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=given.acting(dana), is_request=True)
    await appointments.confirm(at(given.ctx, 30), appointment_id=made.id)
    await worked_off(HOUR)
    assert subjects(outbox, DANA) == ['Confirmed: Plain, Mon 1 Mar, 10:00']


async def test_what_was_agreed_elsewhere_is_known_and_what_becomes_of_it_is_news(outbox, given, calendar, dana):
    client = await given.client('Ada Byron', email=ADA)
    async with transaction(given.ctx) as db:
        offering = await given.offering('Plain')
        await appointments.enter(db, [Known(calendar.id, client.id, offering, monday('10:00-11:00'), Status.CONFIRMED)])
    [made] = await appointments.on_board(given.ctx, during=monday('08:00-20:00'))
    await worked_off(HOUR)
    assert outbox.mails == []
    await appointments.cancel(at(given.ctx, 4000), appointment_id=made.id, reason='Client asked')
    await worked_off(2 * HOUR)
    assert subjects(outbox) == subjects(outbox, DANA) == ['Cancelled: Plain, Mon 1 Mar, 10:00']


async def test_names_of_clients_go_to_nobody_who_has_yet_to_prove_their_address(outbox, given):
    invited = await people.create(given.ctx, email='typo@stranger.example', name='Fay', role=Role.USER)
    unproved = await given.user('USER', name='Gus', email='gus@acme.example', is_verified=False)
    await worked_off()
    outbox.mails.clear()
    for number, user in enumerate((invited, unproved)):
        await given.appointment(await given.calendar(user.name, provider=user), f'Mon 1{number}:00-1{number + 1}:00')
    await worked_off(HOUR)
    assert {letter['To'] for letter in outbox.mails} == {ADA}


async def waits(given, seconds):
    now = await tenants.current(given.ctx)
    await tenants.change(given.ctx, **{name: getattr(now, name) for name in FIELDS} | {'undo_seconds': seconds})


@pytest.mark.parametrize('seconds', [0, 10, 600])
async def test_a_business_waits_as_long_as_it_says(outbox, given, calendar, seconds):
    await waits(given, seconds)
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(timedelta(seconds=seconds - 1))
    assert outbox.mails == []
    await worked_off(timedelta(seconds=seconds))
    assert subjects(outbox) == subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 10:00']


async def test_what_the_business_says_when_it_is_told_counts_and_nothing_is_lost_by_a_longer_wait(
        outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await waits(given, 600)
    await worked_off(UNDO_WINDOW)
    await worked_off(timedelta(seconds=599))
    assert outbox.mails == []
    await worked_off(timedelta(seconds=600))
    await worked_off(HOUR)
    assert subjects(outbox) == subjects(outbox, DANA) == ['Booked: Plain, Mon 1 Mar, 10:00']


async def test_a_neighbour_waits_as_long_as_they_say(outbox, given, calendar):
    other = await Given.a_tenant(now=NOW, slug='second')
    await waits(other, 600)
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox) == ['Booked: Plain, Mon 1 Mar, 10:00']
