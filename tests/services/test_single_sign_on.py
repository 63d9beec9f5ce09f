"""Single sign-on: who somebody is elsewhere counts by the issuer and its own name for them, linked by hand (S-32)."""

from __future__ import annotations

import asyncio
import base64
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey
from joserfc.jws import JWSRegistry
from sqlalchemy import select

from app import fetching, secrets
from app.database import reading, transaction
from app.errors import Invalid
from app.fetching import NoAnswer
from app.settings import Settings
from services import access
from services.access import (
    IsLinked,
    LinkedToAnother,
    NobodyLinked,
    NoIssuer,
    NotBelieved,
    NotLinked,
    NotVerified,
    TooManyTries,
    WayIsLost,
    departing,
    issuers,
    letters,
    passwords,
    recognising,
    resuming,
)
from services.access.models import Identity
from services.access.models import Issuer as IssuerRow
from tests.apps import signed_in_wholly
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.issuer import CLIENT, SECRET, an_issuer, half_hash, key
from tests.services.journal import kinds
from tests.services.outbox import nobody, outbox, token_in, worked_off
from tests.services.second_step import KEY, NEWER

__all__ = ['outbox']

BACK = 'https://book.example.org/b/acme/signed-in'
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope='module')
def running():
    with an_issuer(NOW.timestamp) as opened:
        yield opened


@pytest.fixture
async def issuer(running, given, monkeypatch):
    """The business believes it from now on; products that are tried out may ask servers on this machine."""
    async def matches(known, password):
        return known is not None and password == PASSWORD

    running.reset()
    issuers.forget()
    resuming._remembered.clear()
    monkeypatch.setattr(passwords, 'matches', matches)
    fetching.configure(Settings(_env_file=None))
    await access.trust_issuer(given.ctx, issuer=running.url, known_as=CLIENT, secret=SECRET, label='Acme ID')
    yield running
    fetching._may_stay_inside[:] = [False]


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email='ada@acme.example', password_hash=PASSWORD_HASH)


async def session_of(given, user):
    return await access.resume(nobody(), cookie=await given.cookie(user))


async def there(issuer, later=timedelta(), *, browser='mine', **options):
    """As far as the issuer: what this browser keeps, and what it brings back."""
    way = await access.depart(nobody(later), slug='acme', back=BACK, following='/board', browser=browser, **options)
    return way.kept, issuer.authorized(way.url)


async def back(kept, answer, later=timedelta(), *, slug='acme', browser='mine', **options):
    return await access.arrive(nobody(later), slug=slug, kept=kept, answer=answer, browser=browser, **options)


async def leave_for(given, user):
    session = await session_of(given, user)
    leave = await access.begin_link(given.acting(user), session_id=session.session_id, current=PASSWORD)
    return session, leave


async def linked(issuer, given, user):
    session, leave = await leave_for(given, user)
    kept, answer = await there(issuer, leave=leave, session=session)
    await back(kept, answer, session=session)


async def identities(given):
    async with reading(given.ctx) as db:
        return [(row.issuer, row.subject, row.user_id) for row in await db.scalars(select(Identity))]


async def test_s32_whoever_linked_themselves_signs_in_by_it(issuer, given, ada):
    await linked(issuer, given, ada)
    assert await identities(given) == [(issuer.url, 'ada-at-the-issuer', ada.id)]
    kept, answer = await there(issuer)
    arrived = await back(kept, answer)
    assert arrived.following == '/board'
    assert (await access.resume(nobody(), cookie=arrived.cookie)).user_id == ada.id
    assert 'user.identity_linked' in await kinds(given.ctx, ada.id)
    mine = await access.my_identity(given.acting(ada))
    assert (mine.label, mine.linked_since, mine.used_at) == ('Acme ID', NOW, NOW)


async def test_s32_the_question_is_asked_with_state_nonce_and_pkce_and_a_new_one_each_time(issuer, given):
    ways = [await access.depart(nobody(), slug='acme', back=BACK, following='/', browser='mine') for _ in range(2)]
    asked = [{name: values[0] for name, values in parse_qs(urlsplit(way.url).query).items()} for way in ways]
    assert asked[0]['redirect_uri'] == BACK
    for name in ('state', 'nonce', 'code_challenge'):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name]) >= 43
    assert all(SECRET not in way.url + way.kept and asked[0]['nonce'] not in way.kept for way in ways)


async def test_s32_nobody_is_linked_by_an_address_whoever_says_it_is_proved(issuer, given, ada):
    kept, answer = await there(issuer)
    with pytest.raises(NobodyLinked, match='Sign in with your password first, and link it'):
        await back(kept, answer)
    assert await identities(given) == []


def of_header(**changes):
    return lambda issuer, header, claims: issuer.signed(header | changes, claims)


