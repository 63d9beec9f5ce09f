"""S-14: what is taken away from somebody while they sign in lets nobody in any more."""

import pytest

from app.database import transaction
from services import access, people
from services.access import WrongCredentials, WrongPasskey, passwords, recognising, resuming, signing_in, tokens
from services.access.factors import unlocking
from services.access.shapes import Purpose
from tests.given import NOW
from tests.services.second_step import (
    EMAIL,
    PASSWORD_HASH,
    ada,
    nobody,
    nothing_remembered,
    password_given,
    session_of,
)
from tests.services.test_passkeys import BROWSER, ORIGIN, added, asked

__all__ = ['ada', 'nothing_remembered']


async def reset(given, ada):
    async with transaction(given.ctx) as db:
        token = await tokens.issue(db, ada.id, Purpose.RESET, email=EMAIL)
    await access.reset(nobody(), token=token, password='seven quiet lanterns')


async def let_go(given, ada):
    await access.deactivate(given.ctx, user_id=ada.id)


def once(monkeypatch, module, name, happens, given, ada):
    """This happens after the proof was looked at and before the session is there."""
    async def meanwhile(*_):
        await happens(given, ada)

    monkeypatch.setattr(module, name, meanwhile)


@pytest.mark.parametrize('happens', [reset, let_go])
async def test_s14_a_password_taken_away_while_it_is_looked_at_lets_nobody_in(given, ada, monkeypatch, happens):
    once(monkeypatch, passwords, 'strengthened', happens, given, ada)
    with pytest.raises(WrongCredentials):
        await password_given()


@pytest.mark.parametrize('happens', [reset, let_go])
async def test_s14_without_looking_again_a_session_of_the_old_password_lives_on(given, ada, monkeypatch, happens):
    async def looks_no_more(*_):
        pass

    once(monkeypatch, passwords, 'strengthened', happens, given, ada)
    monkeypatch.setattr(signing_in, '_must_still_be', looks_no_more)
    cookie = await password_given()
    if happens is let_go:
        await people.reactivate(given.ctx, user_id=ada.id)

    assert await session_of(cookie)


async def test_the_same_password_hashed_anew_meanwhile_is_as_good(given, ada, monkeypatch):
    async def hashed_anew(given, ada):
        async with transaction(given.ctx) as db:
            await people.keep_password(db, ada.id, PASSWORD_HASH)

    once(monkeypatch, passwords, 'strengthened', hashed_anew, given, ada)

    assert await session_of(await password_given())


async def taken_away(given, ada):
    boss = await given.user('ADMIN')
    await access.reset_factors(given.acting(boss), user_id=ada.id)


async def by_passkey(key):
    return await access.sign_in_by_passkey(nobody(), browser=BROWSER, origin=ORIGIN, answer=key.used(await asked()),
                                           known_by='some device')


@pytest.fixture
async def key(given, ada):
    made, _ = await added(await access.resume(nobody(), cookie=await given.cookie(ada)))
    return made


@pytest.mark.parametrize('happens', [taken_away, let_go])
async def test_s14_a_passkey_taken_away_while_it_is_looked_at_lets_nobody_in(given, ada, key, monkeypatch, happens):
    once(monkeypatch, recognising, 'is_known', happens, given, ada)
    with pytest.raises(WrongPasskey):
        await by_passkey(key)


async def test_s14_without_looking_again_a_session_of_somebody_let_go_lives_on(given, ada, key, monkeypatch):
    once(monkeypatch, recognising, 'is_known', let_go, given, ada)
    monkeypatch.setattr(unlocking, 'locked', people.account)
    cookie = await by_passkey(key)
    await people.reactivate(given.ctx, user_id=ada.id)
    resuming._remembered.clear()

    assert (await session_of(cookie)).confirmed_at == NOW
