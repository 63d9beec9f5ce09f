"""S-12: passkeys sign in, prove the second step and confirm; nothing that was signed before or for others does."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.database import transaction
from app.errors import Invalid, NotSignedIn
from services import access
from services.access import FactorIsRequired, PasskeyKnown, PasskeyNotFound, SessionNotFound, WrongPasskey, tokens
from services.access.factors import challenges
from services.access.shapes import Purpose
from tests.authenticators import PRESENT, Authenticator
from tests.given import NOW
from tests.services.journal import kinds
from tests.services.outbox import outbox, worked_off
from tests.services.second_step import (
    EMAIL,
    PASSWORD_HASH,
    ada,
    app,
    is_half,
    nobody,
    nothing_remembered,
    password_given,
    session_of,
)

__all__ = ['ada', 'app', 'nothing_remembered', 'outbox']

ORIGIN, RP_ID, BROWSER = 'https://book.example.org', 'book.example.org', 'the browser'
FIVE = timedelta(minutes=5)


@pytest.fixture
async def session(given, ada):
    return await access.resume(nobody(), cookie=await given.cookie(ada))


@pytest.fixture
async def phone(session):
    """Ada's passkey."""
    made, _ = await added(session)
    return made


async def added(session, name='My phone'):
    made = Authenticator(ORIGIN, RP_ID)
    options = await access.begin_passkey(session.context(NOW), origin=ORIGIN)
    codes = await access.keep_passkey(session.context(NOW), session_id=session.session_id, origin=ORIGIN,
                                      answer=made.made(options), name=name)
    return made, codes


async def asked(cookie='', later=timedelta(), browser=BROWSER):
    return await access.ask_passkey(nobody(later), origin=ORIGIN, browser=browser, cookie=cookie)


async def signs_in(answer, later=timedelta(), browser=BROWSER):
    return await access.sign_in_by_passkey(nobody(later), browser=browser, origin=ORIGIN, answer=answer)


async def test_s12_a_passkey_signs_in_without_a_password_and_its_owner_hears_that_it_was_added(
        given, outbox, ada, phone):
    session = await session_of(await signs_in(phone.used(await asked())))
    assert (session.user_id, session.confirmed_at) == (ada.id, NOW)
    assert 'user.passkey_added' in await kinds(given.ctx, ada.id)
    [mine] = await access.my_passkeys(session.context(NOW))
    assert (mine.name, mine.created_at, mine.used_at) == ('My phone', NOW, NOW)
    assert await signs_in(phone.used(await asked()))
    await worked_off()
    assert 'A passkey was added' in [letter['Subject'] for letter in outbox.mails_to(EMAIL)]


async def test_s12_a_passkey_is_asked_for_at_the_second_step(ada, phone):
    cookie = await password_given()
    assert await is_half(cookie)
    assert (await access.half_signed_in(nobody(), cookie=cookie)).has_passkey
    options = await asked(cookie)
    assert [each['id'] for each in json.loads(options)['allowCredentials']] == [json.loads(phone.used(options))['id']]
    whole = await access.prove_by_passkey(nobody(), cookie=cookie, origin=ORIGIN, answer=phone.used(options))

    assert (await session_of(whole)).user_id == ada.id
    assert await session_of(cookie) is None
    with pytest.raises(NotSignedIn):
        await access.prove_by_passkey(nobody(), cookie=cookie, origin=ORIGIN, answer=phone.used(options))


async def test_s17_a_passkey_confirms_an_act_of_weight(session, phone):
    later = NOW + timedelta(minutes=20)
    options = await access.ask_passkey_again(session.context(later), origin=ORIGIN)
    await access.confirm_by_passkey(session.context(later), session_id=session.session_id, origin=ORIGIN,
                                    answer=phone.used(options))
    async with transaction(session.context(later)) as db:
        confirmed = await db.scalar(text('select confirmed_at from sessions where id = :id'),
                                    {'id': session.session_id})
    assert confirmed == later


@pytest.mark.parametrize('name', ['', '  ', 'x' * 61, '\u200b'])
async def test_s12_a_name_that_cannot_be_kept_is_refused_before_the_browser_is_asked(given, session, name):
    for begin in (access.begin_passkey(session.context(NOW), origin=ORIGIN, name=name),
                  access.keep_passkey(session.context(NOW), session_id=session.session_id, origin=ORIGIN, answer='{}',
                                      name=name)):
        with pytest.raises(Invalid) as refusal:
            await begin
        assert list(refusal.value.fields) == ['name']
    async with transaction(given.ctx) as db:
        assert await db.scalar(text('select count(*) from challenges')) == 0, 'nothing was made to be signed'


