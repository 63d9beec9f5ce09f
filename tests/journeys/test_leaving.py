"""Esc is always safe, and what was typed is not lost by accident; a link to where one is begins anew."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from services.demo.business import STAFF
from tests.journeys import finding
from tests.journeys.tabs import Tab, Tabs

ASKS = 'Leave without saving?'


@pytest.fixture
def tab(tabs: Tabs) -> Tab:
    tab = tabs.open(STAFF.email, '/find')
    finding.rest(tab)
    return tab


def open_dialog(tab: Tab) -> Locator:
    """The booking dialog of some free start; its client box."""
    tab.page.locator('.slot:not(.slot--words)').nth(20).click()
    expect(tab.page.get_by_role('combobox', name='Offering')).to_be_focused()
    return tab.page.get_by_role('combobox', name='Client')


def dialogs(tab: Tab) -> Locator:
    return tab.page.locator('.q-dialog--modal')


def test_escape_closes_what_nothing_was_typed_into(tab: Tab):
    open_dialog(tab)
    tab.page.keyboard.press('Escape')
    expect(dialogs(tab)).to_have_count(0)


def test_escape_closes_the_list_then_asks_once_and_staying_keeps_every_word(tab: Tab):
    client = open_dialog(tab)
    client.fill('An')
    expect(client).to_have_attribute('aria-expanded', 'true')
    tab.page.keyboard.press('Escape')
    expect(client).to_have_attribute('aria-expanded', 'false')
    expect(dialogs(tab)).to_have_count(1)

    tab.page.keyboard.press('Escape')
    expect(tab.page.get_by_role('dialog', name=ASKS)).to_be_visible()
    expect(tab.button('Stay')).to_be_focused()
    tab.page.keyboard.press('Escape')  # stays
    expect(tab.page.get_by_role('dialog', name=ASKS)).to_have_count(0)  # faded, not only fading
    expect(dialogs(tab)).to_have_count(1)
    expect(client).to_have_value('An')

    tab.page.keyboard.press('Escape')
    tab.button('Leave', exact=True).click()
    expect(dialogs(tab)).to_have_count(0)
    expect(tab.page.locator('.slot:focus')).to_have_count(1)  # where one was


@pytest.mark.parametrize('way', ['Close', 'Cancel', 'veil'])
def test_the_other_ways_out_of_a_dialog_ask_as_well(tab: Tab, way: str):
    open_dialog(tab)
    tab.field('Note').fill('Bring the drawings.')
    expect(tab.page.locator('[data-dirty=true]')).to_have_count(1)
    if way == 'veil':
        tab.page.mouse.click(20, 500)
    else:
        tab.dialog().get_by_role('button', name=way).click()
    tab.button('Stay').click()
    expect(dialogs(tab)).to_have_count(1)
    expect(tab.field('Note')).to_have_value('Bring the drawings.')


def test_a_half_filled_booking_page_asks_before_it_is_left(tab: Tab):
    key = tab.page.locator('.slot:not(.slot--words)').nth(20).get_attribute('data-key') or ''
    calendar, _, starts = key.partition('|')
    tab.go(f'/book?calendar={calendar}&starts={starts.replace("+", "%2B")}')
    tab.field('Note').fill('Bring the drawings.')
    expect(tab.page.locator('[data-dirty=true]')).to_have_count(1)
    for way in (tab.button('Cancel'), tab.page.get_by_role('link', name='Team board')):
        way.click()
        tab.button('Stay').click()
        expect(dialogs(tab)).to_have_count(0)
        expect(tab.field('Note')).to_have_value('Bring the drawings.')
    tab.button('Cancel').click()
    tab.button('Leave', exact=True).click()
    tab.page.wait_for_url('**/find')


def test_find_a_time_in_the_rail_begins_anew(tab: Tab):
    finding.need(tab, 'Physiotherapy')
    tab.button('Tomorrow', exact=True).click()
    finding.rest(tab)
    expect(tab.page).to_have_url(re.compile('window=tomorrow$'))

    tab.page.get_by_role('link', name='Find a time').click()
    expect(tab.page.locator('.need-badge')).to_have_count(0)
    expect(tab.button('14 days')).to_have_attribute('aria-pressed', 'true')
    expect(tab.page).to_have_url(f'{tab.origin}/find')


def test_a_long_day_is_two_lines_and_unfolds_without_the_server(tab: Tab):
    more = tab.page.locator('[data-key$="|more"]').first
    line = more.locator('xpath=..')
    hidden = int(more.inner_text().strip('+').split()[0])
    shown = line.locator('.slot:not(.slot--words)').count()
    assert len(tops(line)) == 2
    tab.frames.clear()
    more.focus()
    tab.page.keyboard.press('Enter')
    expect(line.locator('.slot:not(.slot--words)')).to_have_count(shown + hidden)
    expect(line.locator('.slot').nth(shown)).to_be_focused()
    line.get_by_text('Fewer').click()
    expect(line.locator('.slot:not(.slot--words)')).to_have_count(shown)
    assert tab.talk == []


def tops(line: Locator) -> set[float]:
    """The heights at which something stands."""
    return set(line.locator('.slot').evaluate_all('all => all.map((each) => each.offsetTop)'))
