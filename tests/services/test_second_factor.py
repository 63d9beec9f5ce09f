"""A second factor: half a session that opens nothing, codes that work once, and few tries (S-03, S-09, S-11, S-13)."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pyotp
import pytest
from sqlalchemy import text, true, update

from app import secrets
from app.database import reading, transaction
from app.errors import Invalid, NotSignedIn
from app.permissions import Role
from app.secrets import SealedByAnother
from services import access, people, tenants, timetable
from services.access import (
    FactorIsRequired,
    HasFactor,
    MyFactors,
    NoFactor,
    NoFactorBegun,
    Outcome,
    TooManyCodes,
    WrongCode,
    resuming,
)
from services.access.factors import authenticator, tries
from services.tenants.models import Tenant
from tests.apps import STEP, App
from tests.given import NOW, Given
from tests.services.journal import kinds
from tests.services.outbox import outbox, worked_off
from tests.services.second_step import (
    EMAIL,
    KEY,
    NEWER,
    PASSWORD,
    PASSWORD_HASH,
    ada,
    app,
    is_half,
    nobody,
    nothing_remembered,
    password_given,
    prove,
    session_of,
    set_up,
    wrong_codes,
)

__all__ = ['ada', 'app', 'nothing_remembered', 'outbox']


async def test_s11_a_password_alone_is_half_a_session_and_a_code_makes_it_whole(given, ada, app):
    cookie = await password_given()
    assert await is_half(cookie)
    assert 'session.started' not in await kinds(given.ctx, ada.id)
    assert (await people.by_id(given.ctx, user_id=ada.id)).last_signed_in_at is None

    session = await session_of(await prove(cookie, app.code(NOW)))
    assert (session.user_id, session.expires_at) == (ada.id, NOW + timedelta(hours=12))
    assert (await kinds(given.ctx, ada.id))[-1] == 'session.started'
    history = await access.my_sign_ins(session.context(NOW))
    assert [each.outcome for each in history.rows] == [Outcome.SIGNED_IN]


async def test_s13_the_secret_is_another_one_after_the_code_and_the_one_before_opens_nothing(ada, app):
    before = await password_given()
    after = await prove(before, app.code(NOW))

    assert after != before
    assert await session_of(after)
    assert await session_of(before) is None
    assert not await is_half(before)
    with pytest.raises(NotSignedIn):
        await prove(before, app.code(NOW))


@pytest.mark.parametrize(('role', 'is_demo', 'roles', 'is_asked'), [
    ('ADMIN', False, [], True), ('ADMIN', True, [], False), ('ADMIN', True, ['ADMIN'], True),
    ('USER', False, [], False),
    ('USER', False, ['USER', 'SUPERVISOR'], True), ('SUPERVISOR', False, ['USER'], False), ('CLIENT', True, [], False)])
async def test_s11_who_must_have_a_factor_reaches_nothing_without(ledger, role, is_demo, roles, is_asked):
    given = await Given.a_tenant(now=NOW, is_demo=is_demo)
    async with transaction(given.ctx) as db:
        await db.execute(update(Tenant).values(factor_roles=roles).where(Tenant.id == given.tenant_id))
        assert (await tenants.mine(db)).asks_for_factor(Role(role)) is is_asked
    await given.user(role, email=EMAIL, password_hash=PASSWORD_HASH)
    cookie = await password_given()

    assert await is_half(cookie) is is_asked
    assert (await session_of(cookie) is None) is is_asked


async def test_s11_whoever_becomes_an_administrator_sets_a_factor_up_before_anything_else(given, ada):
    cookie = await password_given()
    assert await session_of(cookie)
    await people.change(given.ctx, user_id=ada.id, name='Ada', role=Role.ADMIN, zone=None)
    resuming._remembered.clear()

    assert await is_half(cookie)
    await access.begin_first_factor(nobody(), cookie=cookie)
    begun = (await access.half_signed_in(nobody(), cookie=cookie)).begun
    whole = await prove(cookie, App(begun.secret).at(NOW))
    assert (await session_of(whole)).role is Role.ADMIN
    assert not (await session_of(whole)).is_secret_old
    assert await session_of(cookie) is None


async def test_s11_a_factor_counts_once_a_code_of_it_was_typed(given):
    admin = await given.user('ADMIN', email=EMAIL, password_hash=PASSWORD_HASH)
    cookie = await password_given()
    with pytest.raises(NoFactorBegun):
        await prove(cookie, '123456')
    await access.begin_first_factor(nobody(), cookie=cookie)
    half = await access.half_signed_in(nobody(), cookie=cookie)
    assert half.begun.uri.startswith('otpauth://totp/Acme:ada%40acme.example?secret=')
    wrong = App(pyotp.random_base32()).at(NOW)
    with pytest.raises(WrongCode):
        await prove(cookie, wrong)
    assert not (await access.half_signed_in(nobody(), cookie=cookie)).has_factor

    assert await session_of(await prove(cookie, App(half.begun.secret).at(NOW)))
    assert 'user.factor_set_up' in await kinds(given.ctx, admin.id)


async def test_s11_nobody_is_given_a_secret_that_somebody_else_has_seen(given):
    """Who knows the password alone cannot plant an app that the administrator then takes for theirs."""
    await given.user('ADMIN', email=EMAIL, password_hash=PASSWORD_HASH)
    thief, owner = await password_given(), await password_given()
    await access.begin_first_factor(nobody(), cookie=thief)
    stolen = (await access.half_signed_in(nobody(), cookie=thief)).begun

    assert (await access.half_signed_in(nobody(), cookie=owner)).begun is None
    with pytest.raises(NoFactorBegun):
        await prove(owner, App(stolen.secret).at(NOW))
    await access.begin_first_factor(nobody(), cookie=owner)
    begun = (await access.half_signed_in(nobody(), cookie=owner)).begun
    with pytest.raises(NoFactorBegun):
        await prove(thief, App(stolen.secret).at(NOW))
    await prove(owner, App(begun.secret).at(NOW))
    with pytest.raises(HasFactor):
        await access.begin_first_factor(nobody(), cookie=thief)


@pytest.mark.parametrize(('later', 'is_open'), [(timedelta(minutes=10) - timedelta(seconds=1), True),
                                                (timedelta(minutes=10), False)])
async def test_s11_half_a_session_lasts_ten_minutes(ada, app, later, is_open):
    cookie = await password_given()

    assert await is_half(cookie, later) is is_open


async def test_s14_half_a_session_ends_with_the_account_and_is_no_device(given, ada, app):
    cookie = await password_given()
    whole = await session_of(await prove(await password_given(), app.code(NOW)))
    assert (await access.my_devices(whole.context(NOW), session_id=whole.session_id)).total == 1
    await access.deactivate(given.ctx, user_id=ada.id)

    assert not await is_half(cookie)
    with pytest.raises(NotSignedIn):
        await prove(cookie, app.code(NOW))


@pytest.mark.parametrize('steps', [-1, 0, 1])
async def test_s09_a_clock_may_be_half_a_minute_wrong(ada, app, steps):
    assert await prove(await password_given(), app.at(NOW + steps * STEP))


@pytest.mark.parametrize('code', [
    -2, 2, '', '12345', '1234567', 'x' * 100_000, '\ud800' * 6, '-12345', '1e5.00', '²³¹²³¹'],
    ids=lambda code: ascii(code)[:12])
async def test_s09_any_other_code_is_refused_and_stands_in_the_history(given, ada, app, code):
    cookie = await password_given()
    with pytest.raises(WrongCode) as refusal:
        await prove(cookie, app.at(NOW + code * STEP) if isinstance(code, int) else code)

    assert list(refusal.value.fields) == ['code']
    history = await access.my_sign_ins(given.acting(ada))
    assert [each.outcome for each in history.rows] == [Outcome.WRONG_CODE]


async def test_s09_a_code_works_once_however_it_is_spelled_and_none_before_it(ada, app):
    code = app.at(NOW)
    wide = code.translate({ord('0') + digit: 0xFF10 + digit for digit in range(10)})
    await prove(await password_given(), f' {wide[:3]} {wide[3:]} ')
    cookie = await password_given()

    for again in (code, wide, app.at(NOW - STEP)):
        with pytest.raises(WrongCode):
            await prove(cookie, again)
    assert await prove(cookie, app.at(NOW + STEP))


async def rush(given, ada, app, rounds):
    """How often of 16 who try the same code at once somebody gets through, in each round."""
    async def one(at):
        async with transaction(replace(given.acting(ada), now=at)) as db:
            return await authenticator.accepts(db, ada.id, app.at(at))

    return [sum(await asyncio.gather(*(one(NOW + number * STEP) for _ in range(16)))) for number in range(rounds)]


async def test_s09_of_sixteen_who_try_one_code_at_once_one_gets_through(given, ada, app):
    """Abuse 19."""
    assert await rush(given, ada, app, 20) == [1] * 20


async def test_s09_without_the_guard_more_than_one_gets_through(given, ada, app, monkeypatch):
    """Negative control."""
    monkeypatch.setattr(authenticator, 'is_new', lambda timecode: true())
    assert max(await rush(given, ada, app, 3)) == 16


@pytest.mark.parametrize(('count', 'every', 'until_free'), [
    (5, timedelta(seconds=1), timedelta(minutes=5, seconds=-4)),
    (20, timedelta(minutes=2), timedelta(minutes=60 - 38)),
    (50, timedelta(minutes=20), timedelta(minutes=24 * 60 - 49 * 20)),
])
async def test_s03_so_many_wrong_codes_and_no_more(given, ada, app, count, every, until_free):
    cookie = await password_given(later=timedelta(minutes=-1))
    await wrong_codes(given, ada, count, every=every)
    with pytest.raises(TooManyCodes) as refusal:
        await prove(cookie, app.at(NOW))

    assert timedelta(seconds=refusal.value.retry_after) == until_free
    late = await password_given(later=until_free)
    with pytest.raises(TooManyCodes):
        await prove(late, app.at(NOW + until_free), until_free - timedelta(seconds=1))
    assert await prove(late, app.at(NOW + until_free), until_free)


async def test_s03_one_less_is_fine_and_signing_in_clears_the_count(given, ada, app):
    for round_ in range(2):
        await wrong_codes(given, ada, 4)
        assert await prove(await password_given(), app.at(NOW + round_ * STEP))


async def test_s03_many_who_try_at_once_have_no_more_tries(given, ada, app):
    cookie = await password_given()
    said = await asyncio.gather(*(prove(cookie, '000000') for _ in range(16)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in said) == ['TooManyCodes'] * 11 + ['WrongCode'] * 5


async def test_s03_without_standing_in_line_many_at_once_would_have_more(given, ada, app, monkeypatch):
    """Negative control."""
    account = people.account

    async def unlocked(db, user_id, *, lock=False):
        found = await account(db, user_id)
        await asyncio.sleep(0.05)
        return found

    cookie = await password_given()
    monkeypatch.setattr(tries.people, 'account', unlocked)
    said = await asyncio.gather(*(prove(cookie, '000000') for _ in range(8)), return_exceptions=True)
    assert sum(isinstance(each, WrongCode) for each in said) > 5


async def test_s09_the_secret_stands_nowhere_in_the_database(given, ada):
    begun = await access.begin_factor(given.acting(ada))
    async with reading(given.ctx) as db:
        row = (await db.execute(text("select encode(sealed_secret, 'escape') || f::text from factors f"))).scalar_one()

    assert begun.secret not in row
    assert begun.secret.lower() not in row.lower()


async def test_s09_a_secret_moved_to_another_account_opens_nothing(given, ada, app):
    bob = await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    await set_up(given, bob)
    async with transaction(given.ctx) as db:
        await db.execute(text('update factors set sealed_secret = (select sealed_secret from factors '
                              'where user_id = :a) where user_id = :b'), {'a': ada.id, 'b': bob.id})

    with pytest.raises(SealedByAnother):
        await prove(await password_given('bob@acme.example'), app.at(NOW))


async def test_s26_a_new_key_takes_over_and_the_old_one_is_needed_until_all_is_sealed_anew(given, ada, app):
    secrets.configure([NEWER])
    with pytest.raises(SealedByAnother):
        await prove(await password_given(), app.at(NOW))
    secrets.configure([NEWER, KEY])
    assert await prove(await password_given(), app.at(NOW))
    await timetable.seal_factors_anew()
    secrets.configure([NEWER])

    assert await prove(await password_given(), app.at(NOW + STEP))
    async with transaction(given.ctx) as db:
        assert await access.seal_anew(db) == 0


async def test_one_sets_up_an_app_for_oneself(given, ada, clerk):
    mine = given.acting(ada)
    assert (await access.my_factors(mine)).app_since is None
    begun = await access.begin_factor(mine)
    assert (await access.my_factors(mine)).app_since is None
    with pytest.raises(NoFactorBegun):
        await access.confirm_factor(clerk, session_id=uuid4(), code=App(begun.secret).at(NOW))
    with pytest.raises(WrongCode):
        await access.confirm_factor(mine, session_id=uuid4(), code='000000')
    await access.confirm_factor(mine, session_id=uuid4(), code=App(begun.secret).at(NOW))

    assert (await access.my_factors(mine)).app_since == NOW
    assert (await access.my_factors(clerk)).app_since is None
    assert (await kinds(given.ctx, ada.id))[-1] == 'user.factor_set_up'


async def test_s09_another_app_takes_the_place_of_the_one_before_once_it_is_proved(given, ada, app, outbox):
    begun = await access.begin_factor(given.acting(ada))
    assert await prove(await password_given(), app.at(NOW))
    other = App(begun.secret)
    codes = await access.confirm_factor(given.acting(ada), session_id=uuid4(), code=other.at(NOW))

    with pytest.raises(WrongCode):
        await prove(await password_given(), app.at(NOW + STEP))
    assert await prove(await password_given(), other.at(NOW + STEP))
    assert len(codes) == 10
    await worked_off()
    assert 'Your authenticator app was replaced' in [letter['Subject'] for letter in outbox.mails_to(EMAIL)]


async def test_s09_who_need_not_have_a_factor_turns_it_off_and_hears_of_it(given, ada, app, outbox):
    with pytest.raises(NoFactor):
        await access.remove_factor(await given.actor('USER'))
    await access.remove_factor(given.acting(ada))

    assert await session_of(await password_given())
    assert await access.my_factors(given.acting(ada)) == MyFactors(app_since=None, is_required=False, codes_left=0)
    await worked_off()
    assert [letter['Subject'] for letter in outbox.mails_to(EMAIL)] == ['Your second factor was turned off']


async def test_s01_beside_a_second_factor_a_password_is_no_shorter(given, ada, app):
    with pytest.raises(Invalid, match='15') as refusal:
        await access.change_password(given.acting(ada), session_id=ada.id, current=PASSWORD, password='x7$Kq2!vR9#mLp')
    assert list(refusal.value.fields) == ['password']


async def test_s11_who_must_have_a_factor_replaces_it_and_does_not_turn_it_off(given):
    admin = await given.user('ADMIN', email=EMAIL, password_hash=PASSWORD_HASH)
    await set_up(given, admin)
    with pytest.raises(FactorIsRequired):
        await access.remove_factor(given.acting(admin))

    assert (await access.my_factors(given.acting(admin))).app_since
