"""S-17: acts of weight ask whoever does them to prove lately who they are."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import live
from app.context import CONFIRMED_FOR
from app.errors import Invalid, NotConfirmed, Refusal
from app.operation import REGISTER
from app.permissions import Role
from services import access, people, timetable
from services.access import SessionNotFound, TooManyCodes, TooManyTries, WrongCode
from services.people import UserNotFound
from tests.given import NOW
from tests.services.second_step import (
    PASSWORD,
    ada,
    app,
    nobody,
    nothing_remembered,
    password_given,
    prove,
    session_of,
)

__all__ = ['ada', 'app', 'nothing_remembered', 'timetable']

WEIGHTY = {
    'access.begin_factor', 'access.confirm_factor', 'access.renew_backup_codes', 'access.remove_factor',
    'access.reset_factors', 'access.change_password', 'access.change_email', 'access.enter',
    'access.correct_address',
    'access.begin_passkey', 'access.keep_passkey', 'access.remove_passkey',
    'access.trust_issuer', 'access.trust_no_issuer', 'audit.exported', 'channels.configure', 'people.create',
}
LATER = CONFIRMED_FOR + timedelta(seconds=1)


def stale(ctx, by=LATER):
    return replace(ctx, actor=replace(ctx.actor, confirmed_at=ctx.now - by))


def test_s17_what_is_an_act_of_weight():
    assert {name for name, entry in REGISTER.items() if entry.is_weighty} == WEIGHTY


@pytest.fixture
async def head(given):
    """An administrator who may enter other businesses."""
    ctx = await given.actor('ADMIN')
    return replace(ctx, actor=replace(ctx.actor, may_enter=True))


@pytest.mark.parametrize('name', sorted(WEIGHTY))
async def test_s17_each_is_refused_when_the_proof_is_old_and_not_before(head, name):
    """Called without arguments: when it is not refused for that, it goes on to find them missing."""
    call = REGISTER[name].call
    for ctx in (stale(head), replace(head, actor=replace(head.actor, confirmed_at=None))):
        with pytest.raises(NotConfirmed):
            await call(ctx)
    assert not isinstance(await outcome_of(call, stale(head, CONFIRMED_FOR)), NotConfirmed)


async def outcome_of(call, ctx):
    try:
        return await call(ctx)
    except (TypeError, Refusal) as outcome:
        return outcome


async def test_s17_another_role_is_an_act_of_weight_and_another_name_is_none(given, head, ada):
    called = await people.change(stale(head), user_id=ada.id, name='Ada Byron', role=Role.USER, zone=None)
    assert called.name == 'Ada Byron'
    with pytest.raises(NotConfirmed):
        await people.change(stale(head), user_id=ada.id, name='Ada', role=Role.ADMIN, zone=None)
    assert (await people.by_id(given.ctx, user_id=ada.id)).role is Role.USER
    with pytest.raises(UserNotFound):
        await people.change(stale(head), user_id=given.tenant_id, name='Ada', role=Role.ADMIN, zone=None)

    assert (await people.change(head, user_id=ada.id, name='Ada', role=Role.ADMIN, zone=None)).role is Role.ADMIN


async def test_s17_a_sign_in_is_proof_for_ten_minutes_and_a_password_or_a_code_for_ten_more(ada, app):
    live.hub.listen(access.forget_ended)  # as at start
    cookie = await prove(await password_given(), app.code(NOW))
    for number, word in enumerate([{'password': PASSWORD, 'code': ''}, {'password': '', 'code': 'of the app'}], 1):
        later = number * LATER
        session = await session_of(cookie, later)
        ctx = session.context(NOW + later)
        with pytest.raises(NotConfirmed):
            await access.renew_backup_codes(ctx)
        code = app.at(NOW + later) if word['code'] else ''
        await access.confirm_oneself(ctx, session_id=session.session_id, **word | {'code': code})
        again = await session_of(cookie, later)
        assert again.session_id == session.session_id
        assert len(await access.renew_backup_codes(again.context(NOW + later))) == 10


@pytest.mark.parametrize(('word', 'at'), [
    ({'password': 'wrong horse battery', 'code': ''}, 'password'), ({'password': '', 'code': ''}, 'password'),
    ({'password': 'x' * 5_000, 'code': ''}, 'password'), ({'password': PASSWORD, 'code': '000000'}, 'code')],
    ids=['wrong', 'empty', 'long', 'code'])
async def test_s17_what_is_wrong_is_said_and_confirms_nothing(ada, app, word, at):
    cookie = await prove(await password_given(), app.code(NOW))
    session = await session_of(cookie, LATER)
    with pytest.raises(Invalid) as refusal:
        await access.confirm_oneself(session.context(NOW + LATER), session_id=session.session_id, **word)

    assert list(refusal.value.fields) == [at]
    assert (await session_of(cookie, LATER)).confirmed_at == NOW


async def test_s17_one_confirms_ones_own_session_alone(given, ada, app, clerk):
    cookie = await prove(await password_given(), app.code(NOW))
    mine, half = await session_of(cookie), await password_given()
    bob = await given.user('USER', email='bob@acme.example')
    bobs = await access.resume(nobody(), cookie=await given.cookie(bob))
    begun = await access.half_signed_in(nobody(), cookie=half)

    for session_id in (bobs.session_id, begun.session_id, given.tenant_id):
        with pytest.raises(SessionNotFound):
            await access.confirm_oneself(mine.context(NOW), session_id=session_id, password=PASSWORD, code='')


async def test_s03_whoever_sits_at_an_open_page_guesses_no_faster(given, ada, app):
    session = await session_of(await prove(await password_given(), app.code(NOW)))

    async def guess(**word):
        await access.confirm_oneself(session.context(NOW), session_id=session.session_id, **word)

    for _ in range(5):
        with pytest.raises(Invalid):
            await guess(password='wrong horse battery', code='')
        with pytest.raises(WrongCode):
            await guess(password='', code='000000')
    with pytest.raises(TooManyTries):
        await guess(password=PASSWORD, code='')
    with pytest.raises(TooManyCodes):
        await guess(password='', code=app.code(NOW))