def of_claims(**changes):
    def bend(issuer, header, claims):
        bent = claims | {name: change(claims) if callable(change) else change for name, change in changes.items()}
        return issuer.signed(header, {name: value for name, value in bent.items() if value is not None})
    return bend


def without_signature(issuer, header, claims):
    return '.'.join(base64.urlsafe_b64encode(json.dumps(each).encode()).rstrip(b'=').decode()
                    for each in ({'alg': 'none', 'typ': 'JWT'}, claims)) + '.'


def by_the_public_key(issuer, header, claims):
    return jwt.encode({'alg': 'HS256', 'kid': 'first'}, claims, OctKey.import_key(key('first').as_pem(private=False)),
                      algorithms=['HS256'])


def tampered(issuer, header, claims):
    head, payload, signature = issuer.signed(header, claims).split('.')
    bent = json.loads(base64.urlsafe_b64decode(payload + '==')) | {'sub': 'grace-at-the-issuer'}
    return f'{head}.{base64.urlsafe_b64encode(json.dumps(bent).encode()).rstrip(b"=").decode()}.{signature}'


def critical(issuer, header, claims):
    registry = JWSRegistry(algorithms=['RS256'], strict_check_header=False)
    registry.check_header = lambda header: None
    return jws.serialize_compact(header | {'crit': ['exp'], 'exp': 1}, json.dumps(claims), key('first'),
                                 registry=registry)


WRONG = {
    'alg none': without_signature,
    'HMAC with the public key': by_the_public_key,
    'wrong iss': of_claims(iss='https://login.example.org'),
    'wrong aud': of_claims(aud='somebody else'),
    'two audiences': of_claims(aud=[CLIENT, 'somebody else']),
    'no aud': of_claims(aud=None),
    'missing nonce': of_claims(nonce=None),
    'wrong nonce': of_claims(nonce='of another day'),
    'expired': of_claims(exp=lambda claims: claims['iat'] - 61),
    'no exp': of_claims(exp=None),
    'string exp': of_claims(exp=lambda claims: str(claims['exp'])),
    'not yet valid': of_claims(nbf=lambda claims: claims['iat'] + 61),
    'made in the future': of_claims(iat=lambda claims: claims['iat'] + 61),
    'wrong kid': of_header(kid='second'),
    'another key': lambda issuer, header, claims: issuer.signed(header, claims, by=key('second')),
    'another key, shown in its own head': lambda issuer, header, claims: issuer.signed(
        header | {'jwk': key('second').as_dict(private=False)}, claims, by=key('second')),
    'tampered payload': tampered,
    'missing sub': of_claims(sub=None),
    'empty sub': of_claims(sub=''),
    'sub is no text': of_claims(sub=7),
    'azp of another': of_claims(azp='somebody else'),
    'crit header': critical,
    'at_hash wrong': of_claims(at_hash=half_hash('of another token')),
    'at_hash is no text': of_claims(at_hash=7),
    'no token': lambda issuer, header, claims: '',
    'no text': lambda issuer, header, claims: '\ud800.\x00.x',
}


RIGHT = {
    'as it is': lambda issuer, header, claims: issuer.signed(header, claims),
    'aud in a list': of_claims(aud=[CLIENT]),
    'azp of ours': of_claims(azp=CLIENT),
    'no at_hash': of_claims(at_hash=None),
    'a clock that is slow': of_claims(exp=lambda claims: claims['iat'] - 30),
    'more in its head': of_header(typ='JWT', x5t='abc'),
}


async def believed(issuer, bends):
    """Which of these tokens sign somebody in."""
    through = []
    for name, issuer.bend in bends.items():
        kept, answer = await there(issuer)
        try:
            through += [name] if (await back(kept, answer)).cookie else []
        except NotBelieved:
            continue
    return through


async def test_s32_a_token_with_anything_wrong_is_refused_and_a_right_one_believed(issuer, given, ada):
    await linked(issuer, given, ada)
    assert len(WRONG) >= 15
    assert await believed(issuer, WRONG) == []
    assert await believed(issuer, RIGHT) == list(RIGHT)


async def test_s32_what_comes_back_counts_in_the_browser_it_began_in_and_soon(issuer, given, outsider, ada):
    await linked(issuer, given, ada)
    issuer.bend = of_claims(exp=lambda claims: claims['iat'] + 3600)
    kept, answer = await there(issuer)
    issuer.asked.clear()
    for bent in ({'browser': 'theirs'}, {'slug': 'elsewhere'}, {'later': timedelta(minutes=10)},
                 {'kept': ''}, {'kept': 'x'}, {'kept': '\ud800'}, {'answer': answer | {'state': 'made up'}},
                 {'answer': answer | {'state': ''}}, {'answer': {'code': answer['code']}}, {'answer': {}}):
        with pytest.raises(WayIsLost):
            await back(**({'kept': kept, 'answer': answer} | bent))
    assert issuer.asked == [], 'and nobody is asked'
    assert (await back(kept, answer, timedelta(minutes=10, seconds=-1))).cookie, 'the control'


