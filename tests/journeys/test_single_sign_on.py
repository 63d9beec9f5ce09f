"""Linking oneself with the server one's business trusts, and signing in by it, in a browser (S-32)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from app import fetching
from app.settings import Settings
from services import access
from services.demo.business import PASSWORD, STAFF
from tests.issuer import Issuer, an_issuer, trust
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import Tabs, sign_in


@pytest.fixture
def issuer(ledger: Ledger) -> Iterator[Issuer]:
    """Northside trusts it, for this journey."""
    fetching.configure(Settings(_env_file=None))
    with an_issuer(time.time) as opened:
        ledger.run(trust(ledger.system, opened.url, label='Northside ID'))
        yield opened
    ledger.run(access.trust_no_issuer(ledger.system))
    fetching._may_stay_inside[:] = [False]


def test_s32_linking_oneself_with_the_password_typed_anew_and_then_signing_in_by_it(
        tabs: Tabs, ledger: Ledger, issuer: Issuer):
    tab = tabs.open()
    sign_in(tab, STAFF.email, '/me/security')
    tab.button('Link with Northside ID').click()
    tab.dialog().get_by_label('Your password here').fill('wrong horse battery')
    tab.button('Go on').click()
    expect(tab.dialog().get_by_text('This is not your password.')).to_be_visible()
    tab.dialog().get_by_label('Your password here').fill(PASSWORD)
    tab.button('Go on').click()
    expect(tab.page.get_by_text('Linked with Northside ID since')).to_be_visible()
    expect(tab.toast('You are linked')).to_be_visible()
    assert tab.path == '/me/security', 'opened again, it is told once'

    elsewhere = tabs.open(path='/b/northside/sign-in?next=/appointments')
    elsewhere.page.get_by_role('link', name='Sign in with Northside ID').click()
    elsewhere.page.wait_for_url('**/appointments')
    expect(elsewhere.page.get_by_text(STAFF.name).first).to_be_visible()

    tab.button('Take the link away').click()
    tab.dialog().get_by_role('button', name='Take the link away', exact=True).click()
    expect(tab.button('Link with Northside ID')).to_be_visible()
    for each in (tab, elsewhere):
        each.strangers[:] = [url for url in each.strangers if not url.startswith(issuer.url)]
