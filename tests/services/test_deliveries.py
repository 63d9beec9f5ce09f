"""Messages on their way: tried again, refused, overtaken, seen and sent again, and safe whatever stands in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.context import Context
from app.database import transaction
from app.errors import NotAllowed
from app.journal import Reaction, record
from app.relay import LONGEST_WAIT, RETRIES
from services import appointments, clients, notifications
from services.calendars.models import Calendar as Calendars
from services.clients.models import Client
from services.locations.models import Location
from services.notifications import DeliveryNotFound, NothingToResend, Progress
from services.notifications.events import DeliveryPlanned
from services.notifications.models import Delivery
from services.notifications.shapes import DeliveryState
from services.offerings.models import Offering
from services.people.models import User
from services.tenants.models import Tenant
from tests.given import NOW, a_client
from tests.services.outbox import outbox, worked_off
from tests.services.telling import ADA, DANA, HOUR, UNDO_WINDOW, at, calendar, dana, event_in, states, subjects

__all__ = ['calendar', 'dana', 'outbox']


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


async def test_r05_old_news_is_not_sent_after_newer_news_nor_when_it_is_over(outbox, given, calendar):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(calendar, 'Mon 09:00-10:00', client=a_client('Bo', email='bo@example.org'))
    outbox.answers = ['451 later'] * 4
    await worked_off(UNDO_WINDOW)
    async with transaction(given.ctx) as db:
        await db.execute(update(Reaction).where(Reaction.handler == 'deliver').values(due_at=NOW + 2 * HOUR))
    await appointments.cancel(at(given.ctx, 100), appointment_id=made.id, reason='Client asked')
    await worked_off(HOUR)
    await worked_off(2 * HOUR)
    assert subjects(outbox) == ['Cancelled: Plain, Mon 1 Mar, 10:00']
    assert subjects(outbox, 'bo@example.org') == []
    assert sorted(state for _, kind, state in await states(given.ctx) if kind == 'booked') == ['overtaken'] * 4


async def test_what_was_said_is_forgotten_but_not_what_waits(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['451 later']
    await worked_off(UNDO_WINDOW)
    async with transaction(given.ctx) as db:
        await notifications.forget_messages(db, before=NOW)
    assert len(await states(given.ctx)) == 2
    async with transaction(given.ctx) as db:
        await notifications.forget_messages(db, before=NOW + timedelta(days=1))
    assert [state for _, _, state in await states(given.ctx)] == ['waiting']


HOSTILE = ['Ada\r\nBcc: everybody@example.org', 'Ada"\nATTENDEE:mailto:x@example.org', '=?utf-8?q?x?=', '<b>Ada</b>',
           'A;B:C,D\\n', '{{ 7 * 7 }}', 'BEGIN:VEVENT', 'Ada\u2028X-HEADER: 1']


@pytest.mark.parametrize('text', HOSTILE)
async def test_abuse_10_no_text_becomes_a_header_a_property_or_markup(outbox, given, calendar, dana, text):
    """Put where it stands past every check at the doors, in every name a letter says."""
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    async with transaction(given.ctx) as db:
        for model in (Client, Calendars, Location, User):
            await db.execute(update(model).where(model.tenant_id == given.tenant_id).values(name=text))
        for model, name in ((Offering, ' '.join(text.split())), (Tenant, ' '.join(text.split()))):  # in the subject
            await db.execute(update(model).values(name=name))
    await worked_off(UNDO_WINDOW)
    assert {letter['To'] for letter in outbox.mails} == {ADA, DANA}
    for letter in outbox.mails:
        assert set(letter.keys()) <= {'From', 'To', 'Subject', 'Date', 'Message-ID', 'Auto-Submitted', 'MIME-Version',
                                      'Content-Type', 'X-Peer', 'X-MailFrom', 'X-RcptTo', 'List-Unsubscribe',
                                      'List-Unsubscribe-Post'}
        method, event = event_in(letter)
        assert (method, str(event.uid), set(event) - PROPERTIES) == ('REQUEST', str(made.id), set())
        assert event['ATTENDEE'] == f'mailto:{letter["To"]}'
        markup = letter.get_body(('html',)).get_content()
        assert '<b>' not in markup
        assert '{{ 49 }}' not in markup.replace('7 * 7', '')


async def test_abuse_10_a_break_in_what_stands_in_the_head_is_refused_and_seen(outbox, given, calendar, dana):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    async with transaction(given.ctx) as db:
        await db.execute(update(Offering).values(name='Plain\r\nBcc: everybody@example.org'))
    await worked_off(UNDO_WINDOW)
    assert outbox.mails == []
    assert (await notifications.deliveries(given.ctx, progress=Progress.PARKED)).total == 2


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
    await given.appointment(calendar, 'Fri 10:00-11:00')
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


async def test_of_one_appointment_staff_see_all_that_was_said_and_its_client_what_was_said_to_them(
        outbox, given, calendar, clerk):
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    ada = await given.user('CLIENT')
    with pytest.raises(appointments.AppointmentNotFound):
        await notifications.about(given.acting(ada), appointment_id=made.id)
    async with transaction(given.ctx) as db:
        await clients.link(db, made.client_id, ada.id)
    assert [each.whom for each in await notifications.about(given.acting(ada), appointment_id=made.id)] == ['client']
    assert {each.whom for each in await notifications.about(clerk, appointment_id=made.id)} == {'client', 'provider'}
