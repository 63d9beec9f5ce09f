"""The second factor in a browser: an app, backup codes and passkeys (S-10, S-11, S-12)."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pyotp
from playwright.sync_api import expect
from sqlalchemy import text

from app import clock
from app.database import transaction
from services.access import resuming
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.journeys.ledger import Ledger
from tests.journeys.places import Place
from tests.journeys.tabs import Tab, Tabs
from tests.journeys.test_everywhere import looked_at
from tests.pages.doors import House

BOSS, EVE = 'bea@strict-walk.example', 'eve@with-passkeys.example'


def password_of(tab: Tab, who: str, following: str) -> None:
    tab.go(f'/sign-in?next={following}')
    tab.page.locator('[name=email]').first.fill(who)
    tab.page.locator('[name=password]').first.fill(PASSWORD)
    tab.button('Sign in', exact=True).click()
    tab.page.wait_for_url('**/second-factor*')
    tab.settle()


def is_for_everybody(tab: Tab, name: str) -> None:
    found = looked_at(tab, Place(name, '', who=''))
    assert not any(found.values()), (name, found)


def test_s11_an_administrator_sets_an_app_up_pressing_twice_and_signs_in_with_a_backup_code(tabs: Tabs, ledger: Ledger):
    given = ledger.run(Given.a_tenant(now=clock.now(), slug='strict-walk'))
    ledger.run(given.user('ADMIN', name='Bea Boss', email=BOSS, password_hash=PASSWORD_HASH))
    tab = tabs.open()
    password_of(tab, BOSS, '/admin/people')
    tab.button('Set up an authenticator app').click()
    expect(tab.page.locator('.qr')).to_be_visible()
    key = tab.page.locator('.qr__key code').inner_text().replace(' ', '')
    tab.page.locator('[name=code]').fill('000000')
    tab.button('Finish and sign in').click()
    expect(tab.page.get_by_role('alert')).to_contain_text('This code is not right')
    tab.page.locator('[name=code]').fill(pyotp.TOTP(key).now())
    tab.button('Finish and sign in').dblclick(delay=25)  # the answer to the first press is the only copy of the codes
    tab.page.wait_for_url('**/backup-codes*')
    tab.settle()
    is_for_everybody(tab, 'backup-codes')
    can_be_taken_along(tab)
    codes = tab.page.locator('.codes li').all_inner_texts()
    assert len(codes) == 10
    tab.button('I have kept them').click()
    tab.page.wait_for_url('**/admin/people')
    tab.settle()
    tab.sees('Bea Boss')

    tab.go('/me')
    tab.button('Sign out').last.click()
    tab.page.wait_for_url('**/sign-in*')
    password_of(tab, BOSS, '/me/security')
    tab.page.locator('[name=code]').fill(codes[0])
    tab.button('Sign in', exact=True).click()
    tab.page.wait_for_url('**/me/security')
    tab.settle()
    tab.sees('Backup codes: 9 left.')


def test_s12_a_passkey_is_added_signs_in_is_given_as_the_second_step_and_confirms(
        tabs: Tabs, ledger: Ledger, house: House):
    """With the virtual authenticator of Chromium, which keeps what a phone would keep."""
    given = ledger.run(Given.a_tenant(now=clock.now(), slug='with-passkeys'))
    eve = ledger.run(given.user('USER', name='Eve Key', email=EVE, password_hash=PASSWORD_HASH))
    tab = tabs.open(origin=house.url.replace('127.0.0.1', 'localhost'))
    an_authenticator(tab)
    tab.go('/sign-in?next=/me/security')
    tab.page.locator('[name=email]').first.fill(EVE)
    tab.page.locator('[name=password]').first.fill(PASSWORD)
    tab.button('Sign in', exact=True).click()
    tab.page.wait_for_url('**/me/security')
    tab.settle()
    tab.button('Add a passkey').click()
    is_for_everybody(tab, 'passkey-add')
    tab.field('What you call it').fill('My phone')
    tab.button('Create it').click()
    tab.sees('Your backup codes')
    tab.button('I have kept them').click()
    tab.sees('Passkey "My phone", not used yet.')
    tab.button('Rename').click()
    tab.field('What you call it').fill('My old phone')
    tab.dialog().get_by_role('button', name='Save').click()
    tab.sees('Passkey "My old phone"')

    sign_out(tab)
    tab.button('Sign in with a passkey').click()
    tab.page.wait_for_url(lambda url: 'sign-in' not in url)
    tab.settle()
    sign_out(tab)
    password_of(tab, EVE, '/me/security')
    is_for_everybody(tab, 'factor-passkey')
    tab.button('Use a passkey').click()
    tab.page.wait_for_url('**/me/security')
    tab.settle()

    ledger.run(long_ago(given, eve.id))
    tab.go('/me/security')
    tab.button('Make new codes').click()
    tab.button('Make new ones').click()
    tab.sees('Confirm it is you')
    tab.dialog().get_by_role('button', name='Use a passkey').click()
    tab.sees('Your backup codes')
    tab.button('I have kept them').click()
    tab.button('Remove').click()
    tab.dialog().get_by_role('button', name='Remove').click()
    tab.sees('Whoever knows your password can sign in as you.')
    sign_out(tab)
    tab.button('Sign in with a passkey').click()
    expect(tab.page.get_by_role('alert').first).to_contain_text('not accepted')


def an_authenticator(tab: Tab) -> None:
    session = tab.page.context.new_cdp_session(tab.page)
    session.send('WebAuthn.enable')
    session.send('WebAuthn.addVirtualAuthenticator', {'options': {
        'protocol': 'ctap2', 'transport': 'internal', 'hasResidentKey': True, 'hasUserVerification': True,
        'isUserVerified': True, 'automaticPresenceSimulation': True}})


def sign_out(tab: Tab) -> None:
    tab.go('/me')
    tab.button('Sign out').last.click()
    tab.page.wait_for_url('**/sign-in*')
    tab.settle()


def can_be_taken_along(tab: Tab) -> None:
    """S-10: the codes on the page, as a file and on the clipboard, without a word to anybody."""
    shown = '\n'.join(tab.page.locator('.codes li').all_inner_texts())
    with tab.page.expect_download() as download:
        tab.button('Download as text').click()
    assert (download.value.suggested_filename, download.value.path().read_text()) == ('daybook-backup-codes.txt', shown)
    tab.page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    tab.button('Copy').click()
    expect(tab.button('Copied')).to_be_visible()
    assert tab.page.evaluate('navigator.clipboard.readText()') == shown


async def long_ago(given: Given, user_id: UUID) -> None:
    """It is an hour that they proved themselves; and what the server read of it before is not believed any more."""
    async with transaction(given.ctx) as db:
        await db.execute(text("update sessions set confirmed_at = confirmed_at - interval '1 hour' "
                              'where user_id = :id'), {'id': user_id})
    await asyncio.sleep(resuming.TRUSTED_FOR.total_seconds())
