"""REG-001: from a need to a booking everybody can see. By mouse, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from services.appointments import Status
from services.demo.business import GUEST, STAFF
from tests.journeys import finding
from tests.journeys.ledger import Ledger, next_weekday
from tests.journeys.tabs import DESKTOP, PHONE, Tab, Tabs, sign_in

MOST_PRESSES = 25


def test_a_booking_goes_from_the_need_to_the_board_and_the_history(tabs: Tabs, ledger: Ledger):
    offering, calendar, at = ledger.first_free('Sports injury check')
    day = at.date()
    tab = tabs.open()
    sign_in(tab, STAFF.email)

    finding.need(tab, 'Sports injury check')
    finding.show_day(tab, day)
    able = {card.name for card in ledger.with_skills(offering.required)}
    assert finding.providers(tab) == able
    finding.start(tab, calendar, at).click()
    expect(tab.dialog()).to_contain_text(calendar.name)
    finding.new_client(tab, 'Wilma Journey', phone='+44 7700 900999', email='wilma@journey.example')
    tab.field('Note').fill('Comes by the back door.')
    finding.press_book(tab)
    reference = finding.reference(tab)

    expect(finding.start(tab, calendar, at)).to_have_count(0)  # what was just booked is no longer offered
    booked = ledger.appointment(reference)
    assert (booked.client_name, booked.calendar_id, booked.during.starts_at) == ('Wilma Journey', calendar.id, at)
    assert (booked.status, booked.note) == (Status.CONFIRMED, 'Comes by the back door.')

    tab.page.locator('.toast a').click()
    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Wilma Journey, Sports injury check')
    for words in (reference, 'Confirmed', calendar.name, '+44 7700 900999', 'Comes by the back door.'):
        tab.sees(words)
    history = tab.page.locator('.history').first
    expect(history).to_contain_text('Booked for')
    expect(history).to_contain_text(STAFF.name)

    tab.go(f'/board?date={day.isoformat()}')
    card = tab.page.locator(f'[data-event="{booked.id}"]')
    expect(card).to_contain_text('Wilma Journey')
    card.click()
    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Wilma Journey, Sports injury check')


def test_the_palette_finds_a_booking_by_its_reference(tabs: Tabs, ledger: Ledger):
    known = ledger.on_board(next_weekday(1))[0]
    tab = tabs.open(STAFF.email, '/me')

    tab.page.keyboard.press('Control+k')
    tab.page.get_by_role('combobox', name=re.compile('Search')).fill(known.reference)
    expect(tab.page.locator('.palette__option').filter(has_text=known.reference)).to_be_visible()
    tab.page.keyboard.press('Enter')

    expect(tab.page.get_by_role('heading', level=1)).to_have_text(f'{known.client_name}, {known.offering_name}')


@pytest.mark.parametrize('size', [DESKTOP, PHONE], ids=['desktop', 'phone'])
def test_a_client_sees_their_own_appointments_and_opens_one(tabs: Tabs, size: tuple[int, int]):
    tab = tabs.open(GUEST.email, '/', size=size)

    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Your appointments')
    first = tab.page.locator('.agenda__line').first
    expect(first).to_be_visible()
    first.click()

    expect(tab.page.get_by_role('heading', level=1)).to_contain_text(GUEST.name)
    expect(tab.page.get_by_role('navigation').get_by_role('link', name='Team board')).to_have_count(0)


class Keys:
    """A keyboard that counts. Names are typed for free, everything else is a press."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.presses = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self._tab.page.keyboard.press(key)

    def type(self, name: str) -> None:
        self._tab.page.keyboard.type(name, delay=5)


def test_a_booking_needs_no_mouse_and_few_keys(tabs: Tabs, ledger: Ledger):
    tab = tabs.open(STAFF.email, '/find')
    finding.rest(tab)
    keys = Keys(tab)

    keys.press('o')
    keys.type('massage')
    expect(tab.page.locator('.need-box__option').first).to_contain_text('assage')
    keys.press('Enter')
    expect(tab.page.locator('.need-badge')).to_be_visible()
    finding.rest(tab)
    keys.press('Enter')
    expect(tab.page.locator('.slot:focus')).to_be_visible()
    keys.press('ArrowDown', 'ArrowRight', 'Enter')
    expect(tab.page.get_by_role('combobox', name='Client')).to_be_focused()
    keys.type('Keely Board')
    new = tab.page.get_by_role('option', name='New client “Keely Board”')
    expect(new).to_be_visible()
    while new.get_attribute('aria-selected') != 'true':
        keys.press('ArrowDown')
    keys.press('Enter')
    expect(tab.field('Phone')).to_be_focused()
    keys.press('Control+Enter')
    reference = finding.reference(tab)

    print(f'\nkeys pressed from Find a time to a confirmed booking: {keys.presses}')
    assert keys.presses <= MOST_PRESSES
    assert ledger.appointment(reference).client_name == 'Keely Board'
    expect(tab.page.locator('.slot:focus')).to_be_visible()  # ready for the next one


def test_the_first_available_time_is_one_key_away(tabs: Tabs):
    tab = tabs.open(STAFF.email, '/find')
    finding.rest(tab)

    tab.page.keyboard.press('f')

    expect(tab.dialog()).to_contain_text('Book')
    tab.page.keyboard.press('Escape')
    expect(tab.page.locator('.q-dialog')).to_have_count(0)
