"""Signing in and out with a password, and being known again."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from app.context import Context
from app.database import reading
from app.errors import Invalid, NotAllowed, NotFound, Unavailable
from app.live import Change
from app.settings import Settings
from services import access, people
from services.access import (
    SigningInIsBusy,
    TooManyTries,
    WrongCredentials,
    guessing,
    passwords,
    places,
    resuming,
    signing_in,
)
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.journal import kinds


@pytest.fixture(autouse=True)
def nothing_remembered():
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()


@pytest.fixture
async def ada(given):
    return await given.user('USER', name='Ada', email='ada@acme.example', password_hash=PASSWORD_HASH)


def nobody(later=timedelta()):
    return Context.anonymous(NOW + later)


async def signed_in(email='ada@acme.example', **options):
    return await access.sign_in(nobody(), email=email, password=PASSWORD, **options)


async def test_the_right_password_starts_a_session_that_is_known_again(given, ada):
    cookie = await signed_in(' ADA@acme.example ', device='Firefox', address='203.0.113.77')
    session = await access.resume(nobody(), cookie=cookie)

    assert (session.user_id, session.tenant_id, session.name, session.zone) == (
        ada.id, given.tenant_id, 'Ada', 'Europe/London')
    assert (await kinds(given.ctx, ada.id))[-1] == 'session.started'
    ctx = session.context(NOW)
    assert (ctx.tenant, ctx.actor.user_id, ctx.actor.role) == (given.tenant_id, ada.id, ada.role)


@pytest.mark.parametrize(('email', 'password'), [
    ('ada@acme.example', 'wrong horse battery'), ('bob@acme.example', PASSWORD), ('nonsense', PASSWORD), ('', ''),
    ('ada@acme.example\x00', PASSWORD), ('x' * 100_000, PASSWORD)], ids=lambda value: ascii(value[:18]))
async def test_anything_else_gets_the_same_no(given, ada, email, password):
    with pytest.raises(WrongCredentials) as refusal:
        await access.sign_in(nobody(), email=email, password=password)

    assert refusal.value.message == WrongCredentials.sentence
    assert 'session.started' not in await kinds(given.ctx, ada.id)


@pytest.mark.parametrize('password', ['x' * 129, 'x' * 1_000_000, '\ud800' * 20], ids=lambda value: ascii(value[:6]))
async def test_what_cannot_be_a_password_is_refused_before_any_hashing(ada, password, monkeypatch):
    monkeypatch.setattr(passwords, '_verified', lambda *_: pytest.fail('it was hashed'))
    with pytest.raises(Invalid) as refusal:
        await access.sign_in(nobody(), email='ada@acme.example', password=password)

    assert list(refusal.value.fields) == ['password']


async def test_a_deactivated_account_neither_signs_in_nor_stays(given, ada):
    cookie = await signed_in()
    await access.deactivate(given.ctx, user_id=ada.id)

    with pytest.raises(WrongCredentials):
        await signed_in()
    assert await access.resume(nobody(), cookie=cookie) is None


async def test_a_browser_that_talks_a_lot_about_itself_is_let_in(given, ada):
    assert await signed_in(device='Mozilla/5.0 ' * 10_000)


@pytest.mark.parametrize(('address', 'kept'), [
    ('203.0.113.77', '203.0.113.0'), ('2001:db8:7:8::1', '2001:db8:7::'), ('2001:db8::1', '2001:db8::'), ('::1', '::'),
    ('::ffff:203.0.113.77', '203.0.113.0'), ('fe80::1%eth0', 'fe80::'), ('testclient', ''), ('', ''), ('1.2.3.4.5', ''),
    ('300.1.1.1', '')])
def test_of_an_address_only_its_network_is_kept(address, kept):
    assert places.prefix(address) == kept


@pytest.mark.parametrize('mangle', [
    lambda cookie: '', lambda cookie: 'x' * 1_000_000, lambda cookie: cookie[:-1], lambda cookie: cookie + 'x',
    lambda cookie: '\ud800', lambda cookie: f'{"0" * 32}.{cookie.partition(".")[2]}', lambda cookie: cookie.upper(),
    lambda cookie: cookie.partition('.')[2]])
async def test_a_cookie_that_is_not_ours_is_nobody(ada, mangle):
    assert await access.resume(nobody(), cookie=mangle(await signed_in())) is None


async def test_a_cookie_opens_no_other_tenant(given, ada, outsider):
    secret = (await signed_in()).partition('.')[2]

    assert await access.resume(nobody(), cookie=f'{outsider.tenant.hex}.{secret}') is None


@pytest.mark.parametrize(('later', 'is_known'), [
    (timedelta(hours=7, minutes=59), True), (timedelta(hours=8, seconds=1), False)])
async def test_a_session_sleeps_for_eight_hours_at_most(ada, later, is_known):
    cookie = await signed_in()

    assert (await access.resume(nobody(later), cookie=cookie) is not None) == is_known


async def test_a_session_in_use_lasts_twelve_hours_and_no_longer(ada):
    cookie = await signed_in()
    for hours in (6, 11):
        assert await access.resume(nobody(timedelta(hours=hours)), cookie=cookie)
    assert await access.resume(nobody(timedelta(hours=12)), cookie=cookie) is None


async def test_signed_out_here_is_over_at_once_and_signed_out_elsewhere_when_it_is_heard(given, ada):
    cookie, other = await signed_in(), await signed_in()
    session, colleague = [await access.resume(nobody(), cookie=one) for one in (cookie, other)]
    await access.sign_out(session.context(NOW), session=session)
    access.forget_ended(Change(given.tenant_id, access.session_topic(session.session_id)))

    assert await access.resume(nobody(), cookie=cookie) is None
    assert await access.resume(nobody(), cookie=other) == colleague
    await access.sign_out(session.context(NOW), session=session)  # twice is once
    assert (await kinds(given.ctx, ada.id)).count('session.ended') == 1


async def test_what_was_remembered_is_trusted_for_five_seconds(ada, counted_statements):
    cookie = await signed_in()
    session = await access.resume(nobody(), cookie=cookie)
    await access.sign_out(session.context(NOW), session=session)  # and nobody told us

    with counted_statements() as count:
        assert await access.resume(nobody(timedelta(seconds=4)), cookie=cookie) == session
    assert count.sent == []
    assert await access.resume(nobody(timedelta(seconds=5)), cookie=cookie) is None


async def test_what_ends_while_it_is_being_looked_up_is_not_remembered(given, ada, monkeypatch):
    cookie = await signed_in()
    look_up = resuming._look_up

    async def ends_meanwhile(*asked):
        seen_at, found = await look_up(*asked)
        await access.sign_out(found.context(NOW), session=found)
        access.forget_ended(Change(given.tenant_id, access.session_topic(found.session_id)))
        return seen_at, found

    with monkeypatch.context() as slow:
        slow.setattr(resuming, '_look_up', ends_meanwhile)
        await access.resume(nobody(), cookie=cookie)
    assert await access.resume(nobody(), cookie=cookie) is None


async def test_a_session_of_another_tenant_cannot_be_ended(ada, outsider):
    session = await access.resume(nobody(), cookie=await signed_in())
    theirs = replace(session, tenant_id=outsider.tenant)
    with pytest.raises(NotFound):
        await access.sign_out(theirs.context(NOW), session=theirs)

    resuming._remembered.clear()


async def test_a_password_is_set_by_the_product_alone_and_never_kept_as_it_is(given, ada, admin, ledger, dear):
    for password, refusal in (('too short', Invalid), ('x' * 129, Invalid)):
        with pytest.raises(refusal):
            await access.set_password(given.ctx, user_id=ada.id, password=password)
    with pytest.raises(NotAllowed):
        await access.set_password(admin, user_id=ada.id, password=PASSWORD)
    await access.set_password(given.ctx, user_id=ada.id, password='ſecret ﬁfteen characters')  # another spelling of
    assert await access.sign_in(nobody(), email=ada.email, password='secret fifteen characters')
    async with reading(given.ctx) as db:
        assert (await people.account(db, ada.id)).password_hash.startswith('$argon2id$v=19$m=65536,t=3,p=4$')


async def attempt(email='ada@acme.example', password='wrong horse battery', *, later=timedelta(), address=''):
    """What came of one try: the class of the refusal, or None."""
    try:
        await access.sign_in(nobody(later), email=email, password=password, address=address)
    except (WrongCredentials, TooManyTries, SigningInIsBusy) as refusal:
        return type(refusal)
    return None


@pytest.fixture
def quick(monkeypatch):
    """Passwords compared without hashing, where only how often counts."""
    async def which(hashes, password):
        return 0 if hashes[0] is not None and password == PASSWORD else None

    monkeypatch.setattr(passwords, 'which', which)


@pytest.mark.parametrize('email', ['ada@acme.example', 'nobody@acme.example'])
async def test_five_wrong_passwords_in_five_minutes_and_no_more(ada, quick, email):
    said = await asyncio.gather(*(attempt(email, address=f'203.0.113.{number}') for number in range(40)))
    assert (said.count(WrongCredentials), said.count(TooManyTries)) == (5, 35)
    assert await attempt(f' {email.upper()} ', later=timedelta(minutes=4, seconds=59)) is TooManyTries
    assert await attempt(email, later=timedelta(minutes=5)) is WrongCredentials


async def test_whoever_locked_an_account_is_let_in_after_five_minutes(ada, quick):
    for _ in range(5):
        await attempt()
    with pytest.raises(TooManyTries) as refusal:
        await access.sign_in(nobody(timedelta(minutes=1)), email=ada.email, password=PASSWORD)

    assert refusal.value.retry_after == 240
    assert await attempt(password=PASSWORD, later=timedelta(minutes=5)) is None


async def test_a_right_password_clears_the_account_and_never_the_place(given, ada, quick):
    place = '203.0.113.7'
    for number in range(4):
        for email in ('ada@acme.example', *(f'{number}-{other}@acme.example' for other in range(4))):
            assert await attempt(email, address=place) is WrongCredentials
        if number < 3:
            assert await attempt(password=PASSWORD, address=place) is None
    assert await attempt('another@acme.example', address=place) is TooManyTries
    assert await attempt('another@acme.example', address=f'::ffff:{place}') is TooManyTries
    assert await attempt('another@acme.example', address='203.0.113.8') is WrongCredentials


async def test_of_ipv6_a_whole_network_is_one_place(ledger, quick):
    for number in range(20):
        assert await attempt(f'{number}@acme.example', address=f'2001:db8::{number:x}') is WrongCredentials
    assert await attempt('more@acme.example', address='2001:db8::ffff:1') is TooManyTries
    assert await attempt('more@acme.example', address='2001:db8:0:1::1') is WrongCredentials


async def test_what_is_no_guess_is_not_counted(ada, quick, monkeypatch):
    async def away(*_):
        raise Unavailable

    with monkeypatch.context() as without_database:
        without_database.setattr(signing_in, '_account', away)
        for _ in range(30):
            with pytest.raises(Unavailable):
                await signed_in(address='203.0.113.7')
    assert await attempt(password=PASSWORD, address='203.0.113.7') is None


async def test_many_sign_ins_at_once_wait_their_turn_and_more_are_asked_to_come_back(monkeypatch):
    running, most = 0, 0

    def verified(*_):
        nonlocal running, most
        running, most = running + 1, max(most, running + 1)
        time.sleep(0.01)
        running -= 1
        return True

    monkeypatch.setattr(passwords, '_verified', verified)
    said = await asyncio.gather(
        *(passwords.matches(PASSWORD_HASH, PASSWORD) for _ in range(40)), return_exceptions=True)
    assert (said.count(True), most) == (passwords.AT_ONCE + passwords.WAITING, passwords.AT_ONCE)
    assert {type(each) for each in said if each is not True} == {SigningInIsBusy}
    assert await passwords.matches(PASSWORD_HASH, PASSWORD), 'and then there is room again'


async def test_an_unknown_address_costs_the_database_as_much_as_a_known_one(ada, quick, counted_statements):
    work = []
    for email in ('ada@acme.example', 'nobody@acme.example'):
        with counted_statements() as count:
            assert await attempt(email) is WrongCredentials
        work.append(count.sent)
    assert work[0] == work[1]
    assert len(work[0]) == 6


async def test_a_weak_hash_becomes_a_strong_one_when_its_owner_signs_in(given, dear):
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    bob = await given.user('USER', email='bob@acme.example', password_hash=weak)

    async def stored():
        async with reading(given.ctx) as db:
            return (await people.account(db, bob.id)).password_hash

    assert await attempt(bob.email) is WrongCredentials
    assert await stored() == weak
    assert await attempt(bob.email, PASSWORD) is None
    strong = await stored()
    assert strong.startswith('$argon2id$v=19$m=65536,t=3,p=4$')
    assert await attempt(bob.email, PASSWORD) is None
    assert await stored() == strong


async def test_a_stronger_hash_than_we_make_now_stays(given, monkeypatch):
    monkeypatch.setattr(passwords, '_hasher', passwords._hasher)
    access.configure(Settings(_env_file=None, argon2_memory=19, argon2_passes=2))
    strong = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=4).hash(PASSWORD)
    bob, eve = [await given.user('USER', email=f'{name}@acme.example', password_hash=hash_)
                for name, hash_ in (('bob', strong), ('eve', PASSWORD_HASH))]
    for each in (bob, eve):
        assert await attempt(each.email, PASSWORD) is None
    async with reading(given.ctx) as db:
        assert (await people.account(db, bob.id)).password_hash == strong
        assert (await people.account(db, eve.id)).password_hash.startswith('$argon2id$v=19$m=19456,t=2,p=4$')


async def test_a_new_hash_never_brings_an_old_password_back(given, ada, monkeypatch):
    async def changed_meanwhile(*_):
        await access.set_password(given.ctx, user_id=ada.id, password='quite another battery')
        return PASSWORD_HASH

    monkeypatch.setattr(passwords, 'strengthened', changed_meanwhile)
    assert await attempt(password=PASSWORD) is WrongCredentials
    assert await attempt(password='quite another battery') is None
