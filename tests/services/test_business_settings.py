"""What an administrator says of the business: name, zone, who may register, who must prove an address or a factor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app import live
from app.context import Context
from app.errors import Invalid, NotConfirmed
from app.permissions import Role
from services import access, tenants
from services.access import resuming
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.services.journal import kinds

KIND = 'business.settings_changed'


async def change(ctx, **changes: Any):
    now = await tenants.current(ctx)
    kept = {name: getattr(now, name) for name in ('name', 'zone', 'is_registering_open', 'needs_verified_email',
                                                  'factor_roles', 'undo_seconds', 'reminder_hours', 'quiet_from',
                                                  'quiet_until')}
    return await tenants.change(ctx, **{**kept, **changes})


async def test_what_is_changed_is_kept_and_the_journal_names_it(given, admin):
    after = await change(admin, name='  Acme   & Sons ', zone='Asia/Tokyo', factor_roles={Role.SUPERVISOR},
                         undo_seconds=600, reminder_hours=[1, 48, 48])

    assert after == await tenants.current(admin)
    assert (after.name, after.zone, after.factor_roles, after.undo_seconds, after.reminder_hours) == (
        'Acme & Sons', 'Asia/Tokyo', {Role.SUPERVISOR}, 600, (48, 1))
    assert await kinds(given.ctx, given.tenant_id) == [KIND]
    assert await change(admin) == after
    assert await kinds(given.ctx, given.tenant_id) == [KIND], 'nothing changed, nothing to tell'


@pytest.mark.parametrize(('wrong', 'fields'), [
    ({'name': '  '}, {'name'}), ({'name': 'x' * 121}, {'name'}), ({'zone': 'localtime'}, {'zone'}),
    ({'zone': '../../etc/passwd', 'name': ''}, {'name', 'zone'}), ({'factor_roles': ['OWNER']}, {'factor_roles'}),
    *(({'undo_seconds': wrong}, {'undo_seconds'}) for wrong in (-1, 601, 1.5, float('nan'), True, None)),
    *(({'reminder_hours': wrong}, {'reminder_hours'}) for wrong in ([0], [169], [2.0], [True], range(1, 7))),
    ({'quiet_from': 60}, {'quiet_until'}), ({'quiet_until': 60}, {'quiet_from'}),
    ({'quiet_from': 60, 'quiet_until': 60}, {'quiet_until'}), ({'quiet_from': -1, 'quiet_until': 1440},
                                                               {'quiet_from', 'quiet_until'}),
    ({'quiet_from': True, 'quiet_until': 60.0, 'name': ''}, {'quiet_from', 'quiet_until', 'name'})])
async def test_what_is_wrong_is_named_and_nothing_changes(given, admin, wrong, fields):
    before = await tenants.current(admin)
    with pytest.raises(Invalid) as refusal:
        await change(admin, **wrong)

    assert refusal.value.fields.keys() == fields
    assert await tenants.current(admin) == before
    assert await kinds(given.ctx, given.tenant_id) == []


async def test_the_second_of_two_who_change_them_at_once_is_told_and_overwrites_nothing(given, admin):
    seen = await tenants.current(admin)
    await change(admin, name='Faster')
    with pytest.raises(tenants.SettingsChangedMeanwhile) as refusal:
        await change(admin, name='Slower', seen=seen)

    assert refusal.value.data == {'changed': ('name',)}
    assert (await tenants.current(admin)).name == 'Faster'
    assert (await change(admin, name='Slower', seen=await tenants.current(admin))).name == 'Slower'


async def test_whoever_has_to_prove_an_address_first_is_as_the_business_says(given, admin):
    await given.user(email='new@acme.example', password_hash=PASSWORD_HASH, is_verified=False)

    async def sign_in():
        return await access.sign_in(Context.anonymous(NOW), email='new@acme.example', password=PASSWORD)

    with pytest.raises(access.NotVerified):
        await sign_in()
    await change(admin, needs_verified_email=False)
    assert await sign_in()


async def test_nobody_registers_where_it_is_closed(given, admin):
    await change(admin, is_registering_open=False)
    with pytest.raises(access.RegisteringIsClosed):
        await access.register(Context.anonymous(NOW), slug='acme', name='Eve', email='eve@x.example',
                              password='seven quiet lanterns')


async def test_s11_a_role_that_must_have_a_factor_from_now_on_reaches_nothing_without_one_at_once(given, admin):
    live.hub.listen(access.forget_ended)  # as at start
    cookies = [await given.cookie(await given.user(role)) for role in ('SUPERVISOR', 'USER')]

    async def let_in(now=NOW):
        return [await access.resume(Context.anonymous(now), cookie=each) is not None for each in cookies]

    resuming._remembered.clear()
    assert await let_in() == [True, True]
    await change(admin, factor_roles={Role.SUPERVISOR})
    assert await let_in() == [False, True], 'what was remembered of them is not trusted for its five seconds'
    await change(admin, factor_roles=())
    assert await let_in(NOW + timedelta(seconds=1)) == [True, True]


async def test_s17_who_must_have_a_factor_takes_a_confirmation_of_late_and_the_name_does_not(given, admin):
    long_ago = replace(admin, now=admin.now + timedelta(minutes=11))
    with pytest.raises(NotConfirmed):
        await change(long_ago, factor_roles={Role.USER})
    assert (await tenants.current(admin)).factor_roles == frozenset()
    assert (await change(long_ago, name='Renamed')).name == 'Renamed'
    assert (await change(admin, factor_roles={Role.USER})).factor_roles == {Role.USER}, 'the control'


async def test_a_neighbour_keeps_theirs(given, admin, outsider):
    before = await tenants.current(outsider)
    await change(admin, name='Another', zone='Asia/Tokyo', is_registering_open=False)
    assert await tenants.current(outsider) == before