async def test_s32_another_issuer_no_code_or_a_made_up_one_is_not_believed(issuer, given, ada):
    await linked(issuer, given, ada)
    for bent in ({'iss': 'https://login.example.org'}, {'code': ''}, {'code': 'made up'}):
        kept, answer = await there(issuer)
        with pytest.raises(NotBelieved):
            await back(kept, answer | bent)


async def test_s32_a_code_of_another_way_is_worth_nothing_here(issuer, given, ada):
    """What PKCE is for: a code that was read on the way."""
    await linked(issuer, given, ada)
    _, theirs = await there(issuer, browser='theirs')
    kept, mine = await there(issuer)
    with pytest.raises(NotBelieved):
        await back(kept, mine | {'code': theirs['code']})


async def test_s32_a_way_is_gone_once(issuer, given, ada):
    await linked(issuer, given, ada)
    kept, answer = await there(issuer)
    await back(kept, answer)
    with pytest.raises(NotBelieved):
        await back(kept, answer)


async def test_s32_linking_takes_ones_password_anew(issuer, given, ada):
    session = await session_of(given, ada)
    with pytest.raises(Invalid) as refusal:
        await access.begin_link(given.acting(ada), session_id=session.session_id, current='wrong horse battery')
    assert list(refusal.value.fields) == ['current']
    with pytest.raises(WayIsLost):
        await there(issuer, leave='made up', session=session)


async def test_s32_leave_to_link_is_for_this_session_and_this_minute(issuer, given, ada):
    bob = await given.user('USER', name='Bob', password_hash=PASSWORD_HASH)
    session, leave = await leave_for(given, ada)
    for other in (await session_of(given, ada), await session_of(given, bob), None):
        with pytest.raises(WayIsLost):
            await there(issuer, leave=leave, session=other)
    with pytest.raises(WayIsLost):
        await there(issuer, MINUTE, leave=leave, session=session)
    kept, answer = await there(issuer, leave=leave, session=session)
    for other in (await session_of(given, bob), None):
        with pytest.raises(WayIsLost):
            await back(kept, answer, session=other)
        kept, answer = await there(issuer, leave=leave, session=session)
    assert await identities(given) == []
    await back(kept, answer, session=session)


async def test_s32_a_new_way_in_is_told_to_whose_account_it_is_with_a_way_out(issuer, outbox, given, ada):
    await linked(issuer, given, ada)
    await worked_off()
    [mail] = outbox.mails_to(ada.email)
    assert mail['Subject'] == 'Your account at Acme was linked with Acme ID'
    assert await access.disown(nobody(), token=token_in(mail, letters.NOT_ME))
    assert await identities(given) == []


async def test_s03_thirty_ways_that_come_to_nothing_in_five_minutes_from_one_place(issuer, given):
    departing.OF_PLACE.clear()
    for _ in range(30):
        await there(issuer, address='203.0.113.7')
        with pytest.raises(WayIsLost):
            await back('', {}, address='203.0.113.7')
    issuer.asked.clear()
    for call in (there(issuer, address='203.0.113.7'), back('', {}, address='203.0.113.7')):
        with pytest.raises(TooManyTries):
            await call
    assert issuer.asked == []
    await there(issuer, address='203.0.113.8')
    await there(issuer, 5 * MINUTE, address='203.0.113.7')


async def test_s32_one_account_elsewhere_is_linked_with_one_person(issuer, given, ada):
    bob = await given.user('USER', name='Bob', password_hash=PASSWORD_HASH)
    await linked(issuer, given, ada)
    with pytest.raises(LinkedToAnother):
        await linked(issuer, given, bob)
    with pytest.raises(IsLinked):
        await leave_for(given, ada)
    session, leave = await leave_for(given, bob)
    ways = [await there(issuer, leave=leave, session=session) for _ in range(2)]
    issuer.subject = 'bob-at-the-issuer'
    ways += [await there(issuer, leave=leave, session=session)]
    await back(*ways[2], session=session)
    issuer.subject = 'robert-at-the-issuer'
    with pytest.raises(LinkedToAnother):
        await back(*ways[0], session=session)
    assert len(await identities(given)) == 2