BROKEN = {
    'wrong origin': lambda phone, options: phone.but(origin='https://evil.example').used(options),
    'wrong rp id': lambda phone, options: phone.but(rp_id='evil.example').used(options),
    'lower counter': lambda phone, options: phone.but(count=3).used(options),
    'same counter': lambda phone, options: phone.but(count=4).used(options),
    'nobody seen': lambda phone, options: phone.but(flags=PRESENT).used(options),
    'another key': lambda phone, options: phone.but(key=Authenticator(ORIGIN, RP_ID).key).used(options),
    'unknown key': lambda phone, options: phone.but(credential_id=b'x' * 16).used(options),
    'of nobody': lambda phone, options: phone.but(handle=b'').used(options),
    'of another business': lambda phone, options: phone.but(handle=bytes(16) + phone.handle[16:]).used(options),
    'own challenge': lambda phone, options: phone.used(json.dumps({'challenge': 'AAAA'})),
    'made, not used': lambda phone, options: phone.but().made(
        json.dumps(json.loads(options) | {'user': {'id': 'AAAA'}})),
    'nothing': lambda phone, options: '',
    'no json': lambda phone, options: '{',
    'a list': lambda phone, options: '[]',
    'too long': lambda phone, options: ' ' * 100_000,
}


@pytest.mark.parametrize('broken', BROKEN)
async def test_s12_what_was_not_signed_by_its_owner_for_us_is_refused(ada, phone, broken):
    phone.count = 4
    assert await signs_in(phone.used(await asked()))
    with pytest.raises(WrongPasskey):
        await signs_in(BROKEN[broken](phone, await asked()))

    assert await signs_in(phone.used(await asked()))


async def test_s12_an_answer_works_once_and_is_used_up_by_a_failure_too(ada, phone):
    options = await asked()
    answer = phone.used(options)
    await signs_in(answer)
    for again in (answer, phone.used(options)):
        with pytest.raises(WrongPasskey):
            await signs_in(again)
    options = await asked()
    with pytest.raises(WrongPasskey):
        await signs_in(phone.but(origin='https://evil.example').used(options))
    with pytest.raises(WrongPasskey):
        await signs_in(phone.used(options))


@pytest.mark.parametrize(('later', 'is_good'), [(FIVE - timedelta(seconds=1), True), (FIVE, False)])
async def test_s12_a_challenge_lasts_five_minutes(ada, phone, later, is_good):
    answer = phone.used(await asked())
    if is_good:
        assert await signs_in(answer, later)
    else:
        with pytest.raises(WrongPasskey):
            await signs_in(answer, later)


async def test_s12_a_challenge_is_good_for_whom_it_was_made_and_for_nothing_else(given, ada, session, phone):
    half, other_half = await password_given(), await password_given()
    with pytest.raises(WrongPasskey):
        await signs_in(phone.used(await asked()), browser='another browser')
    with pytest.raises(WrongPasskey):
        await signs_in(phone.used(await asked(half)))
    for cookie in ('', other_half):
        with pytest.raises(WrongPasskey):
            await access.prove_by_passkey(nobody(), cookie=half, origin=ORIGIN, answer=phone.used(await asked(cookie)))
    bob = await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    bobs = await access.resume(nobody(), cookie=await given.cookie(bob))
    key, _ = await added(bobs)
    with pytest.raises(WrongPasskey):  # Bob's key for Ada's second step, with whosesoever name on it
        await access.prove_by_passkey(nobody(), cookie=half, origin=ORIGIN,
                                      answer=key.but(handle=phone.handle).used(await asked(half)))
    options = await access.begin_passkey(bobs.context(NOW), origin=ORIGIN)
    with pytest.raises(WrongPasskey):
        await access.keep_passkey(session.context(NOW), session_id=session.session_id, origin=ORIGIN, name='Stolen',
                                  answer=Authenticator(ORIGIN, RP_ID).made(options))
    options = await access.ask_passkey_again(session.context(NOW), origin=ORIGIN)
    with pytest.raises(SessionNotFound):
        await access.confirm_by_passkey(session.context(NOW), session_id=bobs.session_id, origin=ORIGIN,
                                        answer=phone.used(options))


async def rush(answer):
    said = await asyncio.gather(*(signs_in(answer) for _ in range(50)), return_exceptions=True)
    assert all(isinstance(each, str | WrongPasskey) for each in said), said
    return sum(isinstance(each, str) for each in said)


async def test_s12_of_fifty_who_send_one_answer_at_once_one_gets_in(ada, phone):
    assert [await rush(phone.used(await asked())) for _ in range(3)] == [1, 1, 1]


async def test_s12_without_using_challenges_up_more_than_one_gets_in(ada, phone, monkeypatch):
    """Negative control, with a passkey that does not count, as those that are synchronised."""
    async def stands(ctx, asker, challenge):
        return True

    answer = phone.but(count=-1).used(await asked())
    monkeypatch.setattr(challenges, 'use', stands)
    assert await rush(answer) == 50


