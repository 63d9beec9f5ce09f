"""Another e-mail address, on one's own screen: refused at the field, awaited, stopped, and seen when proved."""

from __future__ import annotations

import pytest

from app import live
from app.context import Context
from app.settings import Settings
from pages._site import open_site
from pages.account.security import security
from services import access, people
from services.access import guessing, letters, moving, resuming
from tests.given import NOW, PASSWORD
from tests.pages.desk import at_the_desk, only, until
from tests.services.outbox import outbox, token_in, worked_off

__all__ = ['outbox']

ADA, NEW = 'ada@acme.example', 'ada@new.example'


@pytest.fixture(autouse=True)
def nothing_remembered(outbox, tmp_path):
    resuming._remembered.clear()
    for window in (guessing.OF_ACCOUNT, guessing.OF_PLACE, moving.OF_ADDRESS):
        window.clear()
    live.hub.listen(access.forget_ended)  # as at start
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))


async def ask(user, email=NEW, current=PASSWORD):
    user.find(marker='change-email').click()
    await user.should_see(marker='new-email')
    only(user, 'new-email').value, only(user, 'email-current').value = email, current
    user.find(marker='send-link').click()


async def test_s08_it_is_asked_for_awaited_and_there_once_it_is_proved(outbox, given):
    visits = []

    async def draw(visit):
        visits.append(visit)
        await security(visit)

    async with at_the_desk(given, draw, email=ADA) as user:
        await ask(user)
        await user.should_see(f'Look into the mail of {NEW}')
        await user.should_see(f'The link sent to {NEW} works until')
        await worked_off()
        await access.confirm(Context.anonymous(NOW), token=token_in(outbox.mails_to(NEW)[0], letters.VERIFY),
                             cookie=visits[-1]._cookie)
        await user.should_not_see(marker='awaited-email')
        await user.should_see(NEW)


@pytest.mark.parametrize(('typed', 'at', 'said'), [
    ({'email': 'no address'}, 'new-email', 'This is not an e-mail address.'),
    ({'email': ADA}, 'new-email', 'This is the address you have.'),
    ({'current': 'wrong horse battery'}, 'email-current', 'This is not your password.')])
async def test_s08_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(outbox, given, typed, at, said):
    typed = {'email': NEW, 'current': PASSWORD} | typed
    async with at_the_desk(given, security, email=ADA) as user:
        await ask(user, **typed)
        assert await until(lambda: only(user, at).error) == said
        assert (only(user, 'new-email').value, only(user, 'email-current').value) == tuple(typed.values())


async def test_s08_it_is_stopped_by_one_press(outbox, given):
    async with at_the_desk(given, security, email=ADA) as user:
        await ask(user)
        await user.should_see(marker='keep-email')
        user.find(marker='keep-email').click()
        await user.should_see('Your address stays as it is')
        await user.should_not_see(marker='awaited-email')


async def test_what_is_typed_stays_when_something_else_about_oneself_changes_meanwhile(outbox, given):
    async with at_the_desk(given, security, email=ADA) as user:
        user.find(marker='change-email').click()
        await user.should_see(marker='new-email')
        only(user, 'new-email').value = NEW
        drawn = only(user, 'change-email')
        [ada] = [each for each in (await people.listed(given.ctx)).rows if each.email == ADA]
        await people.prefer(given.acting(ada), theme='dark')
        assert await until(lambda: only(user, 'change-email') is not drawn), 'the card was drawn anew'
        assert only(user, 'new-email').value == NEW
