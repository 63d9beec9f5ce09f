"""S-11: the first factor is asked for in every session from then on, and no old cookie sets one up."""

from datetime import timedelta

import pytest

from app.context import CONFIRMED_FOR
from app.errors import NotSignedIn
from app.permissions import Role
from services import access, people
from services.access import WrongCode, factors, resuming
from services.access.rules import HALF_LASTS
from tests.apps import STEP, App
from tests.given import NOW
from tests.services.second_step import (
    ada,
    is_half,
    nobody,
    nothing_remembered,
    password_given,
    prove,
    session_of,
)
from tests.services.test_passkeys import added

__all__ = ['ada', 'nothing_remembered']

SECOND = timedelta(seconds=1)


async def asked_of_administrators(given, ada, cookie):
    """It is asked of Ada all of a sudden, and this browser of hers sets it up."""
    await people.change(given.ctx, user_id=ada.id, name='Ada', role=Role.ADMIN, zone=None)
    await access.begin_first_factor(nobody(), cookie=cookie)
    app = App((await access.half_signed_in(nobody(), cookie=cookie)).begun.secret)
    return await prove(cookie, app.at(NOW)), app


async def by_oneself(given, ada, cookie):
    session = await session_of(cookie)
    app = App((await access.begin_factor(session.context(NOW))).secret)
    await access.confirm_factor(session.context(NOW), session_id=session.session_id, code=app.at(NOW))
    return cookie, app


async def a_passkey(given, ada, cookie):
    await added(await session_of(cookie))
    return cookie, None


@pytest.mark.parametrize('set_up', [asked_of_administrators, by_oneself, a_passkey])
async def test_s11_a_session_begun_without_a_factor_is_asked_for_the_first_one(given, ada, set_up):
    mine, other = await password_given(), await password_given()
    assert await session_of(other)
    mine, app = await set_up(given, ada, mine)
    resuming._remembered.clear()

    assert await session_of(mine)
    assert await is_half(other)
    assert not await is_half(other, HALF_LASTS)
    with pytest.raises(WrongCode):
        await prove(other, '000000')
    if app:
        assert await session_of(await prove(other, app.at(NOW + STEP)))


@pytest.mark.parametrize('set_up', [asked_of_administrators, by_oneself, a_passkey])
async def test_s11_without_asking_in_every_session_an_old_one_is_whole(given, ada, set_up, monkeypatch):
    async def asks_nowhere(*_, besides):
        pass

    monkeypatch.setattr(factors, 'ask_elsewhere', asks_nowhere)
    mine, other = await password_given(), await password_given()
    await set_up(given, ada, mine)
    resuming._remembered.clear()

    assert await session_of(other)


async def test_s11_another_factor_leaves_the_sessions_that_gave_the_first(given, ada):
    mine, app = await by_oneself(given, ada, await password_given())
    other = await prove(await password_given(), app.at(NOW + STEP))
    await a_passkey(given, ada, mine)
    await by_oneself(given, ada, mine)
    resuming._remembered.clear()

    assert await session_of(other)


@pytest.mark.parametrize(('later', 'may_set_up'), [(CONFIRMED_FOR, True), (CONFIRMED_FOR + SECOND, False)])
async def test_s11_an_old_cookie_sets_no_factor_up(given, ada, later, may_set_up):
    cookie = await password_given()
    await people.change(given.ctx, user_id=ada.id, name='Ada', role=Role.ADMIN, zone=None)

    assert await session_of(cookie, later) is None
    assert await is_half(cookie, later) is may_set_up
    if may_set_up:
        await access.begin_first_factor(nobody(later), cookie=cookie)
    else:
        with pytest.raises(NotSignedIn):
            await access.begin_first_factor(nobody(later), cookie=cookie)
    fresh = await password_given(later=later)
    await access.begin_first_factor(nobody(later), cookie=fresh)
