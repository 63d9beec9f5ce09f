"""The settings of the business: saved, refused at the field, put back, and seen by everybody at once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from nicegui import ui

from app import live
from app.permissions import Role
from app.settings import Settings
from pages import shell
from pages._site import open_site
from pages.admin.settings import settings
from services import access, tenants
from tests.apps import App
from tests.given import NOW
from tests.pages.desk import at_the_desk, only, until

FIELDS = ('name', 'zone', 'is_registering_open', 'needs_verified_email', 'factor_roles', 'undo_seconds',
          'reminder_hours', 'quiet_from', 'quiet_until')


async def changed_elsewhere(given, **changes):
    now = await tenants.current(given.ctx)
    return await tenants.change(given.ctx, **{name: getattr(now, name) for name in FIELDS} | changes)


async def test_what_is_saved_is_so_and_can_be_put_back(given, admin):
    before = await tenants.current(admin)
    async with at_the_desk(given, settings, role='ADMIN') as user:
        only(user, 'name').value, only(user, 'zone').value = 'Acme North', 'Asia/Tokyo'
        only(user, 'registering').value = False
        only(user, 'undo-seconds').value = 90.0
        only(user, 'reminder-hours').value = [2, 48]
        only(user, 'quiet-from').value, only(user, 'quiet-until').value = 1320, 420
        only(user, 'factor-supervisor').value = True
        user.find(marker='save').click()
        await user.should_see('Saved')
        now = await tenants.current(admin)
        assert (now.name, now.zone, now.is_registering_open, now.needs_verified_email, now.factor_roles,
                now.undo_seconds, now.reminder_hours, now.quiet_from, now.quiet_until) == (
            'Acme North', 'Asia/Tokyo', False, True, {Role.SUPERVISOR}, 90, (48, 2), 1320, 420)
        user.find(marker='undo').click()
        await user.should_see('As it was before')
        assert await until(lambda: only(user, 'name').value == 'Acme')
    assert await tenants.current(admin) == before


async def test_s11_administrators_always_have_a_factor_and_nobody_can_choose_otherwise(given):
    async with at_the_desk(given, settings, role='ADMIN') as user:
        tick = only(user, 'factor-admin')
        assert (tick.value, tick.enabled) == (True, False)


@pytest.mark.parametrize(('field', 'value', 'said'), [
    ('name', ' ', 'Please fill this in.'), ('name', 'x' * 200, 'At most 120 characters.'),
    ('undo-seconds', 601.0, 'Whole seconds, from 0 to 600.'), ('undo-seconds', 1.5, 'Whole seconds, from 0 to 600.'),
    ('undo-seconds', None, 'Please fill this in.')])
async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(given, admin, field, value, said):
    async with at_the_desk(given, settings, role='ADMIN') as user:
        only(user, field).value = value
        only(user, 'verified').value = False
        user.find(marker='save').click()
        assert await until(lambda: only(user, field).error) == said
        assert (only(user, field).value, only(user, 'verified').value) == (value, False)
    assert (await tenants.current(admin)).needs_verified_email is True


async def test_who_saves_second_is_told_keeps_what_was_typed_and_decides(given, admin):
    async with at_the_desk(given, settings, role='ADMIN') as user:
        only(user, 'name').value = 'Mine'
        await changed_elsewhere(given, zone='Asia/Tokyo')
        user.find(marker='save').click()
        await user.should_see('Somebody else saved meanwhile (time zone)')
        assert only(user, 'name').value == 'Mine'
        assert (await tenants.current(admin)).name == 'Acme'
        user.find(marker='take-saved').click()
        assert await until(lambda: (only(user, 'name').value, only(user, 'zone').value) == ('Acme', 'Asia/Tokyo'))
        await user.should_not_see('Somebody else saved meanwhile')
        only(user, 'name').value = 'Mine'
        user.find(marker='save').click()
        await user.should_see('Saved')
    now = await tenants.current(admin)
    assert (now.name, now.zone) == ('Mine', 'Asia/Tokyo')


async def test_a_change_of_somebody_else_is_seen_at_once(given):
    async with at_the_desk(given, settings, role='ADMIN') as user:
        await changed_elsewhere(given, name='Renamed', needs_verified_email=False)
        assert await until(lambda: (only(user, 'name').value, only(user, 'verified').value) == ('Renamed', False))


async def test_around_every_screen_what_is_changed_stands_at_once(given, tmp_path, monkeypatch):
    ran = []
    monkeypatch.setattr(ui, 'run_javascript', ran.append)  # in no browser

    async def draw(visit):
        with shell._frame(visit, await tenants.current(visit.ctx()), ui.context.client.request) as frame:
            shell._follow_the_business(visit, frame)

    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))
    live.hub.listen(access.forget_ended)  # as at start
    async with at_the_desk(given, draw, role='CLIENT') as user:
        await changed_elsewhere(given, name='Renamed <b>')
        assert await until(lambda: 'Renamed &lt;b&gt;' in only(user, 'tenant').content)
        assert ran == []
        await changed_elsewhere(given, zone='Asia/Tokyo')
        assert await until(lambda: 'Asia/Tokyo' in only(user, 'tenant').content)
        assert await until(lambda: ran == ['location.reload()'])


async def test_s11_whoever_must_have_a_factor_from_now_on_is_led_to_setting_one_up(given, monkeypatch):
    went, visits = [], []

    async def draw(visit):
        visits.append(visit)
        monkeypatch.setattr(visit.client, 'open', lambda where, new_tab: went.append(where))

    live.hub.listen(access.forget_ended)  # as at start
    async with at_the_desk(given, draw, role='SUPERVISOR'):
        assert await visits[-1].is_live()
        await changed_elsewhere(given, factor_roles={Role.USER})
        assert await visits[-1].is_live(), 'a control: not this role'
        await changed_elsewhere(given, factor_roles={Role.SUPERVISOR})
        assert not await visits[-1].is_live()
        assert went == ['/second-factor']


async def test_s11_before_a_factor_is_asked_of_a_role_it_is_said_how_many_have_none(given, admin):
    for name in ('Anna', 'Ben'):
        await given.user(name=name)
    await given.user('SUPERVISOR', name='Cleo')
    await access.deactivate(given.ctx, user_id=(await given.user(name='Gone')).id)
    with_app = given.acting(await given.user(name='Dora'))
    begun = await access.begin_factor(with_app)
    await access.confirm_factor(with_app, session_id=uuid4(), code=App(begun.secret).at(NOW))
    async with at_the_desk(given, settings, role='ADMIN') as user:
        only(user, 'factor-user').value = True
        user.find(marker='save').click()
        await user.should_see('2 people have no second factor yet. Ask it of them now?')
        user.find(marker='no').click()
        await user.should_not_see(marker='yes')
        assert (await tenants.current(admin)).factor_roles == frozenset()
        assert only(user, 'factor-user').value is True, 'what was ticked stays'
        user.find(marker='save').click()
        await user.should_see(marker='yes')
        user.find(marker='yes').click()
        await user.should_see('Saved')
        assert (await tenants.current(admin)).factor_roles == {Role.USER}
        only(user, 'name').value = 'Other'
        user.find(marker='save').click()
        assert await until(lambda: is_called(admin, 'Other')), 'asked once, not with every save'


async def is_called(ctx, name):
    return (await tenants.current(ctx)).name == name


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_s19_nobody_else_opens_it(given, role):
    async with at_the_desk(given, settings, role=role) as user:
        await user.should_see('Not yours to see')
        await user.should_not_see(marker='verified')
