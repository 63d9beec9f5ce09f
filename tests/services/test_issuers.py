"""Issuers a business believes: what is kept of them, where they may be, and what they answer (S-07, S-32)."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app import fetching, secrets
from app.database import reading, transaction
from app.errors import Invalid
from app.fetching import NoAnswer
from app.settings import Settings
from services import access
from services.access import IssuerChanged, NoIssuer, NotBelieved
from services.access.models import Issuer as IssuerRow
from services.access.sign_on import issuers, trusting
from tests.given import NOW
from tests.issuer import CLIENT, SECRET, key
from tests.services.journal import kinds
from tests.services.outbox import nobody
from tests.services.second_step import KEY, NEWER
from tests.services.sign_on import MINUTE, ada, back, issuer, linked, of_header, running, there

__all__ = ['ada', 'issuer', 'running']


async def test_s07_our_secret_there_is_sealed_kept_when_left_empty_and_told_to_no_other_issuer(issuer, given):
    async with reading(given.ctx) as db:
        row = await db.scalar(select(IssuerRow))
    assert SECRET.encode() not in row.sealed_secret
    assert SECRET not in repr(await access.issuer(given.ctx))
    await access.trust_issuer(given.ctx, issuer=issuer.url, known_as=CLIENT, secret='', label='Renamed')
    async with reading(given.ctx) as db:
        assert trusting.secret_of(await db.scalar(select(IssuerRow)), given.ctx) == SECRET
    with pytest.raises(Invalid) as refusal:
        await access.trust_issuer(given.ctx, issuer='https://evil.example', known_as=CLIENT, secret='', label='Acme ID')
    assert refusal.value.fields == {'secret': trusting.ITS_OWN}
    history = await kinds(given.ctx, given.tenant_id)
    assert history.count('business.issuer_trusted') == 2


async def test_keys_are_asked_for_again_where_one_is_new_but_not_for_every_made_up_name(issuer, given, ada):
    await linked(issuer, given, ada)
    issuer.asked.clear()
    issuer.bend = lambda issuer, header, claims: issuer.signed(header | {'kid': 'second'}, claims, by=key('second'))
    issuer.shown = ['first', 'second']
    kept, answer = await there(issuer, 2 * MINUTE)
    assert (await back(kept, answer, 2 * MINUTE)).cookie
    assert issuer.asked == ['/token', '/keys']
    issuer.bend = of_header(kid='third')
    for _ in range(3):
        kept, answer = await there(issuer, 2 * MINUTE)
        with pytest.raises(NotBelieved):
            await back(kept, answer, 2 * MINUTE)
    assert issuer.asked == ['/token', '/keys', *['/token'] * 3]


ODD = [
    (302, {'Location': '/keys'}, b''), (200, {}, b'{"keys": [' + b' ' * 70_000 + b']}'), (200, {}, b'[]'),
    (200, {}, b'no json'), (200, {}, b'\xff\xfe'), (500, {}, b'{}'), (200, {'Content-Encoding': 'gzip'}, b'{}x'),
    (200, {}, b'[' * 60_000), (200, {}, b'{}')]


@pytest.mark.parametrize('path', ['/.well-known/openid-configuration', '/keys'])
async def test_an_issuer_that_does_not_answer_as_it_should_is_away(issuer, given, path):
    for issuer.answers[path] in ODD:
        issuers.forget()
        issuer.asked.clear()
        with pytest.raises(NoAnswer):
            await access.try_issuer(given.ctx)
        assert issuer.asked.count('/keys') <= 1, 'nobody goes where it sends us'
    issuer.reset()
    issuers.forget()
    await access.try_issuer(given.ctx)


NO_ISSUERS = [
    'http://login.example.org', 'ftp://login.example.org', 'https://', 'https://me@login.example.org', 'login', '',
    'https://login.example.org/#x', 'https://login.example.org:0', 'https://login.example.org:99999',
    'https://login.example.org\\@evil.example', 'https://löhne.example', 'https://a b.example', 'https://[::1',
    'javascript:alert(1)', 'https://login.example.org/' + 'x' * 500]


async def test_s32_an_issuer_is_reached_by_https_alone(given):
    fetching.configure(Settings(_env_file=None, public_url='https://book.example.org'))
    for url in NO_ISSUERS:
        with pytest.raises(Invalid) as refusal:
            await access.trust_issuer(given.ctx, issuer=url, known_as=CLIENT, secret=SECRET, label='Acme ID')
        assert list(refusal.value.fields) == ['issuer'], url
    await access.trust_issuer(given.ctx, issuer='https://login.example.org/x', known_as=CLIENT, secret='x', label='Y')


async def test_s32_where_a_product_is_tried_out_only_this_machine_may_say_who_somebody_is_over_http(given):
    fetching.configure(Settings(_env_file=None))
    for url in ('http://login.example.org', 'http://10.0.0.5:8080', 'http://localhost.example.org'):
        with pytest.raises(Invalid) as refusal:
            await access.trust_issuer(given.ctx, issuer=url, known_as=CLIENT, secret=SECRET, label='Acme ID')
        assert list(refusal.value.fields) == ['issuer'], url
    for url in ('http://localhost:8080', 'http://127.0.0.1:8080/realms/x', 'http://[::1]:8080'):
        await access.trust_issuer(given.ctx, issuer=url, known_as=CLIENT, secret=SECRET, label='Acme ID')


async def test_s32_where_browsers_reach_us_by_https_nobody_sends_us_around_our_own_network(issuer, given):
    port = urlsplit(issuer.url).port
    issuer.asked.clear()
    fetching.configure(Settings(_env_file=None, public_url='https://book.example.org'))
    for host in ('127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]'):
        issuers.forget()
        await access.trust_issuer(given.ctx, issuer=f'https://{host}:{port}', known_as=CLIENT, secret=SECRET, label='X')
        with pytest.raises(NoAnswer):
            await access.try_issuer(given.ctx)
    with pytest.raises(NoAnswer):
        await fetching.fetch(f'{issuer.url}/keys')
    assert issuer.asked == []
    fetching.configure(Settings(_env_file=None))
    await fetching.fetch(f'{issuer.url}/keys')
    assert issuer.asked == ['/keys'], 'the control'


@pytest.mark.parametrize(('address', 'is_outside'), [
    ('93.184.216.34', True), ('2606:2800:220:1::1', True), ('127.0.0.1', False), ('10.1.2.3', False),
    ('192.168.1.1', False), ('172.16.0.1', False), ('169.254.169.254', False), ('100.64.0.1', False),
    ('0.0.0.0', False), ('0.1.2.3', False), ('224.0.0.1', False), ('255.255.255.255', False), ('::', False),
    ('::1', False), ('fe80::1%eth0', False), ('fc00::1', False), ('::ffff:10.0.0.1', False),
    ('64:ff9b::7f00:1', False), ('2002:7f00:1::', False), ('ff02::1', False), ('64:ff9b:1::7f00:1', False),
    ('::ffff:0:10.0.0.1', False), ('::10.0.0.1', False), ('fec0::1', False), ('3fff::1', False), ('5f00::1', False),
    ('::ffff:0:8.8.8.8', False), ('64:ff9b::808:808', True), ('2002:808:808::', True), ('64:ff9b::e000:1', False)])
def test_s32_what_counts_as_the_world(address, is_outside):
    assert fetching.is_outside(address) is is_outside


async def test_s07_a_new_key_seals_our_secret_there_anew(issuer, given):
    assert await sealed_anew(given) == 0, 'the key of now needs nothing'
    secrets.configure([NEWER, KEY])
    assert await sealed_anew(given) == 1
    secrets.configure([NEWER])
    try:
        assert await sealed_anew(given) == 0
        async with reading(given.ctx) as db:
            assert trusting.secret_of(await db.scalar(select(IssuerRow)), given.ctx) == SECRET
    finally:
        secrets.configure([KEY])


async def sealed_anew(given):
    async with transaction(given.ctx) as db:
        return await access.seal_secret_anew(db)


async def test_s32_a_name_is_looked_up_once_and_every_address_of_it_must_be_out_in_the_world(issuer, monkeypatch):
    port, looked_up = urlsplit(issuer.url).port, []

    def leads_to(*addresses):
        async def look_up(host, port):
            looked_up.append(host)
            return [(0, 0, 0, '', (each, port)) for each in addresses]

        monkeypatch.setattr(asyncio.get_running_loop(), 'getaddrinfo', look_up)

    leads_to('127.0.0.1')
    issuer.asked.clear()
    assert (await fetching.fetch(f'http://login.example.org:{port}/keys'))['keys']
    assert (looked_up, issuer.asked) == (['login.example.org'], ['/keys'])
    fetching.configure(Settings(_env_file=None, public_url='https://book.example.org'))
    for addresses in (('127.0.0.1',), ('93.184.216.34', '127.0.0.1'), ('127.0.0.1', '93.184.216.34'), ()):
        leads_to(*addresses)
        with pytest.raises(NoAnswer) as refusal:
            await fetching.fetch(f'https://login.example.org:{port}/keys')
        assert refusal.value.__cause__ is None, 'nobody was asked'
    assert issuer.asked == ['/keys']


async def offered(given):
    return await access.issuer_at(nobody(), slug=given.slug)


async def test_s32_nobody_is_sent_to_an_issuer_before_it_answered_an_administrator(issuer, given):
    await access.trust_no_issuer(given.ctx)
    await access.trust_issuer(given.ctx, issuer=issuer.url, known_as=CLIENT, secret=SECRET, label='Acme ID')
    issuer.answers['/keys'] = (500, {}, b'')
    with pytest.raises(NoAnswer):
        await access.try_issuer(given.ctx)
    assert (await access.issuer(given.ctx)).proved_at is None
    assert await offered(given) is None
    with pytest.raises(NoIssuer):
        await there(issuer)
    issuer.answers.clear()
    assert (await access.try_issuer(given.ctx)).proved_at == NOW
    assert (await offered(given)).label == 'Acme ID'
    assert (await there(issuer))[1]['code'], 'the control'
    assert 'business.issuer_proved' in await kinds(given.ctx, given.ctx.tenant)


@pytest.mark.parametrize(('changed', 'is_offered'), [
    ({}, True), ({'label': 'Renamed'}, True), ({'known_as': 'another name of ours'}, False),
    ({'secret': 'another secret'}, False), ({'issuer': 'https://login.example.org', 'secret': SECRET}, False)])
async def test_s32_what_was_proved_counts_until_issuer_client_or_secret_change(issuer, given, changed, is_offered):
    known = {'issuer': issuer.url, 'known_as': CLIENT, 'secret': '', 'label': 'Acme ID'} | changed
    shape = await access.trust_issuer(given.ctx, **known)
    assert shape == await access.issuer(given.ctx)
    assert ((shape.proved_at is not None), (await offered(given)) is not None) == (is_offered, is_offered)


async def test_s32_a_try_of_what_was_changed_meanwhile_proves_nothing(issuer, given, monkeypatch):
    async def changed(*_):
        await access.trust_issuer(given.ctx, issuer=issuer.url, known_as='another', secret='', label='Acme ID')
        return {'keys': [{}]}

    monkeypatch.setattr(issuers, 'keys', changed)
    with pytest.raises(IssuerChanged):
        await access.try_issuer(given.ctx)
    assert await offered(given) is None
