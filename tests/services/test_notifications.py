"""What clients and providers are told about appointments: the last truth, once, when nobody takes it back any more."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from app import clock
from app.context import Context
from app.database import reading, transaction
from app.errors import NotAllowed
from app.journal import Reaction, record
from app.relay import LONGEST_WAIT, RETRIES, relay
from services import appointments, notifications
from services.clients import ClientRef
from services.clients.models import Client
from services.notifications import UNDO_WINDOW, DeliveryNotFound, DeliveryState, NothingToResend, Progress
from services.notifications.events import DeliveryPlanned
from services.notifications.models import Delivery
from tests.given import NOW, a_client, monday
from tests.services.outbox import outbox, worked_off
from tests.smtp_sink import plain

__all__ = ['outbox']

ADA = 'ada@example.org'
HOUR = timedelta(hours=1)


@pytest.fixture
async def dana(outbox, given):
    return await a_provider(outbox, given, 'Dana')


@pytest.fixture
async def calendar(given, dana):
    return await given.calendar('Dana', provider=dana)


async def a_provider(outbox, given, name):
    """Invited, and told so."""
    user = await given.user('USER', name=name, email=f'{name.lower()}@acme.example')
    await worked_off()
    outbox.mails.clear()
    return user


def subjects(outbox, address=ADA):
    return [letter['Subject'] for letter in outbox.mails_to(address)]


def event_in(letter):
    """Its one event, as the reader's own calendar reads it; the method is said in three places alike."""
    parts = [part for part in letter.walk() if part.get_content_type() == 'text/calendar']
    assert [part.get_filename() for part in parts] == [None, 'appointment.ics']
    [as_body, as_file] = [Calendar.from_ical(part.get_content()) for part in parts]
    assert as_body == as_file
    assert {part.get_param('method') for part in parts} == {str(as_body['METHOD'])}
    [event] = as_body.walk('VEVENT')
    return str(as_body['METHOD']), event


async def states(ctx):
    async with reading(ctx) as db:
        rows = await db.scalars(select(Delivery))
        return sorted((row.whom, row.kind, row.state) for row in rows)


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
    assert (method, event.uid, event.sequence) == ('REQUEST', f'{made.id}@localhost', 0)
    assert (event.start, event.end, str(event['STATUS'])) == (starts, made.during.ends_at, 'CONFIRMED')
    assert subjects(outbox, 'dana@acme.example') == ['Booked: Plain, Mon 1 Mar, 10:00']
    assert 'For: Ada Byron' in plain(outbox.mails_to('dana@acme.example')[0])
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

    assert subjects(outbox, 'dana@acme.example') == ['Booked: Plain, Mon 1 Mar, 10:00',
                                                     'Cancelled: Plain, Mon 1 Mar, 10:00']
    assert subjects(outbox, 'emil@acme.example') == ['Booked: Plain, Mon 1 Mar, 10:00']
    assert 'With: Emil' in plain(outbox.mails_to(ADA)[1])


async def test_nobody_is_told_what_they_did_themselves_but_what_others_made_of_it(outbox, given, calendar, dana):
    mine = given.acting(dana)
    made = await given.appointment(calendar, 'Mon 10:00-11:00', by=mine)
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox, 'dana@acme.example') == []
    await appointments.reschedule(mine, appointment_id=made.id, during=monday('12:00-13:00'))
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday('14:00-15:00'))
    await worked_off(UNDO_WINDOW)
    assert subjects(outbox, 'dana@acme.example') == ['Moved: Plain, now Mon 1 Mar, 14:00']


