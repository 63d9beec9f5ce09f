"""An administrator enters another business in the browser, works there, and is out again (S-14, S-19)."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from services.demo.business import HEAD
from tests.journeys.ledger import Ledger
from tests.journeys.places import Place
from tests.journeys.tabs import Tab, Tabs, sign_in
from tests.journeys.test_everywhere import looked_at

OTHER = 'Elm Street Dental'
AT_ONCE = 5_000  # ms; S-14 says one second in the same process, this machine is shared
WHY = 'They asked for help with their hours'


def entered(tab: Tab) -> None:
    tab.go('/admin/businesses')
    tab.page.get_by_role('searchbox').fill('elm')
    tab.button(f'Enter: {OTHER}').click()
    tab.dialog().get_by_label('Reason').fill('help')
    tab.dialog().get_by_role('button', name=f'Enter {OTHER}').click()
    expect(tab.dialog().get_by_text('Please say why in at least 10 characters.')).to_be_visible()
    tab.dialog().get_by_label('Reason').fill(WHY)
    tab.dialog().get_by_role('button', name=f'Enter {OTHER}').click()
    expect(bar(tab)).to_contain_text(f'You are in {OTHER}')
    tab.settle()


def bar(tab: Tab):
    return tab.page.get_by_role('region', name='Another business')


def test_entering_working_there_and_leaving_are_plain_to_see_and_told_in_both_journals(tabs: Tabs, ledger: Ledger):
    tab = tabs.open()
    sign_in(tab, HEAD.email)  # a session of its own: it is another one's page that would leave with it
    open_before = tabs.beside(tab, '/board')
    entered(tab)
    expect(bar(open_before)).to_be_visible(timeout=AT_ONCE)
    expect(bar(tab)).to_contain_text(f'as an administrator of Northside Care: {WHY}')
    expect(bar(tab)).to_contain_text(re.compile('(60|59) min left'))
    expect(tab.page.locator('.rail__tenant')).to_contain_text(OTHER)
    expect(tab.page.get_by_role('link', name='Other businesses')).to_have_count(0)
    found = looked_at(tab, Place('inside', '/'))
    assert not any(found.values()), found
    tab.page.set_viewport_size({'width': 1440, 'height': 900})

    person, group = ledger.person('Amelia Hart').id, ledger.group('Camden clinic').id
    for path in (f'/admin/people/{person}', f'/admin/groups/{group}'):
        tab.go(path)
        tab.sees('does not exist')
    tab.forgive('403 \\(Forbidden\\)')
    tab.go('/me')
    tab.sees('Your own account is at home.')
    tab.go('/admin/businesses')
    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Not yours to see')
    tab.go('/admin/audit')
    expect(tab.page.locator('tbody tr').first).to_contain_text('Alex Stone (Northside Care)')

    bar(tab).get_by_role('button', name='Leave').click()
    expect(tab.page.locator('.rail__tenant')).to_contain_text('Northside Care', timeout=AT_ONCE)
    expect(open_before.page.locator('.rail__tenant')).to_contain_text('Northside Care', timeout=AT_ONCE)
    tab.go('/admin/audit')
    ours = tab.page.locator('tbody tr').filter(has_text='Another business')  # letters are written down between them
    expect(ours).to_contain_text(['left again', 'entered'])


def test_s14_signing_out_inside_ends_it_and_the_next_sign_in_is_at_home(tabs: Tabs):
    tab = tabs.open()
    sign_in(tab, HEAD.email)
    entered(tab)
    tab.page.locator('.rail__person').click()
    tab.button('Sign out').click()
    tab.page.wait_for_url('**/sign-in')
    sign_in(tab, HEAD.email)
    expect(tab.page.locator('.rail__tenant')).to_contain_text('Northside Care')
    expect(bar(tab)).to_have_count(0)
