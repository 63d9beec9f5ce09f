"""One's own security: the password, the devices, the history; and open pages that leave when their session ends."""

from __future__ import annotations

import pytest
from nicegui import ui

from app import clock, live
from app.context import Context
from app.settings import Settings
from pages._site import open_site
from pages.account.security import security
from services import access
from services.access import guessing, resuming
from tests.given import NOW, PASSWORD, PASSWORD_HASH
from tests.pages.desk import at_the_desk, only, until

NEW = 'tulip kettle moss'
EMAIL = 'ada@acme.example'


@pytest.fixture(autouse=True)
def nothing_remembered(tmp_path):
    resuming._remembered.clear()
    guessing.OF_ACCOUNT.clear()
    guessing.OF_PLACE.clear()
    live.hub.listen(access.forget_ended)  # as at start
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))


async def elsewhere(password=PASSWORD, device='curl/8.5'):
    return await access.sign_in(Context.anonymous(NOW), email=EMAIL, password=password, device=device)


async def lives(cookie):
    return await access.resume(Context.anonymous(NOW), cookie=cookie) is not None


def rows(user, at):
    return sorted(user.find(ui.table).elements, key=lambda table: table.id)[at].rows


def fill(user, **words):
    for marker, value in words.items():
        only(user, marker).value = value


async def test_a_new_password_is_kept_and_signs_out_the_others(given):
    async with at_the_desk(given, security, email=EMAIL) as user:
        other = await elsewhere()
        fill(user, current=PASSWORD, password=NEW, again=NEW)
        user.find(marker='save').click()
        assert await until(
            lambda: [only(user, marker).value for marker in ('current', 'password', 'again')] == ['', '', ''])
        await user.should_see('Your password is changed')
        assert not await lives(other)
        assert await elsewhere(NEW)


@pytest.mark.parametrize(('words', 'at', 'said'), [
    ({'current': 'wrong horse battery'}, 'current', 'This is not your password.'),
    ({'password': 'too short', 'again': 'too short'}, 'password', 'At least 15 characters'),
    ({'again': 'tulip kettle mess'}, 'again', 'not the same'),
    ({'current': ''}, 'current', 'Please fill this in.')])
async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(given, words, at, said):
    typed = {'current': PASSWORD, 'password': NEW, 'again': NEW} | words
    async with at_the_desk(given, security, email=EMAIL) as user:
        fill(user, **typed)
        user.find(marker='save').click()

        assert await until(lambda: said in (only(user, at).error or ''))
        assert {marker: only(user, marker).value for marker in typed} == typed
        assert await elsewhere()


async def test_what_is_wrong_with_a_new_password_is_said_at_both_fields_at_once(given):
    async with at_the_desk(given, security, email=EMAIL) as user:
        fill(user, current=PASSWORD, password='too short', again='too shirt')
        user.find(marker='save').click()
        assert await until(lambda: 'not the same' in (only(user, 'again').error or ''))
        assert 'At least 15 characters' in only(user, 'password').error


async def test_another_device_that_signs_in_appears_by_itself_and_goes_when_it_is_signed_out(given):
    async with at_the_desk(given, security, email=EMAIL) as user:
        assert await until(lambda: [row['seen'] for row in rows(user, 0)] == ['Now, on this device'])
        other = await elsewhere()
        assert await until(lambda: len(rows(user, 0)) == 2)
        assert await until(lambda: len(rows(user, 1)) == 1)
        key = next(row['key'] for row in rows(user, 0) if row['name'] == 'curl')
        act(user, 'end', key)
        await user.should_see('Sign out this device?')
        user.find(marker='yes').click()

        assert await until(lambda: len(rows(user, 0)) == 1)
        assert not await lives(other)


async def test_a_wrong_password_at_the_door_appears_by_itself(given):
    async with at_the_desk(given, security, email=EMAIL) as user:
        with pytest.raises(access.WrongCredentials):
            await elsewhere('wrong horse battery')

        assert await until(lambda: [row['outcome']['word'] for row in rows(user, 1)] == ['Wrong password'])


@pytest.mark.parametrize('key', ['', 'x', '../..', '00000000-0000-0000-0000-000000000000', 'foreign'])
async def test_s14_a_forged_press_ends_no_session_of_anybody_else(given, key):
    await given.user('USER', email='bob@acme.example', password_hash=PASSWORD_HASH)
    bobs = await access.sign_in(Context.anonymous(NOW), email='bob@acme.example', password=PASSWORD)
    foreign = (await access.resume(Context.anonymous(NOW), cookie=bobs)).session_id
    async with at_the_desk(given, security, email=EMAIL) as user:
        act(user, 'end', str(foreign) if key == 'foreign' else key)
        await user.should_see('Sign out this device?')
        user.find(marker='yes').click()

        await user.should_see('This device is not signed in, or not any more.')
    assert await lives(bobs)


async def test_s14_signed_out_everywhere_else(given):
    async with at_the_desk(given, security, email=EMAIL) as user:
        others = [await elsewhere() for _ in range(2)]
        assert await until(lambda: len(rows(user, 0)) == 3)
        assert only(user, 'end-others').enabled
        user.find(marker='end-others').click()
        await user.should_see('Sign out everywhere else?')
        user.find(marker='yes').click()

        await user.should_see('Signed out on 2 other devices')
        assert [await lives(each) for each in others] == [False, False]
        assert await until(lambda: len(rows(user, 0)) == 1)
        assert not only(user, 'end-others').enabled, 'there is nowhere else'


@pytest.mark.parametrize(('public_url', 'said'), [
    (None, 'They work at http://localhost:8080,'), ('https://book.example.org', 'They work at https://book.example.org,'),
    ('http://192.0.2.7', 'browsers keep them for addresses with https')])
async def test_s12_where_no_passkey_can_be_made_it_says_why(given, tmp_path, public_url, said):
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None, public_url=public_url))
    async with at_the_desk(given, security, email=EMAIL) as user:
        assert said in only(user, 'no-passkeys').text


async def test_s14_the_page_of_a_session_that_was_ended_elsewhere_leaves(given):
    visits = []

    async def draw(visit):
        visits.append(visit)
        await security(visit)

    async with at_the_desk(given, draw, email=EMAIL):
        there = await access.resume(Context.anonymous(NOW), cookie=await elsewhere())
        await access.end_other_sessions(there.context(clock.now()), session_id=there.session_id)

        assert visits[0]._is_over
        assert not await visits[0].is_live()


async def test_a_browser_that_repeats_what_it_was_first_drawn_with_does_not_forget_how_many_rows_there_are(given):
    async with at_the_desk(given, security, email=EMAIL) as user:
        await elsewhere()
        assert await until(lambda: len(rows(user, 1)) == 1)
        table = max(user.find(ui.table).elements, key=lambda table: table.id)
        fire(table, 'update:pagination', dict(table.pagination) | {'rowsNumber': 0})

        assert table.pagination['rowsNumber'] == 1


def act(user, name, key):
    fire(min(user.find(ui.table).elements, key=lambda table: table.id), 'act', {'name': name, 'key': key})


def fire(element, event, args):
    """What a browser sends, forged or not."""
    for listener in list(element._event_listeners.values()):
        if listener.type == event:
            element._handle_event({'listener_id': listener.id, 'args': args})
