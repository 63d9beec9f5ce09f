"""S-17 on the screen: a refused act opens "confirm it is you", and goes on where the person was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import live
from app.database import transaction
from app.settings import Settings
from pages._site import open_site, site
from pages.account.security import security
from services import access
from services.access import guessing, resuming
from tests.authenticators import Authenticator
from tests.given import NOW, PASSWORD
from tests.pages.desk import at_the_desk, only, until
from tests.pages.test_security import fire

NEW = 'tulip kettle moss'


@pytest.fixture(autouse=True)
def nothing_remembered(tmp_path):
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()
    live.hub.listen(access.forget_ended)  # as at start
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))


async def grow_old(given):
    """It is eleven minutes ago that anybody proved who they are."""
    async with transaction(given.ctx) as db:
        await db.execute(text('update sessions set confirmed_at = :then'), {'then': NOW - timedelta(minutes=11)})
    resuming._remembered.clear()


@pytest.mark.parametrize('is_demo', [True, False])
async def test_s17_in_a_demo_the_password_of_everybody_is_told_and_nowhere_else(given, is_demo):
    async with transaction(given.ctx) as db:
        await db.execute(text('update tenants set is_demo = :is_demo'), {'is_demo': is_demo})
    async with at_the_desk(given, security, email='robin@northside.example') as user:
        await grow_old(given)
        user.find(marker='set-up-app').click()
        await user.should_see('Confirm it is you')
        assert ('open sesame' in only(user, 'own-password').props.get('hint', '')) is is_demo


async def test_s17_a_refused_act_asks_and_goes_on_and_nothing_typed_is_lost(given):
    async with at_the_desk(given, security, email='ada@acme.example') as user:
        await grow_old(given)
        typed = {'current': PASSWORD, 'password': NEW, 'again': NEW}
        for marker, value in typed.items():
            only(user, marker).value = value
        user.find(marker='save').click()
        await user.should_see('Confirm it is you')
        await user.should_not_see(marker='other-way')
        only(user, 'own-password').value = 'wrong horse battery'
        user.find(marker='confirm').click()
        assert await until(lambda: 'not your password' in (only(user, 'own-password').error or ''))
        assert {marker: only(user, marker).value for marker in typed} == typed
        only(user, 'own-password').value = PASSWORD
        user.find(marker='confirm').click()

        assert await until(lambda: [only(user, marker).value for marker in typed] == ['', '', ''])
        await user.should_see('Your password is changed')


async def test_s17_whoever_does_not_confirm_has_done_nothing(given):
    async with at_the_desk(given, security, email='ada@acme.example') as user:
        await grow_old(given)
        user.find(marker='set-up-app').click()
        await user.should_see('Confirm it is you')
        user.find(marker='cancel').click()

        await user.should_not_see(marker='qr')
        await grow_old(given)
        user.find(marker='set-up-app').click()
        assert await until(lambda: user.find(marker='own-password').elements)
        async with transaction(given.ctx) as db:
            assert await db.scalar(text('select count(*) from factors')) == 0


async def test_s12_each_press_asks_a_passkey_anew_so_that_a_wrong_answer_is_not_the_last(given):
    phone = Authenticator(site().passkey_origin, 'localhost')

    async def draw(visit):
        asked = await access.begin_passkey(visit.ctx(), origin=phone.origin)
        await access.keep_passkey(visit.ctx(), session_id=visit.session.session_id, origin=phone.origin,
                                  answer=phone.made(asked), name='Phone')
        await security(visit)

    async with at_the_desk(given, draw, email='ada@acme.example') as user:
        await user.should_see('Passkey "Phone"')
        await grow_old(given)
        user.find(marker='set-up-app').click()
        await user.should_see('Confirm it is you')
        button = only(user, 'use-passkey')
        assert 'data-passkey-use' not in button.props, 'nothing grows old while the dialog is open'
        user.find(marker='use-passkey').click()
        first = await until(lambda: button.props.get('data-passkey-use'))
        stranger = Authenticator(phone.origin, 'localhost')
        fire(button, 'passkey', {'detail': phone.but(key=stranger.key).used(first)})
        await user.should_see('not accepted')
        user.find(marker='use-passkey').click()
        assert await until(lambda: button.props['data-passkey-use'] != first)
        await user.should_not_see('not accepted')
        fire(button, 'passkey', {'detail': phone.used(button.props['data-passkey-use'])})
        await user.should_see(marker='qr')


async def test_s12_a_passkey_without_a_name_is_not_asked_for(given):
    async with at_the_desk(given, security, email='ada@acme.example') as user:
        user.find(marker='add-passkey').click()
        assert await until(lambda: only(user, 'create-passkey'))
        button = only(user, 'create-passkey')
        only(user, 'passkey-name').value = ''
        user.find(marker='create-passkey').click()
        assert await until(lambda: only(user, 'passkey-name').error) == 'Please fill this in.'
        assert 'data-passkey-make' not in button.props
        only(user, 'passkey-name').value = 'Phone'
        user.find(marker='create-passkey').click()
        assert await until(lambda: button.props.get('data-passkey-make'))
