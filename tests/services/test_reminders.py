"""Reminders: as often as the business says, of what is ahead and still so, each once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import journal
from app.database import reading, transaction
from app.journal import Reaction
from app.relay import Fact
from services import appointments, tenants
from services.appointments import Known, Status
from services.notifications import reacting, reminding
from services.notifications.models import Delivery
from services.tenants.changing import FIELDS
from tests.given import NOW, Given, a_client
from tests.given import at as times
from tests.services.outbox import outbox, worked_off
from tests.services.telling import ADA, DANA, HOUR, UNDO_WINDOW, at, calendar, dana, subjects
from tests.smtp_sink import plain

__all__ = ['calendar', 'dana', 'outbox']

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
WEDNESDAY = times('Wed 10:00-11:00')


@pytest.fixture
async def made(outbox, given, calendar):
    return await given.appointment(calendar, 'Wed 10:00-11:00')


def reminded(outbox, address=ADA):
    return [subject for subject in subjects(outbox, address) if subject.startswith('Reminder')]


async def until(instant):
    """Everything that is due by then is carried out."""
    await worked_off(instant - NOW)


def before(hours, during=WEDNESDAY):
    return during.starts_at - hours * HOUR


async def due(given, handler='remind_the_client'):
    async with reading(given.ctx) as db:
        return sorted(await db.scalars(select(Reaction.due_at).where(
            Reaction.tenant_id == given.tenant_id, Reaction.handler == handler)))


async def has_reminders(given, *hours):
    now = await tenants.current(given.ctx)
    await tenants.change(given.ctx, **{name: getattr(now, name) for name in FIELDS} | {'reminder_hours': hours})


async def test_a_client_is_reminded_a_day_and_two_hours_before_each_once_with_zone_place_and_reference(
        outbox, given, made):
    assert await due(given) == [before(24)], 'owed by the booking itself'
    await until(before(24) - SECOND)
    assert reminded(outbox) == []
    for _ in range(2):
        await until(before(24))
    assert reminded(outbox) == ['Reminder: Plain, Wed 3 Mar, 10:00']
    assert await due(given) == [before(2)]
    for _ in range(2):
        await until(before(2))
    await until(WEDNESDAY.ends_at + DAY)

    assert reminded(outbox) == ['Reminder: Plain, Wed 3 Mar, 10:00'] * 2
    assert reminded(outbox, DANA) == []
    assert await due(given) == []
    letter = outbox.mails_to(ADA)[-1]
    said = plain(letter)
    for words in ('Hello Ada Byron,', 'this is to remind you of your appointment.', 'What: Plain', 'With: Dana',
                  'Where: Main Street', 'When: Wednesday 3 March 2027, 10:00 to 11:00 (Europe/London)',
                  made.reference):
        assert words in said
    assert [part for part in letter.walk() if part.get_content_type() == 'text/calendar'] == []


@pytest.mark.parametrize(('own', 'expected'), [(None, [24, 2]), ((), []), ((48, 3), [48, 3])])
async def test_an_offering_has_hours_of_its_own_or_those_of_the_business(outbox, given, calendar, own, expected):
    await given.appointment(calendar, 'Wed 10:00-11:00', offering=await given.offering('Long', reminder_hours=own))
    assert await due(given) == [before(hours) for hours in expected[:1]]
    for hours in sorted({48, 24, 3, 2, *expected}, reverse=True):
        await until(before(hours))
    assert len(reminded(outbox)) == len(expected)


async def test_what_was_agreed_elsewhere_is_reminded_of_and_no_news(outbox, given, calendar, clerk):
    """Where it is to come, and wanted by its offering; by one statement, however many there are."""
    client, plain = await given.client('Ada Byron', email=ADA), await given.offering('Plain')
    silent = await given.offering('Silent', reminder_hours=())

    def known(when, status=Status.CONFIRMED, offering=plain):
        return Known(calendar.id, client.id, offering, times(when), status)

    async with transaction(given.ctx) as db:
        await appointments.enter(db, [
            known('Wed 10:00-11:00'), known('Thu 10:00-11:00'), known('Thu 12:00-13:00', Status.PENDING),
            known('Thu 13:00-14:00', Status.CANCELLED), known('Thu 14:00-15:00', offering=silent),
            known('2027-02-22 10:00-11:00', Status.COMPLETED)])
    assert await due(given) == [before(24), before(24, THURSDAY)]
    assert await due(given, 'tell_the_client') == await due(given, 'tell_the_provider') == []
    await until(before(24))
    assert subjects(outbox) == ['Reminder: Plain, Wed 3 Mar, 10:00']
    [made] = await appointments.on_board(given.ctx, during=WEDNESDAY)
    await appointments.cancel(at(given.ctx, (before(20) - NOW).total_seconds()), appointment_id=made.id, reason='Ill')
    await until(before(2))
    assert len(reminded(outbox)) == 1, 'nothing of what was cancelled meanwhile'


async def test_what_is_invented_is_reminded_of_by_nobody(outbox, given, calendar):
    client, offering = await given.client('Ada Byron', email=ADA), await given.offering('Plain')
    async with transaction(given.ctx) as db:
        await appointments.enter(db, [Known(calendar.id, client.id, offering, WEDNESDAY, Status.CONFIRMED)],
                                 is_reminded=False)
    assert await due(given) == []


@pytest.mark.parametrize(('when', 'minute', 'expected'), [
    ('Mon 09:00-10:00', 0, []), ('Mon 10:15-11:15', 13, [2]), ('Mon 10:15-11:15', 14, []),
    ('Tue 09:00-10:00', 0, [24, 2])])
async def test_what_comes_too_late_is_not_made_up_for(outbox, given, calendar, when, minute, expected):
    """Nor is a reminder sent that would come before the booking itself is told."""
    during = times(when)
    await given.appointment(calendar, when, by=at(given.ctx, 60 * minute))
    for hours in (24, 2):
        await until(max(before(hours, during), NOW))
    await until(during.ends_at)
    assert await due(given) == []
    assert len(reminded(outbox)) == len(expected)


THURSDAY = times('Thu 10:00-11:00')
LATER, BACK, EARLIER, OFF, OTHER = 'later', 'back', 'earlier', 'off', 'other'


@pytest.mark.parametrize(('steps', 'expected'), [
    (((30, LATER), (26, BACK)), [(24, WEDNESDAY), (2, WEDNESDAY)]),
    (((30, LATER), (20, BACK)), [(2, WEDNESDAY)]),
    (((10, LATER), (5, BACK)), [(24, WEDNESDAY), (2, WEDNESDAY)]),
    (((10, OFF),), [(24, WEDNESDAY)]),
    (((10, OTHER), (9, LATER)), [(24, WEDNESDAY), (24, THURSDAY), (2, THURSDAY)]),
    (((30, EARLIER),), [(2, times('Tue 12:00-13:00'))]),
])
async def test_reminders_go_where_the_appointment_goes_and_nowhere_without_it(
        outbox, given, calendar, made, steps, expected):
    """`steps` are hours before the time first booked; the relay runs twice each time."""
    emils = await given.calendar('Emil')
    acts = {
        LATER: lambda ctx: appointments.reschedule(ctx, appointment_id=made.id, during=THURSDAY),
        BACK: lambda ctx: appointments.reschedule(ctx, appointment_id=made.id, during=WEDNESDAY),
        EARLIER: lambda ctx: appointments.reschedule(ctx, appointment_id=made.id, during=times('Tue 12:00-13:00')),
        OFF: lambda ctx: appointments.cancel(ctx, appointment_id=made.id, reason='Client asked'),
        OTHER: lambda ctx: appointments.reassign(ctx, appointment_id=made.id, calendar_id=emils.id)}
    moments = {before(hours, during) for hours, during in expected}
    deeds = {before(hours): acts[name] for hours, name in steps}
    for instant in sorted(moments | set(deeds) | {before(1, THURSDAY)}):
        for _ in range(2):
            await until(instant)
        if instant in deeds:
            await deeds[instant](at(given.ctx, (instant - NOW).total_seconds()))

    async with reading(given.ctx) as db:
        rows = await db.scalars(select(Delivery).where(Delivery.kind == 'reminder').order_by(Delivery.made_at))
        sent = [(row.state, row.made_at) for row in rows]
    assert sent == [('sent', before(hours, during)) for hours, during in expected]
    assert await due(given) == []


async def test_a_cancellation_takes_what_is_owed_along(outbox, given, made):
    await appointments.cancel(given.ctx, appointment_id=made.id, reason='Client asked')
    assert await due(given) == [before(24)], 'the control: it may be told yet'
    await worked_off(UNDO_WINDOW)
    assert await due(given) == []


async def test_a_request_is_reminded_of_once_it_is_confirmed(outbox, given, calendar):
    made = await given.appointment(calendar, 'Wed 10:00-11:00', is_request=True)
    assert await due(given) == []
    await appointments.confirm(at(given.ctx, 60), appointment_id=made.id)
    await until(before(24))
    assert len(reminded(outbox)) == 1


async def test_what_was_asked_for_and_moved_is_not_reminded_of(outbox, given, calendar):
    made = await given.appointment(calendar, 'Wed 10:00-11:00', is_request=True)
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=THURSDAY)
    await until(before(1, THURSDAY))
    assert reminded(outbox) == []


@pytest.mark.parametrize('change', ['cancelled', 'moved', 'reassigned', 'begun', None])
async def test_it_is_asked_again_when_it_leaves_whether_it_is_still_so(outbox, given, calendar, made, change):
    """The control: with none of these it leaves."""
    emils = await given.calendar('Emil')
    await until(before(24) - HOUR)
    fact = await a_fact(given, made)
    then = at(given.ctx, (before(24) - NOW).total_seconds())
    with pytest.raises(reacting.NotYet):
        await reacting.remind_the_client(then, fact)
    match change:
        case 'cancelled':
            await appointments.cancel(then, appointment_id=made.id, reason='Client asked')
        case 'moved':
            await appointments.reschedule(then, appointment_id=made.id, during=THURSDAY)
        case 'reassigned':
            await appointments.reassign(then, appointment_id=made.id, calendar_id=emils.id)
    await until(WEDNESDAY.starts_at if change == 'begun' else before(24) + SECOND)
    assert (len(reminded(outbox)) == 1) is (change is None)


async def a_fact(given, made):
    async with reading(given.ctx) as db:
        [row] = await db.scalars(select(Reaction).where(Reaction.handler == 'remind_the_client'))
        return Fact(row.id, 'appointment.booked', NOW, made.id, None, {})


@pytest.mark.parametrize('is_remembered', [True, False])
async def test_of_those_who_remind_at_once_one_does(outbox, given, made, monkeypatch, is_remembered):
    """The control: where nobody looks whether it was done, all do."""
    if not is_remembered:
        async def never(*_):
            return False

        monkeypatch.setattr(reminding, '_is_reminded', never)
    fact, then = await a_fact(given, made), at(given.ctx, (before(24) - NOW).total_seconds())
    await asyncio.gather(*(reacting.remind_the_client(then, fact) for _ in range(4)), return_exceptions=True)
    async with reading(given.ctx) as db:
        planned = len(list(await db.scalars(select(Delivery.id).where(Delivery.kind == 'reminder'))))
    assert planned == (1 if is_remembered else 4)


@pytest.mark.parametrize('gives_way', [True, False])
async def test_the_row_of_a_move_alone_reminds(outbox, given, made, monkeypatch, gives_way):
    """The control: where the older row stays, it is there as long as the newer one."""
    await appointments.reschedule(given.ctx, appointment_id=made.id, during=THURSDAY)
    assert await due(given) == [before(24), before(24, THURSDAY)]
    if not gives_way:
        async def stay(*_):
            return True

        monkeypatch.setattr(journal, 'take_over', stay)
    await until(before(24))
    assert reminded(outbox) == []
    assert await due(given) == [before(24, THURSDAY)] * (1 if gives_way else 2)


async def test_after_a_long_outage_one_reminder_is_sent_and_none_when_it_has_begun(outbox, given, calendar, made):
    late = await given.appointment(calendar, 'Wed 09:00-10:00')
    await worked_off(UNDO_WINDOW)
    await until(WEDNESDAY.starts_at - HOUR)
    assert reminded(outbox) == ['Reminder: Plain, Wed 3 Mar, 10:00'], late.reference


async def test_a_business_reminds_as_often_as_it_says_also_never_and_takes_back_what_it_said(
        outbox, given, calendar, made):
    await has_reminders(given)
    await given.appointment(calendar, 'Wed 12:00-13:00')
    assert await due(given) == [before(24)], 'the one that was booked before'
    await until(before(1))
    assert reminded(outbox) == []
    await has_reminders(given, 48, 1)
    await given.appointment(calendar, 'Fri 12:00-13:00', by=at(given.ctx, (before(1) - NOW).total_seconds()))
    assert await due(given) == [times('Wed 12:00-13:00').starts_at]


async def test_a_neighbour_reminds_as_they_say(outbox, given, calendar):
    other = await Given.a_tenant(now=NOW, slug='second')
    await has_reminders(other)
    await given.appointment(calendar, 'Wed 10:00-11:00')
    assert await due(given) == [before(24)]


async def test_nobody_without_an_address_is_reminded(outbox, given, calendar):
    await given.appointment(calendar, 'Wed 10:00-11:00', client=a_client('Bo', email='', phone='020 7946 0000'))
    await until(before(1))
    assert [letter for letter in outbox.mails if letter['Subject'].startswith('Reminder')] == []
    assert await due(given) == []


@pytest.mark.parametrize('name', ['<b>Ada</b> {{ 7 * 7 }}', '=?utf-8?q?x?='])
async def test_abuse_10_in_a_reminder_a_name_is_text(outbox, given, calendar, name):
    await given.appointment(calendar, 'Wed 10:00-11:00', client=a_client(name, email=ADA))
    await until(before(24))
    letter = outbox.mails_to(ADA)[-1]
    assert letter['Subject'] == 'Reminder: Plain, Wed 3 Mar, 10:00'
    assert f'Hello {name},' in plain(letter)
    html = next(part for part in letter.walk() if part.get_content_type() == 'text/html').get_content()
    assert '<b>Ada' not in html
