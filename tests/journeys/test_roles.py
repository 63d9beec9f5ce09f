"""REG-005: every role signs in, does what it may, and finds what it may not neither in the menu nor by its address."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.permissions import MATRIX, Reach, Role
from components import words
from pages import _matrix
from pages._page import SCREENS
from pages.shell import MANAGEMENT, NAVIGATION
from services.demo.business import GUEST, HEAD, LEAD, STAFF
from tests.journeys import finding
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import Tab, Tabs

_matrix.rights()  # knows every screen
WHO = {Role.CLIENT: GUEST, Role.USER: STAFF, Role.SUPERVISOR: LEAD, Role.ADMIN: HEAD}


def may(role: Role, path: str) -> bool:
    return MATRIX[SCREENS[path].needs][role] is not Reach.NONE


def as_a_client(tab: Tab, ledger: Ledger) -> None:
    """Reads what is their own, and can do nothing about it."""
    tab.page.locator('.agenda__line').first.click()
    expect(tab.page.get_by_role('heading', level=1)).to_contain_text(GUEST.name)
    for act in ('Move', 'Cancel', 'Rebook'):
        expect(tab.button(act)).to_have_count(0)


def as_staff(tab: Tab, ledger: Ledger) -> None:
    """Books, for whom they like, with whom they like."""
    offering, calendar, at = ledger.first_free('Physiotherapy')
    tab.go(finding.book_path(calendar, at, offering))
    finding.new_client(tab, 'Rowan Role')
    finding.press_book(tab)
    assert ledger.appointment(finding.reference(tab)).client_name == 'Rowan Role'


def as_a_supervisor(tab: Tab, ledger: Ledger) -> None:
    """Cancels what stands with the groups they lead; what stands elsewhere is not there."""
    offering, calendar, at = ledger.first_free('Physiotherapy')
    ours = ledger.book(offering, calendar, at, 'Sasha Supervised')
    theirs = next(each for each in ledger.calendars() if each.name == 'Rita Sousa')
    [starts, *_] = ledger.free(offering, theirs, at.date())
    tab.go(f'/appointments/{ours.reference}')
    tab.button('Cancel').click()
    tab.dialog().get_by_label('Reason').fill('Provider is away')
    tab.button('Cancel appointment').click()
    tab.sees('Cancelled because')
    tab.go(f'/appointments/{ledger.book(offering, theirs, starts, "Otto Other").reference}')
    expect(tab.page.get_by_role('heading', level=1)).to_have_text(words.NOT_FOUND)


def as_an_administrator(tab: Tab, ledger: Ledger) -> None:
    """Keeps the business: here, a new group."""
    tab.go('/admin/groups')
    tab.button('Add group').first.click()
    tab.dialog().get_by_label('Name').fill('Night shift')
    tab.dialog().get_by_role('button', name='Add', exact=True).click()
    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Night shift')
    assert ledger.group('Night shift').is_active


ACTS = {Role.CLIENT: as_a_client, Role.USER: as_staff, Role.SUPERVISOR: as_a_supervisor,
        Role.ADMIN: as_an_administrator}


@pytest.mark.parametrize('role', list(Role))
def test_reg_005_a_role_does_what_it_may_and_finds_nothing_else(tabs: Tabs, ledger: Ledger, role: Role):
    """REG-005, S-19."""
    tab = tabs.open(WHO[role].email, '/')
    offered = {place.path for place, needs in (*NAVIGATION, *MANAGEMENT) if MATRIX[needs][role] is not Reach.NONE}
    links = tab.page.locator('.rail__link')
    assert {link.get_attribute('href') for link in links.all()} == offered
    ACTS[role](tab, ledger)
    refused = [path for path in SCREENS if '{' not in path and not may(role, path)]
    assert bool(refused) is (role is not Role.ADMIN)
    tab.forgive('403 \\(Forbidden\\)')
    for path in refused:
        tab.go(path)
        expect(tab.page.get_by_role('heading', level=1)).to_have_text(words.NOT_ALLOWED)