async def test_s12_who_is_let_go_signs_in_no_more(given, ada, phone):
    answer = phone.used(await asked())
    await access.deactivate(given.ctx, user_id=ada.id)
    with pytest.raises(WrongPasskey):
        await signs_in(answer)


async def test_s12_several_are_added_named_and_removed(given, session, phone, clerk):
    mine = session.context(NOW)
    key, codes = await added(session, name=' A  key ')
    assert codes == (), 'the first has brought them'
    first, second = await access.my_passkeys(mine)
    assert (first.name, second.name) == ('My phone', 'A key')
    await access.rename_passkey(mine, passkey_id=second.id, name='On my ring')
    for wrong in ('', 'x' * 100):
        with pytest.raises(Invalid):
            await access.rename_passkey(mine, passkey_id=second.id, name=wrong)
    for call in (access.rename_passkey(clerk, passkey_id=second.id, name='Mine'),
                 access.remove_passkey(clerk, passkey_id=second.id)):
        with pytest.raises(PasskeyNotFound):
            await call
    assert await signs_in(key.used(await asked()))
    await access.remove_passkey(mine, passkey_id=second.id)
    with pytest.raises(WrongPasskey):
        await signs_in(key.used(await asked()))
    assert [each.name for each in await access.my_passkeys(mine)] == ['My phone']
    assert 'user.passkey_removed' in await kinds(given.ctx, session.user_id)


async def test_s12_the_same_passkey_is_not_added_twice_and_none_that_saw_nobody(session, phone):
    ctx = session.context(NOW)

    async def add(key):
        options = await access.begin_passkey(ctx, origin=ORIGIN)
        await access.keep_passkey(ctx, session_id=session.session_id, origin=ORIGIN, answer=key.made(options),
                                  name='Key')

    with pytest.raises(PasskeyKnown):
        await add(phone)
    for wrong in (phone.but(flags=PRESENT, credential_id=b'y' * 16), phone.but(origin='https://evil.example'),
                  phone.but(rp_id='evil.example')):
        with pytest.raises(WrongPasskey):
            await add(wrong)


async def test_s11_the_last_factor_of_who_must_have_one_stays(given, admin):
    boss = await given.user('ADMIN', email='boss@acme.example', password_hash=PASSWORD_HASH)
    session = await access.resume(nobody(), cookie=await given.cookie(boss))
    await added(session)
    mine = session.context(NOW)
    await access.remove_factor(mine)
    [key] = await access.my_passkeys(mine)
    with pytest.raises(FactorIsRequired):
        await access.remove_passkey(mine, passkey_id=key.id)
    assert len(await access.my_passkeys(mine)) == 1

    await access.reset_factors(admin, user_id=boss.id)
    assert await access.my_passkeys(mine) == ()


async def test_s12_whoever_has_no_factor_gets_backup_codes_with_the_first(session):
    _, codes = await added(session)
    assert len(codes) == 10
    assert await is_half(await password_given())


async def test_s22_a_passkey_in_a_browser_used_before_surprises_nobody(given, outbox, ada, phone):
    def said():
        return [letter['Subject'] for letter in outbox.mails_to(EMAIL)].count('A new sign-in to your account at Acme')

    first = await session_of(await signs_in(phone.used(await asked())))
    mine = await access.make_known(first.context(NOW), known_by='')
    for known_by, told in ((mine, 0), ('', 1)):
        await access.sign_in_by_passkey(nobody(), browser=BROWSER, origin=ORIGIN, answer=phone.used(await asked()),
                                        known_by=known_by)
        await worked_off()
        assert said() == told


async def test_s22_whoever_says_a_sign_in_was_not_them_loses_passkeys_that_are_new_and_no_older_one(
        given, ada, session, phone):
    later = NOW + timedelta(days=20)
    theirs = Authenticator(ORIGIN, RP_ID)
    ctx = replace(session.context(later), actor=replace(session.context(later).actor, confirmed_at=later))
    await access.keep_passkey(ctx, session_id=session.session_id, origin=ORIGIN, name='Of a stranger',
                              answer=theirs.made(await access.begin_passkey(ctx, origin=ORIGIN)))
    async with transaction(replace(given.ctx, now=later)) as db:
        token = await tokens.issue(db, ada.id, Purpose.DISOWN, email=EMAIL)
    await access.disown(nobody(timedelta(days=20)), token=token)
    with pytest.raises(WrongPasskey):
        await signs_in(theirs.used(await asked(later=timedelta(days=20))), timedelta(days=20))
    assert await signs_in(phone.used(await asked(later=timedelta(days=20))), timedelta(days=20)), 'the control'


async def test_s11_a_passkey_stops_a_recovery(ada, phone):
    await access.ask_for_recovery(nobody(), cookie=await password_given())
    await signs_in(phone.used(await asked()))

    assert (await access.half_signed_in(nobody(), cookie=await password_given())).recovers_at is None