async def test_s32_a_second_factor_is_asked_for_all_the_same(issuer, given):
    boss = await given.user('ADMIN', name='Boss', email='boss@acme.example', password_hash=PASSWORD_HASH)
    session = await access.resume(nobody(), cookie=await signed_in_wholly(
        await access.sign_in(nobody(), email='boss@acme.example', password=PASSWORD), NOW))
    leave = await access.begin_link(given.acting(boss), session_id=session.session_id, current=PASSWORD)
    await back(*await there(issuer, leave=leave, session=session), session=session)
    arrived = await back(*await there(issuer))
    assert await access.resume(nobody(), cookie=arrived.cookie) is None
    assert (await access.half_signed_in(nobody(), cookie=arrived.cookie)).has_factor


async def test_s32_whoever_was_let_go_or_unlinked_comes_in_no_more(issuer, given, ada):
    await linked(issuer, given, ada)
    await access.unlink(given.acting(ada))
    with pytest.raises(NobodyLinked):
        await back(*await there(issuer))
    with pytest.raises(NotLinked):
        await access.unlink(given.acting(ada))
    await linked(issuer, given, ada)
    await access.deactivate(given.ctx, user_id=ada.id)
    with pytest.raises(NobodyLinked):
        await back(*await there(issuer))


async def test_s32_another_business_that_believes_the_same_issuer_knows_nobody(issuer, given, outsider, ada):
    await linked(issuer, given, ada)
    await access.trust_issuer(outsider, issuer=issuer.url, known_as=CLIENT, secret=SECRET, label='Theirs')
    way = await access.depart(nobody(), slug='elsewhere', back=BACK, following='/', browser='mine')
    with pytest.raises(NobodyLinked):
        await back(way.kept, issuer.authorized(way.url), slug='elsewhere')


async def test_s32_a_way_that_began_with_another_issuer_ends_nowhere(issuer, given, ada):
    await linked(issuer, given, ada)
    kept, answer = await there(issuer)
    await access.trust_issuer(given.ctx, issuer='https://login.example.org', known_as=CLIENT, secret='x', label='New')
    with pytest.raises(NotBelieved):
        await back(kept, answer)
    await access.trust_no_issuer(given.ctx)
    for call in (back(kept, answer), there(issuer), access.trust_no_issuer(given.ctx), access.try_issuer(given.ctx)):
        with pytest.raises(NoIssuer):
            await call
    assert await access.my_identity(given.acting(ada)) is None
    assert await access.issuer_at(nobody(), slug='acme') is None


async def test_s07_our_secret_there_is_sealed_kept_when_left_empty_and_told_to_no_other_issuer(issuer, given):
    async with reading(given.ctx) as db:
        row = await db.scalar(select(IssuerRow))
    assert SECRET.encode() not in row.sealed_secret
    assert SECRET not in repr(await access.issuer(given.ctx))
    await access.trust_issuer(given.ctx, issuer=issuer.url, known_as=CLIENT, secret='', label='Renamed')
    async with reading(given.ctx) as db:
        assert access.trusting.secret_of(await db.scalar(select(IssuerRow)), given.ctx) == SECRET
    with pytest.raises(Invalid) as refusal:
        await access.trust_issuer(given.ctx, issuer='https://evil.example', known_as=CLIENT, secret='', label='Acme ID')
    assert list(refusal.value.fields) == ['secret']
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


async def test_s32_who_has_yet_to_prove_their_address_is_asked_to_where_the_business_wants_it(issuer, given):
    new = await given.user('CLIENT', name='New', password_hash=PASSWORD_HASH, is_verified=False)
    await linked(issuer, given, new)
    with pytest.raises(NotVerified):
        await back(*await there(issuer))


async def test_s07_a_new_key_seals_our_secret_there_anew(issuer, given):
    assert await sealed_anew(given) == 0, 'the key of now needs nothing'
    secrets.configure([NEWER, KEY])
    assert await sealed_anew(given) == 1
    secrets.configure([NEWER])
    try:
        assert await sealed_anew(given) == 0
        async with reading(given.ctx) as db:
            assert access.trusting.secret_of(await db.scalar(select(IssuerRow)), given.ctx) == SECRET
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


@pytest.mark.parametrize('how', ['unlinked', 'let go'])
async def test_s14_whoever_is_unlinked_or_let_go_while_they_come_back_is_not_let_in(
        issuer, given, ada, monkeypatch, how):
    await linked(issuer, given, ada)

    async def meanwhile(*_):
        if how == 'unlinked':
            await access.unlink(given.acting(ada))
        else:
            await access.deactivate(given.ctx, user_id=ada.id)
        return False

    monkeypatch.setattr(recognising, 'is_known', meanwhile)
    with pytest.raises(NobodyLinked):
        await back(*await there(issuer), known_by='some device')


async def test_s14_a_session_that_ended_on_the_way_links_nobody(issuer, given, ada):
    session, leave = await leave_for(given, ada)
    way = await there(issuer, leave=leave, session=session)
    await access.sign_out(nobody(), session=session)
    with pytest.raises(WayIsLost):
        await back(*way, session=session)
    assert await identities(given) == []
