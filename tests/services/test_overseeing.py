"""What administrators see and do about the accounts of others (S-11, S-14, S-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app import live
from app.context import Context
from app.database import transaction
from app.paging import Page
from app.permissions import Role
from services import access, people
from services.access import Outcome, remembering, resuming
from services.people import PersonChangedMeanwhile, UserNotFound
from tests.apps import an_app
from tests.given import NOW, PASSWORD_HASH
from tests.services.journal import kinds
from tests.statements import counting


async def with_an_app(given, role='USER', **person):
    user = await given.user(role, **person)
    async with transaction(given.ctx) as db:
        await db.execute(an_app(given.tenant_id, user.id, given.ctx.now))
    return user


async def lives(cookie, now=NOW):
    return await access.resume(Context.anonymous(now), cookie=cookie) is not None


async def test_s14_somebody_is_signed_out_everywhere_at_once_and_nobody_else(given, admin):
    live.hub.listen(access.forget_ended)  # as at start
    anna, ben = await given.user(), await given.user()
    cookies = [await given.cookie(anna), await given.cookie(anna), await given.cookie(ben)]
    resuming._remembered.clear()
    assert [await lives(each) for each in cookies] == [True, True, True]

    assert await access.end_sessions_of(admin, user_id=anna.id) == 2
    assert [await lives(each) for each in cookies] == [False, False, True]
    assert (await kinds(given.ctx, anna.id))[1:] == ['session.ended', 'session.ended', 'user.signed_out_everywhere']
    assert await access.end_sessions_of(admin, user_id=anna.id) == 0
    assert len(await kinds(given.ctx, anna.id)) == 4, 'nothing happened, nothing to tell'


async def test_s14_nobody_of_another_business_is_signed_out_or_looked_at(given, admin, outsider):
    anna = await given.user()
    cookie = await given.cookie(anna)
    for call in (access.end_sessions_of(outsider, user_id=anna.id), access.overview(outsider, user_id=anna.id)):
        with pytest.raises(UserNotFound):
            await call
    assert await lives(cookie)


async def test_how_an_account_is_kept(given, admin):
    anna = await given.user('SUPERVISOR', password_hash=PASSWORD_HASH)
    plain = await access.overview(admin, user_id=anna.id)
    assert (plain.has_factor, plain.must_have_factor, plain.devices, plain.last) == (False, False, 0, None)

    boss = await given.user('ADMIN')
    await given.cookie(boss)
    async with transaction(given.ctx) as db:
        await remembering.note(db, boss.id, Outcome.WRONG_PASSWORD, device='curl/8.5', address='203.0.113.9')
    kept = await access.overview(admin, user_id=boss.id)
    assert (kept.has_factor, kept.must_have_factor, kept.devices) == (True, True, 1)
    assert (kept.last.outcome, kept.last.device, kept.last.place) == (Outcome.WRONG_PASSWORD, 'curl', '203.0.113.0')
    assert [each.outcome for each in kept.sign_ins] == [Outcome.WRONG_PASSWORD]
    later = Context(tenant_id=admin.tenant, actor=admin.actor, now=NOW + timedelta(hours=13))
    assert (await access.overview(later, user_id=boss.id)).devices == 0, 'sessions that are over are no devices'


async def test_s11_who_has_no_second_factor_is_found_among_others(given, admin):
    anna, ben = await with_an_app(given, name='Anna'), await given.user(name='Ben')
    chef = await given.user('SUPERVISOR', name='Chef')

    async def names(**looked):
        return [(each.user.name, each.has_factor) for each in (await access.accounts(given.ctx, **looked)).rows]

    admins = (admin.actor.name, False)
    assert await names() == [admins, ('Anna', True), ('Ben', False), ('Chef', False)]
    assert await names(lacks_factor=True) == [admins, ('Ben', False), ('Chef', False)]
    assert await names(lacks_factor=True, role=Role.SUPERVISOR) == [('Chef', False)]
    assert await names(lacks_factor=True, text='an') == []
    paged = await access.accounts(given.ctx, lacks_factor=True, page=Page(1, 1))
    assert ([each.user.id for each in paged.rows], paged.total) == ([ben.id], 3)
    assert anna.id not in {each.user.id for each in paged.rows}
    assert chef.id


async def test_a_page_of_them_costs_as_many_statements_at_one_row_as_at_three(given):
    costs = []
    for _ in range(2):
        await with_an_app(given)
        with counting() as statements:
            await access.accounts(given.ctx)
        costs.append(int(statements))
        await given.user(), await given.user()
    assert costs[0] == costs[1]


async def test_two_who_change_somebody_at_once_do_not_overwrite_each_other(given, admin):
    group = await given.group('Team')
    anna = await given.user(name='Anna')
    seen = await people.by_id(admin, user_id=anna.id)
    kept = {'user_id': anna.id, 'role': Role.USER, 'zone': None}
    await people.change(admin, **kept, name='Anna', groups={group.id: True}, seen=seen)
    with pytest.raises(PersonChangedMeanwhile) as refusal:
        await people.change(admin, **kept, name='Annette', groups={}, seen=seen)
    now = await people.by_id(admin, user_id=anna.id)
    assert (refusal.value.data, now.name, len(now.memberships)) == ({'changed': ('memberships',)}, 'Anna', 1)

    await people.change(admin, **kept, name='Annette', groups={}, seen=now)
    await people.change(admin, **kept, name='Anna', groups={})
    assert (await people.by_id(admin, user_id=anna.id)).name == 'Anna', 'the control: unseen, the last one wins'


async def test_people_can_be_had_by_when_they_last_signed_in(given, admin):
    for name, hours in (('Anna', 5), ('Ben', 2), ('Cleo', 0)):
        someone = await given.user(name=name)
        if hours:
            async with transaction(replace(given.ctx, now=NOW - timedelta(hours=hours))) as db:
                await people.note_sign_in(db, someone.id)

    async def names(**asked):
        found = (await access.accounts(admin, by_last_seen=True, role=Role.USER, **asked)).rows
        return [each.user.name for each in found]

    assert await names() == ['Cleo', 'Anna', 'Ben'], 'who never did comes first'
    assert await names(is_descending=True) == ['Ben', 'Anna', 'Cleo']
    assert await names(is_descending=True, page=Page(1, 1)) == ['Anna']