async def test_nothing_is_said_about_what_has_begun_or_to_who_has_no_address(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(calendar, 'Mon 12:00-13:00', client=a_client('Bo', email='', phone='020 7946 0000'))
    await worked_off(monday('10:00-11:00').starts_at - NOW)
    assert [(whom, kind) for whom, kind, _ in await states(given.ctx)] == [('provider', 'booked')]
    assert subjects(outbox, 'dana@acme.example') == ['Booked: Plain, Mon 1 Mar, 12:00']


async def test_r05_a_mail_server_that_is_away_delays_it_and_one_that_refuses_is_asked_once(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['451 later', '550 nobody here']
    await worked_off(UNDO_WINDOW)
    found = await states(given.ctx)
    assert sorted(state for _, _, state in found) == ['refused', 'waiting']
    await worked_off(UNDO_WINDOW + timedelta(seconds=15))
    assert sorted(state for _, _, state in await states(given.ctx)) == ['refused', 'sent']
    assert len(outbox.mails) == 1


async def test_r05_a_worker_that_died_after_sending_sends_the_same_message_again(outbox, given, calendar):
    """The copy carries the Message-ID of the first: whoever gets both knows them for one."""
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    async with transaction(given.ctx) as db:
        first = (await db.scalars(select(Delivery).where(Delivery.whom == 'client'))).one()
        await db.execute(update(Delivery).where(Delivery.id == first.id).values(
            state=DeliveryState.WAITING.value, settled_at=None))
    await notified_again(given.ctx, first.id)
    copies = outbox.mails_to(ADA)
    assert len(copies) == 2
    assert copies[0]['Message-ID'] == copies[1]['Message-ID'] == f'<{first.id}@localhost>'
    assert event_in(copies[0])[1].to_ical() == event_in(copies[1])[1].to_ical()


async def test_two_processes_that_plan_at_once_tell_it_once(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    for times in ('12:00-13:00', '14:00-15:00', '15:00-16:00'):
        await appointments.reschedule(given.ctx, appointment_id=made.id, during=monday(times))
    with clock.frozen(NOW + HOUR):
        await asyncio.gather(*(relay.work_off() for _ in range(4)))
    assert len(outbox.mails_to(ADA)) == 1


HOSTILE = ['Ada\r\nBcc: everybody@example.org', 'Ada"\nATTENDEE:mailto:x@example.org', '=?utf-8?q?x?=', '<b>Ada</b>',
           'A;B:C,D\\n', '{{ 7 * 7 }}', 'BEGIN:VEVENT', 'Ada\u2028X-HEADER: 1']


@pytest.mark.parametrize('name', HOSTILE)
async def test_abuse_10_no_name_becomes_a_header_a_property_or_markup(outbox, given, calendar, name):
    client = await given.client('Eve', email='eve@example.org')
    async with transaction(given.ctx) as db:  # past every check at the door
        await db.execute(update(Client).where(Client.id == client.id).values(name=name))
    await given.appointment(calendar, 'Mon 10:00-11:00', client=ClientRef(id=client.id))
    await worked_off(UNDO_WINDOW)
    for letter in outbox.mails:
        assert set(letter.keys()) <= {'From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted', 'MIME-Version',
                                      'Content-Type', 'X-Peer', 'X-MailFrom', 'X-RcptTo'}
        method, event = event_in(letter)
        assert (method, len(event['ATTENDEE'].split('mailto:')), set(event) - PROPERTIES) == ('REQUEST', 2, set())
        markup = letter.get_body(('html',)).get_content()
        assert '<b>' not in markup
        assert '49' not in markup.split('Reference')[0]


PROPERTIES = {'UID', 'SEQUENCE', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY', 'LOCATION', 'DESCRIPTION', 'ORGANIZER',
              'ATTENDEE', 'STATUS', 'TRANSP'}


async def notified_again(ctx: Context, delivery_id):
    """As if the worker's claim had run out before it could say that it was done."""
    async with transaction(ctx) as db:
        delivery = await db.get(Delivery, (ctx.tenant, delivery_id))
        await record(db, DeliveryPlanned(delivery_id=delivery_id, appointment_id=delivery.appointment_id))
        assert await db.scalar(select(Reaction.id).where(Reaction.handler == 'deliver'))
    await worked_off(HOUR)


async def test_an_administrator_sees_what_was_sent_and_what_was_not_and_finds_it(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['550 nobody here']
    await worked_off(UNDO_WINDOW)
    found = (await notifications.deliveries(given.ctx)).rows
    assert {(each.whom, each.progress) for each in found} in (
        {('client', 'refused'), ('provider', 'sent')}, {('client', 'sent'), ('provider', 'refused')})
    [refused] = (await notifications.deliveries(given.ctx, progress=Progress.REFUSED)).rows
    assert (refused.reference, refused.offering) == (made.reference, 'Plain')
    assert '550' in refused.because
    for text, count in (('ADA@', 1), ('dana', 1), (made.reference, 2), ('%', 0), ('nobody', 0)):
        assert (await notifications.deliveries(given.ctx, text=text)).total == count, text


async def test_what_was_refused_is_sent_again_when_asked_and_what_was_sent_is_not(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['550 nobody here']
    await worked_off(UNDO_WINDOW)
    by_progress = {each.progress: each for each in (await notifications.deliveries(given.ctx)).rows}
    with pytest.raises(NothingToResend):
        await notifications.resend(given.ctx, delivery_id=by_progress['sent'].id)
    await notifications.resend(given.ctx, delivery_id=by_progress['refused'].id)
    await worked_off(HOUR)
    assert {each.progress for each in (await notifications.deliveries(given.ctx)).rows} == {Progress.SENT}
    assert len(outbox.mails) == 2


async def test_what_was_given_up_is_seen_as_such_and_tried_again_when_asked(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW - timedelta(seconds=1))
    outbox.answers = ['451 later'] * 40
    later = UNDO_WINDOW
    for _ in range(RETRIES + 1):
        await worked_off(later)
        later += 2 * LONGEST_WAIT
    given_up = (await notifications.deliveries(given.ctx, progress=Progress.PARKED)).rows
    assert len(given_up) == 2
    assert {each.because for each in given_up} == {'MailIsAway: The mail server did not take it. (451)'}
    assert (await notifications.deliveries(given.ctx, progress=Progress.WAITING)).total == 0

    outbox.answers.clear()
    now = replace(given.ctx, now=NOW + later)
    await notifications.resend(now, delivery_id=given_up[0].id)
    await worked_off(later)
    assert (await notifications.deliveries(given.ctx, progress=Progress.PARKED)).total == 1
    assert len(outbox.mails) == 1


async def test_nobody_but_administrators_sees_messages_and_nobody_those_of_another_business(
        outbox, given, calendar, clerk, supervisor, outsider):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    [delivery, _] = (await notifications.deliveries(given.ctx)).rows
    for ctx in (clerk, supervisor):
        with pytest.raises(NotAllowed):
            await notifications.deliveries(ctx)
    assert (await notifications.deliveries(outsider)).total == 0
    with pytest.raises(DeliveryNotFound):
        await notifications.resend(outsider, delivery_id=delivery.id)
