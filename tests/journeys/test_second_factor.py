"""The second factor in a browser: an app for an administrator who must have one, then a backup code (S-10, S-11)."""

from __future__ import annotations

import pyotp
from playwright.sync_api import expect

from app import clock
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.journeys.ledger import Ledger
from tests.journeys.places import Place
from tests.journeys.tabs import Tab, Tabs
from tests.journeys.test_everywhere import looked_at

BOSS = 'bea@strict-walk.example'


def password(tab: Tab, following: str) -> None:
    tab.go(f'/sign-in?next={following}')
    tab.page.locator('[name=email]').first.fill(BOSS)
    tab.page.locator('[name=password]').first.fill(PASSWORD)
    tab.button('Sign in', exact=True).click()
    tab.page.wait_for_url('**/second-factor*')
    tab.settle()


def is_for_everybody(tab: Tab, name: str) -> None:
    found = looked_at(tab, Place(name, '', who=''))
    assert not any(found.values()), (name, found)


def test_s11_an_administrator_sets_an_app_up_and_signs_in_with_a_backup_code(tabs: Tabs, ledger: Ledger):
    given = ledger.run(Given.a_tenant(now=clock.now(), slug='strict-walk'))
    ledger.run(given.user('ADMIN', name='Bea Boss', email=BOSS, password_hash=PASSWORD_HASH))
    tab = tabs.open()
    password(tab, '/admin/people')
    is_for_everybody(tab, 'factor-begin')
    tab.button('Set up an authenticator app').click()
    expect(tab.page.locator('.qr')).to_be_visible()
    is_for_everybody(tab, 'factor-set-up')
    key = tab.page.locator('.qr__key code').inner_text().replace(' ', '')
    tab.page.locator('[name=code]').fill('000000')
    tab.button('Finish and sign in').click()
    expect(tab.page.get_by_role('alert')).to_contain_text('This code is not right')
    tab.page.locator('[name=code]').fill(pyotp.TOTP(key).now())
    tab.button('Finish and sign in').click()
    tab.page.wait_for_url('**/backup-codes*')
    tab.settle()
    is_for_everybody(tab, 'backup-codes')
    codes = tab.page.locator('.codes li').all_inner_texts()
    assert len(codes) == 10
    tab.button('I have kept them').click()
    tab.page.wait_for_url('**/admin/people')
    tab.settle()
    tab.sees('Bea Boss')

    tab.go('/me')
    tab.button('Sign out').last.click()
    tab.page.wait_for_url('**/sign-in*')
    password(tab, '/me/security')
    is_for_everybody(tab, 'factor-code')
    tab.page.locator('[name=code]').fill(codes[0])
    tab.button('Sign in', exact=True).click()
    tab.page.wait_for_url('**/me/security')
    tab.settle()
    tab.sees('Backup codes: 9 left.')
