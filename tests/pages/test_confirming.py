"""S-17 on the screen: a refused act opens "confirm it is you", and goes on where the person was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import live
from app.database import transaction
from app.settings import Settings
from pages._site import open_site
from pages.account.security import security
from services import access
from services.access import guessing, resuming
from tests.given import NOW, PASSWORD
from tests.pages.desk import at_the_desk, only, until

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
