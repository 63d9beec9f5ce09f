"""The audit trail in a browser: its pages turn, its address opens it again, and Back takes one choice back."""

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
