"""How long a session lives: left alone, and in all, as its role has it (S-13)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.context import Context
from app.database import reading
from app.permissions import Role
from services import access, people, timetable
from services.access import guessing, resuming
from services.access.models import Session
from tests.apps import signed_in_wholly
from tests.given import NOW, PASSWORD, PASSWORD_HASH

SECOND = timedelta(seconds=1)
LIVES = [('CLIENT', timedelta(days=14), timedelta(days=30)), ('USER', timedelta(hours=8), timedelta(hours=12)),
         ('SUPERVISOR', timedelta(hours=8), timedelta(hours=12)), ('ADMIN', timedelta(minutes=30), timedelta(hours=12))]


@pytest.fixture(autouse=True)
def nothing_remembered():
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()


async def signed_in(given, role):
    await given.user(role, name='Ada', email='ada@acme.example', password_hash=PASSWORD_HASH)
    return await signed_in_wholly(
        await access.sign_in(Context.anonymous(NOW), email='ada@acme.example', password=PASSWORD), NOW)


async def look(cookie, after, **options):
    return await access.resume(Context.anonymous(NOW + after), cookie=cookie, **options)


@pytest.mark.parametrize(('role', 'idle', 'absolute'), LIVES)
async def test_s13_a_session_left_alone_ends(given, role, idle, absolute):
    cookie = await signed_in(given, role)

    assert await look(cookie, idle, is_act=False) is None
    assert await look(cookie, idle - SECOND), 'and until then it lives, and goes on'
    assert await look(cookie, idle + SECOND)


@pytest.mark.parametrize(('role', 'idle', 'absolute'), LIVES)
async def test_s13_a_session_in_use_ends_all_the_same(given, role, idle, absolute):
    cookie = await signed_in(given, role)
    after = idle * 0
    while after < absolute - idle:
        after += idle - SECOND
        session = await look(cookie, after)
        assert session.expires_at == NOW + absolute

    assert await look(cookie, absolute - SECOND)
    assert await look(cookie, absolute) is None


@pytest.mark.parametrize('is_act', [True, False])
async def test_s13_an_open_page_that_looks_again_by_itself_keeps_nobody_signed_in(given, is_act):
    """Looking as somebody who acts is the negative control."""
    cookie = await signed_in(given, 'ADMIN')
    for minutes in (10, 20, 29):
        assert await look(cookie, timedelta(minutes=minutes), is_act=is_act)

    assert (await look(cookie, timedelta(minutes=31), is_act=False) is not None) == is_act


async def test_s13_an_act_right_after_a_page_looked_by_itself_counts(given):
    cookie = await signed_in(given, 'ADMIN')
    assert await look(cookie, timedelta(minutes=29), is_act=False)
    assert await look(cookie, timedelta(minutes=29, seconds=1))

    assert await look(cookie, timedelta(minutes=45), is_act=False)


async def test_s13_whoever_is_seen_is_noted_once_a_minute_at_most(given, counted_statements):
    cookie = await signed_in(given, 'USER')
    written = []
    for seconds in (50, 60, 70, 110, 121):
        with counted_statements() as count:
            assert await look(cookie, timedelta(seconds=seconds))
        written.append(sum(sent.startswith('UPDATE') for sent in count.sent))

    assert written == [0, 1, 0, 0, 1]


async def test_s13_a_long_session_is_cut_short_by_a_role_that_may_do_more(given):
    await given.user('ADMIN')
    cookie = await signed_in(given, 'CLIENT')
    assert await look(cookie, timedelta(hours=13))
    session = await look(cookie, timedelta(hours=13))
    assert (await access.my_devices(session.context(NOW + timedelta(hours=13)), session_id=session.session_id)).total
    await people.change(given.ctx, user_id=session.user_id, name='Ada', role=Role.ADMIN, zone=None)
    resuming._remembered.clear()

    assert await look(cookie, timedelta(hours=13, seconds=9)) is None


async def test_s13_a_new_role_asks_for_a_new_secret_and_the_old_one_is_worth_nothing(given):
    cookie = await signed_in(given, 'USER')
    assert not (await look(cookie, timedelta())).is_secret_old
    user_id = (await look(cookie, timedelta())).user_id
    await people.change(given.ctx, user_id=user_id, name='Ada', role=Role.SUPERVISOR, zone=None)
    resuming._remembered.clear()
    session = await look(cookie, timedelta())
    assert session.is_secret_old

    ctx, mine = session.context(NOW), session.session_id
    said = await asyncio.gather(*(access.renew_secret(ctx, session_id=mine, cookie=cookie) for _ in range(5)))
    [renewed] = [each for each in said if each]
    resuming._remembered.clear()
    assert await look(cookie, timedelta()) is None
    after = await look(renewed, timedelta())
    assert (after.session_id, after.role, after.is_secret_old) == (session.session_id, Role.SUPERVISOR, False)


async def test_s13_nobody_renews_the_secret_of_somebody_else(given, outsider):
    cookie = await signed_in(given, 'USER')
    session = await look(cookie, timedelta())

    for stranger in (outsider, await given.actor('ADMIN')):
        assert await access.renew_secret(stranger, session_id=session.session_id, cookie=cookie) is None
    assert await access.renew_secret(session.context(NOW), session_id=session.session_id, cookie=f'{cookie}x') is None
    assert await look(cookie, timedelta())


async def test_s14_what_was_over_already_does_not_end_once_more(given):
    user = await given.user('USER')
    await given.cookie(user)
    later = replace(given.acting(user), now=NOW + timedelta(days=100))
    assert await access.end_other_sessions(later, session_id=user.id) == 0
    assert await access.end_other_sessions(given.acting(user), session_id=user.id) == 1, 'the control'


async def test_s14_sessions_are_forgotten_half_a_year_after_they_were_over(given):
    """One that expired by itself, and one that was ended."""
    user = await given.user('USER')
    await given.cookie(user)
    await access.end_other_sessions(given.acting(user), session_id=user.id)
    await given.cookie(user)
    for days, left in ((180, 2), (181, 0)):
        with clock.frozen(NOW + timedelta(days=days)):
            await timetable.forget_old_sessions()
        async with reading(given.ctx) as db:
            assert await db.scalar(select(func.count()).select_from(Session)) == left
    assert 'forget old sessions' in [job.name for job in timetable.TIMETABLE]
