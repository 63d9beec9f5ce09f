"""Second factors on one's own screen and on an administrator's (S-10, S-11, S-12)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from app import live
from app.database import transaction
from app.permissions import Role
from app.settings import Settings
from pages._site import open_site
from pages.account.security import security
from pages.admin.person import person
from services import access, people
from services.access import resuming
from services.access.factors import backups
from tests.apps import App, an_app
from tests.given import NOW
from tests.pages.desk import at_the_desk, only, until


@pytest.fixture
def here(tmp_path):
    resuming._remembered.clear()
    live.hub.listen(access.forget_ended)  # as at start
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))


async def test_one_sets_up_an_app_on_ones_own_screen(given, here):
    async with at_the_desk(given, security, email='ada@acme.example') as user:
        await user.should_see('Whoever knows your password can sign in as you.')
        user.find(marker='set-up-app').click()
        await user.should_see(marker='qr')
        app = App(only(user, 'key').content.replace(' ', ''))
        only(user, 'code').value = '000000'
        user.find(marker='finish').click()
        assert await until(lambda: 'This code is not right' in (only(user, 'code').error or ''))
        assert only(user, 'code').value == '000000'
        only(user, 'code').value = app.code(NOW)
        user.find(marker='finish').click()

        await user.should_see('Authenticator app, since')
        await user.should_not_see(marker='set-up-app')
        await user.should_see('Your backup codes')
        first = shown_on_screen(user)
        assert len(first) == 10
        user.find(marker='kept').click()
        await user.should_see('Backup codes: 10 left.')
        user.find(marker='renew-codes').click()
        await user.should_see('Those you have kept work no more.')
        user.find(marker='yes').click()
        assert await until(lambda: shown_on_screen(user) and not shown_on_screen(user) & first)


@pytest.mark.parametrize(('role', 'may_turn_off'), [('USER', True), ('ADMIN', False)])
async def test_s11_an_app_is_turned_off_on_ones_own_screen_where_none_must_be(given, here, role, may_turn_off):
    async def draw(visit):
        async with transaction(given.ctx) as db:
            await db.execute(an_app(given.tenant_id, visit.session.user_id, NOW))
        await security(visit)

    async with at_the_desk(given, draw, role=role) as user:
        await user.should_see('Replace it…')
        if may_turn_off:
            user.find(marker='remove-app').click()
            await user.should_see('Turn your second factor off?')
            user.find(marker='yes').click()
            await user.should_see('Whoever knows your password can sign in as you.')
        else:
            await user.should_not_see(marker='remove-app')


async def test_s10_whoever_has_codes_that_work_no_more_is_asked_to_make_new_ones(given, here):
    async def draw(visit):
        async with transaction(given.ctx) as db:
            await db.execute(an_app(given.tenant_id, visit.session.user_id, NOW))
            await backups.make(db, visit.session.user_id)
            await db.flush()
            await db.execute(text("update backup_codes set key_id = 'dropped'"))
        await security(visit)

    async with at_the_desk(given, draw) as user:
        await user.should_see('Backup codes: those you have kept work no more. Make new ones.')
        user.find(marker='renew-codes').click()
        await user.should_see('Make new backup codes?')
        user.find(marker='yes').click()
        assert await until(lambda: shown_on_screen(user))
        user.find(marker='kept').click()
        await user.should_see('Backup codes: 10 left.')


async def test_s11_an_administrator_resets_somebodys_factor_on_their_page(given, here):
    ada = await given.user('USER', name='Ada')

    async def draw(visit):
        await person(visit, person_id=str(ada.id))

    async with at_the_desk(given, draw, role='ADMIN') as user:
        await user.should_see('Ada')
        await user.should_not_see(marker='reset-factors')
        before = given.acting(ada)
        begun = await access.begin_factor(before)
        await access.confirm_factor(before, session_id=uuid4(), code=App(begun.secret).at(NOW))
        await user.should_see(marker='reset-factors')
        user.find(marker='reset-factors').click()
        await user.should_see('Reset the second factor of Ada?')
        user.find(marker='yes').click()

        await user.should_see('The second factor is reset')
        await user.should_not_see(marker='reset-factors')


async def test_s11_ones_own_factor_is_not_offered_to_be_reset_and_the_page_says_who_can(given, here):
    async def draw(visit):
        mine = visit.ctx()
        begun = await access.begin_factor(mine)
        await access.confirm_factor(mine, session_id=visit.session.session_id, code=App(begun.secret).at(NOW))
        await person(visit, person_id=str(visit.session.user_id))

    async with at_the_desk(given, draw, role='ADMIN') as user:
        await user.should_see(marker='person')
        await user.should_not_see(marker='reset-factors')
        assert any('another administrator can reset it' in getattr(each, 'content', '')
                   for each in user.client.elements.values())


async def test_s12_a_passkeys_name_is_refused_at_its_field_before_the_browser_makes_a_key(given, here):
    async with at_the_desk(given, security) as user:
        user.find(marker='add-passkey').click()
        await user.should_see(marker='create-passkey')
        only(user, 'passkey-name').value = long = 'x' * 61
        user.find(marker='create-passkey').click()
        assert await until(lambda: 'At most 60' in (only(user, 'passkey-name').error or ''))
        assert only(user, 'passkey-name').value == long
        assert 'data-passkey-make' not in only(user, 'create-passkey').props
        only(user, 'passkey-name').value = 'My ring'
        user.find(marker='create-passkey').click()
        assert await until(lambda: 'data-passkey-make' in only(user, 'create-passkey').props)
        assert only(user, 'passkey-name').error is None


def shown_on_screen(user):
    """In the newest dialog: one that was closed goes when its animation is over."""
    labels = sorted(user.find(marker='backup-code').elements, key=lambda label: label.id)
    return {label.text for label in labels[-10:]}


async def test_s11_the_page_of_somebody_who_becomes_an_administrator_does_nothing_more(given, here):
    visits = []

    async def draw(visit):
        visits.append(visit)
        await security(visit)

    async with at_the_desk(given, draw, email='ada@acme.example'):
        assert await visits[0].is_live()
        await people.change(given.ctx, user_id=visits[0].session.user_id, name='Ada', role=Role.ADMIN, zone=None)

        assert not await visits[0].is_live()
