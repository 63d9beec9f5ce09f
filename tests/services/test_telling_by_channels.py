"""Who hears of an appointment by which channel: once each, and whatever becomes of the others."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from sqlalchemy import func, select, update

from app import fetching, secrets
from app.database import reading, transaction
from app.journal import Reaction
from app.model import new_id
from app.settings import Settings
from services import appointments, channels, notifications
from services.channels import keeping, sending
from services.channels.models import ChannelRow
from services.notifications import links, pacing
from services.notifications.models import Delivery, Told
from services.notifications.shapes import Family, Recipient, Whom
from tests.given import NOW, a_client
from tests.services.outbox import HOME, nobody, outbox, worked_off
from tests.services.telling import ADA, DANA, HOUR, UNDO_WINDOW, at, calendar, dana, states, subjects
from tests.web_sink import a_web_sink

__all__ = ['calendar', 'dana', 'outbox']
PHONE = '020 7946 0000'


@pytest.fixture(scope='module')
def sink():
    with a_web_sink() as opened:
        yield opened


@pytest.fixture
def web(sink, monkeypatch):
    """Where every channel leads that posts."""
    sink.reset()
    fetching.configure(Settings(_env_file=None))
    monkeypatch.setattr(channels.installed()['sms'], '_base', sink.url)
    yield sink
    fetching.configure(Settings(_env_file=None, public_url=HOME))


async def on(ctx, web, *names):
    known = {'slack': {'url': f'{web.url}/slack'}, 'webhook': {'url': f'{web.url}/hook', 'secret': 's' * 24},
             'sms': {'account': 'AC' + 'a' * 32, 'token': 'a token', 'sender': 'Acme', 'country': '+44'}}
    for name in names:
        await channels.configure(ctx, name=name, settings=known[name])
        await channels.switch(ctx, name=name, is_on=True)


def texts(web):
    """What was sent, by where."""
    said = {}
    for each in web.posted:
        body = each.body.decode()
        text = parse_qs(body)['Body'][0] if 'Body=' in body else json.loads(body)['text']
        said.setdefault(each.path.rsplit('/', 1)[-1], []).append(text)
    return said


async def sent(ctx):
    async with reading(ctx) as db:
        rows = await db.execute(select(Delivery.channel, Delivery.whom, Delivery.kind, Delivery.state))
        return sorted(tuple(row) for row in rows)


async def test_a_client_with_a_phone_hears_by_sms_too_and_each_channel_of_the_business_once(
        outbox, given, calendar, web):
    await on(given.ctx, web, 'slack', 'webhook', 'sms')
    made = await given.appointment(calendar, 'Mon 10:00-11:00', client=a_client(phone=PHONE))
    await worked_off(UNDO_WINDOW)
    assert (len(outbox.mails_to(ADA)), len(outbox.mails_to(DANA))) == (1, 1)
    business = (f'Acme: booked: Plain with Dana for Ada Byron, Mon 1 Mar 2027, 10:00 (Europe/London). '
                f'Ref. {made.reference}.')
    assert texts(web) == {'slack': [business], 'hook': [business],
                          'Messages.json': [business.replace(' for Ada Byron', '')]}
    said = json.loads(next(each.body for each in web.posted if each.path == '/hook'))
    assert (said['kind'], said['sequence'], said['appointment']['starts_at'], said['appointment']['with']) == (
        'booked', 0, '2027-03-01T10:00:00+00:00', 'Ada Byron')


async def test_whom_a_channel_of_a_package_reaches_by_e_mail_hears_over_it_too(
        outbox, given, calendar, web, monkeypatch):
    monkeypatch.setattr(channels.installed()['slack'], 'audience', channels.Audience.EMAIL, raising=False)
    await on(given.ctx, web, 'slack')
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    assert [row[:2] for row in await sent(given.ctx)] == [
        ('mail', 'client'), ('mail', 'provider'), ('slack', 'client'), ('slack', 'provider')]
    assert len(texts(web)['slack']) == 2


async def test_what_is_not_on_hears_nothing_and_nobody_counts_as_told_who_was_not(outbox, given, calendar, web):
    await on(given.ctx, web, 'slack')
    await channels.switch(given.ctx, name='slack', is_on=False)
    await given.appointment(calendar, 'Mon 10:00-11:00', client=a_client(email='', phone=PHONE))
    await worked_off(UNDO_WINDOW)
    async with reading(given.ctx) as db:
        assert list(await db.scalars(select(Told.whom))) == ['provider']
    assert web.posted == []


async def test_a_channel_that_is_switched_on_later_knows_what_was_before(outbox, given, calendar, web):
    """It is told of the move as a move, not of a booking it never heard of."""
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    await on(at(given.ctx, 120), web, 'slack')
    await worked_off(2 * UNDO_WINDOW)
    assert web.posted == []
    await appointments.cancel(at(given.ctx, 180), appointment_id=made.id, reason='Client asked')
    await worked_off(HOUR)
    [said] = texts(web)['slack']
    assert said.startswith('Acme: cancelled: Plain with Dana for Ada Byron')


async def test_what_is_switched_off_meanwhile_is_refused_and_can_be_sent_again(outbox, given, calendar, web):
    await on(given.ctx, web, 'slack')
    await given.appointment(calendar, 'Mon 10:00-11:00')
    web.answers = [(503, {}, b'')]
    await worked_off(UNDO_WINDOW)
    await channels.switch(at(given.ctx, 70), name='slack', is_on=False)
    await worked_off(2 * UNDO_WINDOW)
    [found] = [each for each in (await notifications.deliveries(given.ctx)).rows if each.channel == 'Slack']
    assert (found.progress, found.because, found.name) == ('refused', 'This channel is switched off.', 'Acme')
    await channels.switch(at(given.ctx, 130), name='slack', is_on=True)
    await notifications.resend(at(given.ctx, 130), delivery_id=found.id)
    await worked_off(3 * UNDO_WINDOW)
    assert len(web.posted) == 2
    assert ('slack', 'business', 'booked', 'sent') in await sent(given.ctx)


async def test_a_channel_that_fails_or_hangs_touches_neither_the_booking_nor_the_others(
        outbox, given, calendar, web, monkeypatch):
    monkeypatch.setattr(fetching, 'DEADLINE', 0.2)
    await on(given.ctx, web, 'slack', 'webhook', 'sms')
    web.hangs = True
    outbox.answers = ['550 nobody here']
    made = await given.appointment(calendar, 'Mon 10:00-11:00', client=a_client(phone=PHONE))
    await worked_off(UNDO_WINDOW)
    found = await sent(given.ctx)
    assert sorted((channel, state) for channel, _, _, state in found) == [
        ('mail', 'refused'), ('mail', 'sent'), ('slack', 'waiting'), ('sms', 'waiting'), ('webhook', 'waiting')]
    assert (await appointments.by_id(given.ctx, appointment_id=made.id)).status == 'CONFIRMED'
    assert {each.failed_because for each in await channels.listed(given.ctx) if each.name != 'mail'} == {
        'It did not answer, or not in time.'}
    web.hangs = False
    monkeypatch.setattr(fetching, 'DEADLINE', 5)
    await worked_off(2 * UNDO_WINDOW)
    assert [state for *_, state in await sent(given.ctx)].count('sent') == 4


async def test_r05_a_booking_asks_nothing_more_of_the_database_however_many_channels_are_on(
        outbox, given, calendar, web, counted_statements):
    """Nor does it wait for any of them: what it owes is the same."""
    counts = []
    for hour in (10, 11, 12):
        with counted_statements() as count:
            await given.appointment(calendar, f'Mon {hour}:00-{hour + 1}:00')
        counts.append(int(count))
        if hour == 11:
            await on(given.ctx, web, 'slack', 'webhook', 'sms')
    assert counts[1] == counts[2]


async def tries(ctx):
    """Of all that is to leave yet, together."""
    async with reading(ctx) as db:
        return await db.scalar(select(func.sum(Reaction.tries)).where(Reaction.handler == 'deliver'))


async def rest(ctx):
    async with reading(ctx) as db:
        row = (await db.scalars(select(ChannelRow).where(ChannelRow.name == 'slack'))).one()
    return row.hung, row.rests_until


@pytest.mark.parametrize(('most', 'tried'), [(1, 1), (9, 3)], ids=['', 'control'])
async def test_r05_a_channel_that_hangs_rests_and_one_try_alone_sees_whether_it_is_back(
        outbox, given, calendar, web, monkeypatch, most, tried):
    """Who waits for it keeps no worker, so that nobody else waits for them."""
    monkeypatch.setattr(fetching, 'DEADLINE', 0.05)
    monkeypatch.setattr(sending, 'LONG', 0)
    monkeypatch.setattr(keeping, 'HUNG_MOST', most)
    await on(given.ctx, web, 'slack')
    web.hangs = True
    for hour in (10, 11, 12):
        await given.appointment(calendar, f'Mon {hour}:00-{hour + 1}:00', client=a_client(email=''))
    await worked_off(UNDO_WINDOW)
    assert await tries(given.ctx) == tried
    assert len(outbox.mails_to(DANA)) == 3
    if tried > 1:
        return
    assert await rest(given.ctx) == (1, NOW + UNDO_WINDOW + keeping.FIRST_REST)
    for seconds, count in ((79, 1), (81, 2), (120, 2), (122, 3)):
        await worked_off(timedelta(seconds=seconds))
        assert await tries(given.ctx) == count, seconds
    assert await rest(given.ctx) == (3, NOW + timedelta(seconds=122 + 80))
    web.reset()
    monkeypatch.setattr(fetching, 'DEADLINE', 5)
    await worked_off(timedelta(seconds=203))
    assert await rest(given.ctx) == (0, None)
    await worked_off(HOUR)
    assert {state for *_, state in await sent(given.ctx)} == {'sent'}


async def test_r05_of_many_at_once_one_sees_whether_it_is_back(given, outbox):
    async with transaction(given.ctx) as db:
        await channels.note(db, 'mail', because='Nothing came.', has_hung=True)
        await db.execute(update(ChannelRow).values(rests_until=NOW))

    async def probed():
        async with transaction(given.ctx) as db:
            return await channels.probe(db, 'mail', NOW)

    assert sorted(await asyncio.gather(*(probed() for _ in range(20)))) == [False] * 19 + [True]


async def test_s25_unsubscribing_is_of_one_channel(outbox, given, calendar, web):
    await on(given.ctx, web, 'sms')
    ada = (await given.appointment(calendar, 'Mon 10:00-11:00', client=a_client(phone=PHONE))).client_id
    by_sms = Recipient(given.tenant_id, Whom.CLIENT, ada, Family.CHANGES, 'sms')
    assert links.recipient(links.token(by_sms)) == by_sms
    await notifications.accept_offer(nobody(), token=links.token(by_sms), is_wanted=False)
    await worked_off(UNDO_WINDOW)
    assert sorted(await states(given.ctx)) == [
        ('client', 'booked', 'sent'), ('client', 'booked', 'unwanted'), ('provider', 'booked', 'sent')]
    assert web.posted == []
    assert len(subjects(outbox)) == 1


async def test_a_link_of_before_there_were_other_channels_is_of_mail(given, outbox):
    said = f'{given.tenant_id.hex}.client.{given.tenant_id.hex}.changes'
    old = f'{said}.{secrets.hashes(said, of=links.PURPOSE)[0].hex()}'
    assert links.recipient(old).channel == 'mail'


async def test_reminders_go_by_sms_too(outbox, given, calendar, web):
    await on(given.ctx, web, 'sms', 'slack')
    await given.appointment(calendar, 'Mon 12:00-13:00', client=a_client(email='', phone=PHONE))
    await worked_off(2 * HOUR)
    assert [text.split(': ')[1] for text in texts(web)['Messages.json']] == ['booked', 'reminder']
    assert len(texts(web)['slack']) == 1


async def test_the_business_as_a_whole_is_no_person_who_could_be_flooded(outbox, given, calendar, web, monkeypatch):
    monkeypatch.setattr(pacing, 'OF_ONE_PERSON', replace(pacing.OF_ONE_PERSON, burst=3))
    await on(given.ctx, web, 'webhook')
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW)
    leaves = {'business': [], 'client': []}
    async with transaction(given.ctx) as db:
        for row in await db.scalars(select(Delivery).where(Delivery.whom.in_(leaves))):
            for _ in range(pacing.OF_ONE_PERSON.burst):
                copy = {column.name: getattr(row, column.name) for column in Delivery.__table__.columns}
                db.add(one_more := Delivery(**copy | {'id': new_id(), 'leaves_at': None}))
                leaves[row.whom].append(one_more)
    later = at(given.ctx, 120)
    at_once = {whom: [await pacing.place_of(later, each) == later.now for each in rows]
               for whom, rows in leaves.items()}
    assert all(at_once['business'])
    assert not all(at_once['client']), 'the control'
