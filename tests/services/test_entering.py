"""Entering another business: whom an operator lets, with a reason, for an hour; both journals tell it (S-14, S-19)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.commands import run
from app.context import Context
from app.database import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound, NotSignedIn, Refusal
from app.permissions import Permission, Role
from services import access, appointments, businesses, calendars, commands, people
from services.access import AlreadyInside, AtHomeOnly, BusinessNotFound, SessionNotFound, entering, resuming
from services.access.operating import admit_by_email
from services.people import UserNotFound
from tests.apps import signed_in_wholly
from tests.given import CHEAP, NOW, Given

PASSWORD = 'six wild geese over the lake'
HASH = CHEAP.hash(PASSWORD)
WHY = 'They asked for help with their hours'
HOUR = timedelta(hours=1)


@pytest.fixture
async def elsewhere(given) -> Given:
    return await Given.a_tenant(now=NOW, slug='elsewhere')


@pytest.fixture
async def head(given):
    """An administrator whom an operator lets enter; the cookie of their session."""
    user = await given.user('ADMIN', name='Alex Stone', email='alex@acme.example', password_hash=HASH)
    await admit_by_email('Alex@Acme.example', may_enter=True, now=NOW)
    return await signed_in(user)


async def signed_in(user) -> str:
    return await signed_in_wholly(
        await access.sign_in(Context.anonymous(NOW), email=user.email, password=PASSWORD), NOW)


async def seen(cookie: str, later: timedelta = timedelta()):
    return await access.resume(Context.anonymous(NOW + later), cookie=cookie)


async def entered(cookie: str, business: Given, *, reason: str = WHY, later: timedelta = timedelta()):
    """What the session is after entering."""
    session = await seen(cookie, later)
    session = replace(session, confirmed_at=NOW + later)
    await access.enter(session.context(NOW + later), session_id=session.session_id, business_id=business.tenant_id,
                       reason=reason)
    resuming._remembered.clear()
    return await seen(cookie, later)


async def journal(given: Given) -> list[tuple[str, str]]:
    async with reading(given.ctx) as db:
        return [tuple(row) for row in await db.execute(text(
            "select kind, actor_name from journal where kind like 'business.%' order by id"))]


async def test_whoever_enters_works_over_there_as_an_administrator_and_both_journals_tell_it(given, elsewhere, head):
    theirs = await elsewhere.calendar('Their calendar')
    with pytest.raises(NotFound):
        await calendars.by_id((await seen(head)).context(NOW), calendar_id=theirs.id)
    session = await entered(head, elsewhere)
    ctx = session.context(NOW)

    assert (ctx.tenant, ctx.actor.name) == (elsewhere.tenant_id, 'Alex Stone (Acme)')
    assert ctx.actor.home_id == given.tenant_id
    assert (session.inside.business, session.inside.ends_at, session.place_id) == ('Elsewhere', NOW + HOUR, ctx.tenant)
    assert (await calendars.by_id(ctx, calendar_id=theirs.id)).name == 'Their calendar'
    booked = await elsewhere.appointment(theirs, 'Mon 10:00-11:00', by=ctx)
    told = await appointments.history(ctx, appointment_id=booked.id)
    assert 'Alex Stone (Acme)' in {each.actor_name for each in told}
    assert await journal(given) == [('business.entered', 'Alex Stone')]
    assert await journal(elsewhere) == [('business.entered', 'Alex Stone (Acme)')]
    async with reading(elsewhere.ctx) as db:
        kept = await db.scalar(text("select data from journal where kind = 'business.entered'"))
    assert kept == {'business_id': str(elsewhere.tenant_id), 'home_id': str(given.tenant_id), 'reason': WHY,
                    'ends_at': (NOW + HOUR).isoformat()}

    await access.leave(session.at_home(NOW), session_id=session.session_id)
    resuming._remembered.clear()
    assert (await seen(head)).inside is None
    assert await journal(given) == [('business.entered', 'Alex Stone'), ('business.left', 'Alex Stone')]
    assert [kind for kind, _ in await journal(elsewhere)] == ['business.entered', 'business.left']


async def test_s19_inside_one_business_all_others_are_as_far_as_ever_home_too(given, elsewhere, head):
    third = await Given.a_tenant(now=NOW, slug='third')
    ours, thirds = await given.calendar(), await third.calendar()
    ctx = (await entered(head, elsewhere)).context(NOW)
    for unreachable in (ours, thirds):
        with pytest.raises(NotFound):
            await calendars.by_id(ctx, calendar_id=unreachable.id)


async def test_s19_only_whom_an_operator_lets_enters_and_only_as_an_administrator(given, elsewhere):
    for role in Role:
        user = await given.user(role.value, password_hash=HASH)
        session = await seen(await signed_in(user))
        for admitted in (False, True) if role is not Role.ADMIN else (False,):
            async with transaction(given.ctx) as db:
                await people.admit(db, user.id, may_enter=admitted)
            resuming._remembered.clear()
            ctx = session.context(NOW)
            assert not ctx.may(Permission.ENTER_BUSINESSES)
            for call in (businesses.listed(ctx), access.enter(ctx, session_id=session.session_id, reason=WHY,
                                                              business_id=elsewhere.tenant_id)):
                with pytest.raises(NotAllowed):
                    await call
    assert await journal(elsewhere) == []


async def test_s19_what_the_session_remembers_lets_nobody_in_who_may_no_more(given, elsewhere, head):
    session = await seen(head)
    await admit_by_email('alex@acme.example', may_enter=False, now=NOW)
    with pytest.raises(NotAllowed):
        await access.enter(session.context(NOW), session_id=session.session_id, business_id=elsewhere.tenant_id,
                           reason=WHY)


async def test_s19_a_reason_that_says_nothing_is_refused_at_its_field(given, elsewhere, head):
    session = await seen(head)
    for reason in ('', 'x', ' help      me '):
        with pytest.raises(Invalid) as refusal:
            await access.enter(session.context(NOW), session_id=session.session_id, business_id=elsewhere.tenant_id,
                               reason=reason)
        assert set(refusal.value.fields) == {'reason'}
    assert await journal(elsewhere) == []


async def test_s19_the_control_without_the_second_look_they_are_in(given, elsewhere, head, monkeypatch):
    async def unlooked(*_) -> None: ...

    session = await seen(head)
    await admit_by_email('alex@acme.example', may_enter=False, now=NOW)
    monkeypatch.setattr(entering, '_demand_admitted', unlooked)
    await access.enter(session.context(NOW), session_id=session.session_id, business_id=elsewhere.tenant_id, reason=WHY)
    assert await journal(elsewhere) != []


@pytest.mark.parametrize('reason', ['', '  ', '\u200b', 'x' * 201])
async def test_nobody_enters_without_a_reason(elsewhere, head, reason):
    with pytest.raises(Invalid) as refusal:
        await entered(head, elsewhere, reason=reason)
    assert set(refusal.value.fields) == {'reason'}
    assert (await seen(head)).inside is None


async def test_a_business_that_is_not_there_and_ones_own_are_refused_alike(given, elsewhere, head):
    missing = replace(elsewhere, tenant_id=given.ctx.actor.user_id or given.tenant_id)
    for nowhere in (missing, given):
        with pytest.raises(BusinessNotFound):
            await entered(head, nowhere)


async def test_s14_it_ends_after_an_hour_by_the_clock_and_the_page_that_was_open_does_nothing_more(elsewhere, head):
    session = await entered(head, elsewhere)
    last = HOUR - timedelta(seconds=1)
    session_kept = await seen(head, timedelta(minutes=25))  # or half an hour of nothing ends the session itself
    session_kept = await seen(head, timedelta(minutes=50))
    assert (await seen(head, last)).inside == session_kept.inside == session.inside
    assert session.context(NOW + last).tenant == elsewhere.tenant_id
    assert (await seen(head, HOUR)).inside is None, 'although it was asked a second ago'
    with pytest.raises(NotSignedIn):
        session.context(NOW + HOUR)
    again = await entered(head, elsewhere, later=HOUR)
    assert again.inside.ends_at == NOW + 2 * HOUR


async def test_s14_the_control_an_answer_trusted_without_a_look_at_the_hour_outlives_it(elsewhere, head, monkeypatch):
    await entered(head, elsewhere)
    for minutes in (25, 50):
        await seen(head, timedelta(minutes=minutes))
    await seen(head, HOUR - timedelta(seconds=1))
    monkeypatch.setattr(resuming, '_is_trusted', lambda *_, **__: True)
    assert (await seen(head, HOUR)).inside is not None


async def test_one_business_at_a_time_and_first_out_then_in(given, elsewhere, head):
    third = await Given.a_tenant(now=NOW, slug='third')
    session = await entered(head, elsewhere)
    with pytest.raises(NotAllowed):
        await access.enter(session.context(NOW), session_id=session.session_id, business_id=third.tenant_id, reason=WHY)
    with pytest.raises(AlreadyInside):
        await access.enter(session.at_home(NOW), session_id=session.session_id, business_id=third.tenant_id, reason=WHY)


async def test_of_many_tabs_that_enter_at_once_one_does(given, head):
    session = await seen(head)
    targets = [await Given.a_tenant(now=NOW, slug=f'target-{number}') for number in range(5)]

    async def try_it(target: Given) -> Refusal | None:
        try:
            await access.enter(session.context(NOW), session_id=session.session_id, business_id=target.tenant_id,
                               reason=WHY)
        except Refusal as refusal:
            return refusal
        return None

    outcomes = await asyncio.gather(*map(try_it, targets))
    assert [type(each) for each in outcomes if each] == [AlreadyInside] * 4


async def test_s14_signing_out_leaves_and_both_journals_tell_it(given, elsewhere, head):
    session = await entered(head, elsewhere)
    await access.sign_out(Context.anonymous(NOW), session=session)
    resuming._remembered.clear()
    assert await seen(head) is None
    for business in (given, elsewhere):
        assert [kind for kind, _ in await journal(business)] == ['business.entered', 'business.left']


@pytest.mark.parametrize('how', ['end_sessions', 'deactivate', 'admit', 'role'])
async def test_s14_whoever_is_let_go_or_may_no_more_is_out_at_once(given, elsewhere, admin, head, how):
    session = await entered(head, elsewhere)
    match how:
        case 'end_sessions':
            async with transaction(given.ctx) as db:
                await access.end_sessions(db, session.user_id)
        case 'deactivate':
            await access.deactivate(admin, user_id=session.user_id)
        case 'admit':
            await admit_by_email('alex@acme.example', may_enter=False, now=NOW)
        case 'role':
            await people.change(admin, user_id=session.user_id, name='Alex Stone', role=Role.USER, zone=None)
    resuming._remembered.clear()
    found = await seen(head)
    assert found is None or found.inside is None
    if how != 'role':
        assert [kind for kind, _ in await journal(elsewhere)] == ['business.entered', 'business.left']


async def test_ones_own_account_stays_at_home(elsewhere, head):
    session = await entered(head, elsewhere)
    ctx = session.context(NOW)
    for call in (access.my_devices(ctx, session_id=session.session_id), access.my_sign_ins(ctx),
                 access.end_other_sessions(ctx, session_id=session.session_id),
                 access.change_password(ctx, session_id=session.session_id, current=PASSWORD, password='x' * 20)):
        with pytest.raises(AtHomeOnly):
            await call
    assert (await access.my_devices(session.at_home(NOW), session_id=session.session_id)).total == 1


async def test_s14_nobody_enters_or_leaves_by_the_session_of_somebody_else(given, elsewhere, head):
    colleague = await given.user('ADMIN', password_hash=HASH, email='bo@acme.example')
    await admit_by_email('bo@acme.example', may_enter=True, now=NOW)
    theirs = await seen(await signed_in(colleague))
    mine = await entered(head, elsewhere)
    for call in (access.leave(theirs.context(NOW), session_id=mine.session_id),
                 access.enter(theirs.context(NOW), session_id=mine.session_id, business_id=elsewhere.tenant_id,
                              reason=WHY)):
        with pytest.raises(SessionNotFound):
            await call
    resuming._remembered.clear()
    assert (await seen(head)).inside is not None


async def test_s13_whoever_entered_gets_a_new_secret_with_the_next_page(elsewhere, head):
    assert not (await seen(head)).is_secret_old
    session = await entered(head, elsewhere)
    assert session.is_secret_old
    renewed = await access.renew_secret(session.at_home(NOW), session_id=session.session_id, cookie=head)
    resuming._remembered.clear()
    assert await seen(head) is None
    assert (await seen(renewed)).inside == session.inside


async def test_others_are_listed_in_pages_and_found_by_a_part_of_a_name(given, elsewhere, head):
    for number in range(4):
        await Given.a_tenant(now=NOW, slug=f'branch-{number}')
    ctx = (await seen(head)).context(NOW)
    page = await businesses.listed(ctx, page=businesses.queries.Page(2))
    assert ([each.slug for each in page.rows], page.total) == (['branch-0', 'branch-1'], 5)
    assert [each.slug for each in (await businesses.listed(ctx, text='SEWH')).rows] == ['elsewhere']
    assert (await businesses.listed(ctx, text='%')).total == 0
    assert given.slug not in {each.slug for each in (await businesses.listed(ctx)).rows}
    with pytest.raises(Invalid):
        await businesses.listed(ctx, text='x' * 81)


def test_operators_admit_by_a_command(database_url, monkeypatch, capsys):
    monkeypatch.setenv('DATABASE_URL', database_url)
    assert run(commands.COMMANDS, ['admit', 'nobody@nowhere.example'], migrate=lambda _: None) == 1
    assert capsys.readouterr().err == f'{UserNotFound.sentence}\n'
    assert run(commands.COMMANDS, ['admit', 'nobody'], migrate=lambda _: None) == 1
