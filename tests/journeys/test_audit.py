"""Lists in a browser: their pages turn, their address opens them again, and Back takes one choice back."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from services.demo.business import HEAD
from tests.journeys.tabs import Tabs


def test_s23_pages_turn_and_back_takes_a_choice_back(tabs: Tabs) -> None:
    tab = tabs.open(HEAD.email, '/admin/audit')
    foot = tab.page.locator('.q-table__bottom')
    expect(foot).to_contain_text('1-50 of')
    tab.page.get_by_role('button', name='Next page').click()
    expect(foot).to_contain_text('51-100 of')
    tab.page.wait_for_url(re.compile(r'\?page=2$'))
    tab.page.reload()
    expect(foot).to_contain_text('51-100 of')
    tab.page.get_by_label('What happened').first.click()
    tab.page.get_by_role('option', name='Skill: created').click()
    tab.page.wait_for_url(re.compile(r'\?kind=skill.created$'))
    expect(tab.page.locator('tbody tr').first).to_contain_text('Skill: created')
    tab.page.go_back()
    expect(foot).to_contain_text('51-100 of')
    tab.page.go_back()
    expect(foot).to_contain_text('1-50 of')


def test_the_order_of_people_is_in_the_address_and_back_takes_it_back(tabs: Tabs) -> None:
    tab = tabs.open(HEAD.email, '/admin/people')
    first = tab.page.locator('tbody tr').first
    expect(first).to_contain_text('A')
    ascending = first.inner_text().split()[0]
    tab.page.get_by_role('columnheader', name='Name').click()
    tab.page.wait_for_url(re.compile(r'\?order=descending$'))
    expect(first).not_to_contain_text(ascending)
    descending = first.inner_text().split()[0]
    tab.page.reload()
    expect(first).to_contain_text(descending)
    tab.page.go_back()
    expect(first).to_contain_text(ascending)
