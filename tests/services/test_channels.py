"""Channels of a business: which there are, how each is set up, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import fetching, mail, secrets
from app.database import reading, transaction
from app.errors import Invalid, NotConfirmed, TooMany
from app.journal import JournalRow
from app.settings import Settings
from services import channels, notifications
from services.channels import AlwaysOn, ChannelNotFound, NoAddress, NotSetUp, RefusedForGood, keeping, rules, trying
from services.channels.models import ChannelRow
from services.notifications import Progress
from services.notifications.models import Delivery
from tests.given import NOW
from tests.services.journal import kinds
from tests.services.outbox import HOME, outbox, worked_off
from tests.services.second_step import KEY, NEWER
from tests.services.telling import ADA, UNDO_WINDOW, calendar, dana
from tests.web_sink import a_web_sink

__all__ = ['calendar', 'dana', 'outbox']


async def health(ctx, name='mail'):
    async with reading(ctx) as db:
        row = await db.scalar(select(ChannelRow).where(ChannelRow.name == name))
    return row and (row.ok_at, row.failed_at, row.failed_because)


async def test_how_a_channel_goes_is_noted_with_its_reason(outbox, given, calendar):
    assert await health(given.ctx) is None
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['451 later', '451 later']
    await worked_off(UNDO_WINDOW)
    assert await health(given.ctx) == (None, NOW + UNDO_WINDOW, 'The mail server did not take it. (451)')
    await worked_off(2 * UNDO_WINDOW)
    assert (await health(given.ctx))[0] == NOW + 2 * UNDO_WINDOW
    assert len(outbox.mails_to(ADA)) == 1


async def test_what_is_to_leave_by_a_channel_that_is_not_installed_waits_for_it(outbox, given, calendar):
    """Nothing in the database knows which channels there are: a package that goes needs no migration, nor one that
    comes.
    """
    await given.appointment(calendar, 'Mon 10:00-11:00')
    await worked_off(UNDO_WINDOW - timedelta(seconds=1))
    outbox.answers = ['451 later', '451 later']
    await worked_off(UNDO_WINDOW)
    async with transaction(given.ctx) as db:
        for row in await db.scalars(select(Delivery)):
            row.channel = 'pigeon'
    await worked_off(2 * UNDO_WINDOW)
    async with reading(given.ctx) as db:
        assert set(await db.scalars(select(Delivery.state))) == {'waiting'}
    assert outbox.mails == []
    assert 'pigeon' not in channels.installed()


SLACK = 'https://hooks.slack.com/services/T0/B0/only-we-know'


@pytest.fixture
def web():
    """A server on this machine, which may be asked as where a product is tried out."""
    trying.TESTS.clear()
    with a_web_sink() as opened:
        fetching.configure(Settings(_env_file=None))
        yield opened
        fetching.configure(Settings(_env_file=None, public_url=HOME))


async def of(ctx, name):
    return next(each for each in await channels.listed(ctx) if each.name == name)


async def test_s27_a_secret_is_sealed_never_shown_and_kept_when_left_empty(given, admin):
    await channels.configure(admin, name='webhook', settings={'url': 'https://example.org/a', 'secret': 's' * 30})
    async with reading(given.ctx) as db:
        row = await db.scalar(select(ChannelRow))
    assert b's' * 30 not in row.sealed_secrets
    assert row.settings == {'url': 'https://example.org/a'}
    shape = await of(admin, 'webhook')
    assert (shape.settings, shape.sealed, shape.is_set_up) == ({'url': 'https://example.org/a'}, {'secret'}, True)
    assert 's' * 30 not in repr(await channels.listed(admin))
    await channels.configure(admin, name='webhook', settings={'url': 'https://example.org/b', 'secret': ''})
    async with reading(given.ctx) as db:
        assert keeping.opened(await db.scalar(select(ChannelRow)), given.ctx) == {'secret': 's' * 30}
        lines = (await db.scalars(select(JournalRow.data).where(JournalRow.kind.like('business.channel%')))).all()
    assert lines == [{'business_id': str(given.tenant_id), 'channel': 'webhook'}] * 2


async def test_s27_whoever_changes_where_a_secret_goes_must_know_it(admin):
    known = {'account': 'AC' + 'a' * 32, 'token': 'a token', 'sender': '+15005550006'}
    await channels.configure(admin, name='sms', settings=known)
    other = known | {'account': 'AC' + 'b' * 32, 'token': ''}
    with pytest.raises(Invalid) as refusal:
        await channels.configure(admin, name='sms', settings=other)
    assert refusal.value.fields == {'token': rules.ITS_OWN}
    await channels.configure(admin, name='sms', settings=known | {'token': '', 'sender': 'Acme'})
    await channels.configure(admin, name='sms', settings=other | {'token': 'another token'})


async def test_every_field_that_is_wrong_is_named_and_nothing_changes(admin):
    wrong = {'account': 'AC1', 'sender': 'a name that is too long', 'country': 'GB'}
    with pytest.raises(Invalid) as refusal:
        await channels.configure(admin, name='sms', settings=wrong)
    assert set(refusal.value.fields) == {'account', 'token', 'sender', 'country'}
    assert not (await of(admin, 'sms')).settings
    with pytest.raises(ChannelNotFound):
        await channels.configure(admin, name='pigeon', settings={})


async def test_a_channel_is_switched_on_once_it_is_set_up_and_mail_always_is(given, admin):
    with pytest.raises(NotSetUp):
        await channels.switch(admin, name='slack', is_on=True)
    await channels.configure(admin, name='slack', settings={'url': SLACK})
    for is_on in (True, True, False, False, True):
        await channels.switch(admin, name='slack', is_on=is_on)
        assert (await of(admin, 'slack')).is_on is is_on
    assert (await kinds(given.ctx, given.tenant_id)).count('business.channel_turned_on') == 2
    assert (await of(admin, 'mail')).is_on
    with pytest.raises(AlwaysOn):
        await channels.switch(admin, name='mail', is_on=False)
    with pytest.raises(NotConfirmed):
        await channels.configure(replace(admin, actor=replace(admin.actor, confirmed_at=None)), name='slack',
                                 settings={'url': SLACK})


async def test_what_came_of_a_test_is_said_as_it_is_and_noted(given, admin, web):
    with pytest.raises(NotSetUp):
        await channels.send_test(admin, name='slack')
    await channels.configure(admin, name='slack', settings={'url': f'{web.url}/services/only-we-know'})
    await channels.send_test(admin, name='slack')
    assert 'this is a test of Slack' in web.posted[0].body.decode()
    assert await health(given.ctx, 'slack') == (NOW, None, None)
    web.answers = [(404, {}, b'no_service')]
    with pytest.raises(RefusedForGood) as refusal:
        await channels.send_test(admin, name='slack')
    assert refusal.value.message == 'It answered 404: no_service.'
    assert await health(given.ctx, 'slack') == (NOW, NOW, 'It answered 404: no_service.')
    assert not (await of(admin, 'slack')).is_on
    for _ in range(trying.TESTS.most - 2):
        await channels.send_test(admin, name='slack')
    with pytest.raises(TooMany):
        await channels.send_test(admin, name='slack')


async def test_without_a_mail_server_it_is_said_that_no_letter_leaves(outbox, admin):
    assert (await of(admin, 'mail')).about.startswith('Letters to clients')
    mail.configure(Settings(_env_file=None))
    assert 'no letter leaves' in (await of(admin, 'mail')).about


async def test_a_test_goes_to_ones_own_address_or_to_a_number_one_types(outbox, given, admin, web, monkeypatch):
    await channels.send_test(admin, name='mail')
    [letter] = outbox.mails
    assert (letter['Subject'], letter['To']) == ('A test from Acme', 'admin1@acme.example')
    with pytest.raises(NoAddress):
        await channels.send_test(given.ctx, name='mail')
    monkeypatch.setattr(channels.installed()['sms'], '_base', web.url)
    await channels.configure(admin, name='sms', settings={
        'account': 'AC' + 'a' * 32, 'token': 'a token', 'sender': 'Acme', 'country': '+44'})
    with pytest.raises(Invalid) as refusal:
        await channels.send_test(admin, name='sms')
    assert list(refusal.value.fields) == ['to']
    await channels.send_test(admin, name='sms', to='020 7946 0000')
    assert 'To=%2B442079460000' in web.posted[0].body.decode()


async def test_s07_a_new_key_seals_what_channels_keep_anew(given, admin):
    await channels.configure(admin, name='slack', settings={'url': SLACK})
    secrets.configure([NEWER, KEY])
    try:
        async with transaction(given.ctx) as db:
            assert [await channels.seal_channels_anew(db) for _ in range(2)] == [1, 0]
        secrets.configure([NEWER])
        async with reading(given.ctx) as db:
            assert keeping.opened(await db.scalar(select(ChannelRow)), given.ctx) == {'url': SLACK}
    finally:
        secrets.configure([KEY])
    assert not (await of(admin, 'slack')).is_set_up, 'sealed with a key that is gone: it is asked for again'


async def test_messages_of_a_week_are_counted_by_channel(outbox, given, calendar):
    await given.appointment(calendar, 'Mon 10:00-11:00')
    outbox.answers = ['550 nobody here']
    await worked_off(UNDO_WINDOW)
    assert await notifications.counts(given.ctx) == {'mail': {Progress.SENT: 1, Progress.REFUSED: 1}}
    later = replace(given.ctx, now=NOW + timedelta(days=8))
    assert await notifications.counts(later) == {}
