"""The first run in a browser: from the console's line to a signed-in administrator; then the page is gone (S-07)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests import servers
from tests.journeys.places import Place
from tests.journeys.tabs import Tab, Tabs
from tests.journeys.test_everywhere import looked_at
from tests.pages.doors import House, open_house

SCREEN = Place('set-up', '/set-up', who='')
PASSWORD = 'six wild geese over the lake'


@pytest.fixture(scope='module')
def newborn(postgres) -> Iterator[House]:
    """A server without the demo, on a database with nothing in it."""
    with open_house(servers.clone(servers.template_database(postgres, servers.migrate)), DEMO='false') as opened:
        yield opened


@pytest.fixture(scope='module')
def other(newborn) -> Iterator[House]:
    """Another process on the same database, from before there was a business."""
    with open_house(newborn.database_url, DEMO='false') as opened:
        yield opened


def said(house: House) -> str:
    """The way to the page, as the console says it."""
    found = re.search(rf'set it up at {house.url}(\S+)', house.said)
    assert found, house.said
    return found[1]


def fill(tab: Tab, **fields: str) -> None:
    for label, value in fields.items():
        tab.page.locator(f'[name={label}]').fill(value)


def test_s07_the_console_leads_to_the_first_administrator_and_the_page_is_gone(tabs: Tabs, newborn, other):
    way, elsewhere = said(newborn), said(other)
    for path in ('/set-up', '/set-up?token=guessed', elsewhere):
        assert newborn.browser().see(path).status_code == 404
    tab = tabs.open(origin=newborn.url)
    tab.go(way)
    assert tab.path == '/set-up', 'the secret leaves the address'
    fill(tab, business='Acme Care', slug='Acme', zone='Europe/Lisbon', place='Rossio', name='Ada Byron',
         email='ada@acme.example', password='short', again='another')
    tab.button('Set up').click()
    expect(tab.page.locator('#slug-problem')).to_have_text('Use 3 to 40 small letters, digits and hyphens.')
    expect(tab.page.locator('#password-problem')).to_contain_text('At least 15 characters')
    expect(tab.page.locator('#again-problem')).to_have_text('These two are not the same.')
    expect(tab.page.locator('[name=slug]')).to_be_focused()
    assert 'ada' not in tab.page.url
    assert not any(looked_at(tab, SCREEN).values())
    expect(tab.page.locator('[name=place]')).to_have_value('Rossio')
    fill(tab, slug='acme', password=PASSWORD, again=PASSWORD)
    tab.button('Set up').click()
    expect(tab.page.get_by_role('status').first).to_contain_text('Your business is set up.')
    expect(tab.page.get_by_label('E-mail')).to_have_value('ada@acme.example')
    tab.page.get_by_label('Password').fill(PASSWORD)
    tab.button('Sign in', exact=True).click()
    tab.sees('Acme Care')

    for house, path in ((newborn, way), (newborn, '/set-up'), (other, elsewhere), (other, '/set-up')):
        assert house.browser().see(path).status_code == 404, path
    tab.forgive('404')
    tab.go('/set-up')
    tab.sees('That does not exist, or not any more.')


def test_s07_the_form_sets_nothing_up_for_who_has_not_read_the_console(newborn):
    browser = newborn.browser()
    token = browser.csrf()
    assert browser.post('/auth/set-up', csrf=token, business='Mine').status_code == 404
    assert browser.post('/auth/set-up', csrf='x').headers['location'].startswith('/set-up?')
    assert browser.post('/auth/set-up', csrf=token, origin='https://e.x').status_code == 403
