"""What people get wrong is said where they got it wrong, and costs them nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from services.demo.business import STAFF
from tests.journeys import finding
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import DESKTOP, PHONE, Tab, Tabs


def said_at(tab: Tab, label: str) -> Locator:
    """The words at a field."""
    return tab.page.locator('.q-field').filter(has=tab.field(label)).locator('.q-field__messages')


def test_a_range_that_ends_before_it_starts_is_said_at_the_field(tabs: Tabs, ledger: Ledger):
    offering, _, at = ledger.first_free('Physiotherapy')
    tab = tabs.open(STAFF.email, f'/find?offering={offering.id}')
    finding.rest(tab)
    shown = finding.providers(tab)
    before = (at - timedelta(days=30)).date().isoformat()

    tab.field('To').fill(before)

    expect(said_at(tab, 'To')).to_have_text('The last day is before the first.')
    expect(tab.field('To')).to_have_value(before)
    assert finding.providers(tab) == shown  # the last answer stays

    tab.field('To').fill(at.date().isoformat())
    expect(said_at(tab, 'To')).to_have_count(0)
    assert finding.providers(tab)


def test_a_time_that_is_none_is_said_at_the_field_and_stays(tabs: Tabs):
    tab = tabs.open(STAFF.email, '/find')
    finding.rest(tab)

    tab.field('Not before').fill('25:70')
    expect(said_at(tab, 'Not before')).to_have_text('A time like 09:30.')
    expect(tab.field('Not before')).to_have_value('25:70')
    tab.field('Length in minutes').fill('9999')
    tab.field('Not before').fill('10:00')
    expect(said_at(tab, 'Length in minutes')).to_contain_text('5 minutes to 24 hours')
    tab.field('Length in minutes').fill('45')
    expect(said_at(tab, 'Length in minutes')).to_have_count(0)
    finding.rest(tab)
    expect(tab.page.locator('.slot').first).to_be_visible()


def test_a_booking_for_nobody_is_refused_at_the_client_and_keeps_the_note(tabs: Tabs, ledger: Ledger):
    offering, calendar, at = ledger.first_free('Physiotherapy')
    tab = tabs.open(STAFF.email, finding.book_path(calendar, at, offering))
    tab.field('Note').fill('Was it Tuesday?')
    finding.press_book(tab)
    expect(said_at(tab, 'Client')).to_contain_text('choose a client')

    finding.new_client(tab, 'Nele Nobody', email='nele@')
    finding.press_book(tab)
    expect(said_at(tab, 'E-mail')).not_to_be_empty()
    expect(tab.field('E-mail')).to_be_focused()
    for label, typed in (('Name', 'Nele Nobody'), ('E-mail', 'nele@'), ('Note', 'Was it Tuesday?')):
        expect(tab.field(label)).to_have_value(typed)

    tab.field('E-mail').fill('nele@journey.example')
    tab.field('Name').fill('')
    finding.press_book(tab)
    expect(said_at(tab, 'Name')).to_have_text('Please fill this in.')
    expect(tab.field('Name')).to_be_focused()
    tab.field('Name').fill('Nele Nobody')
    finding.press_book(tab)

    booked = ledger.appointment(finding.reference(tab))
    assert (booked.client_name, booked.client_email, booked.note) == (
        'Nele Nobody', 'nele@journey.example', 'Was it Tuesday?')


@pytest.mark.parametrize('size', [DESKTOP, PHONE], ids=['desktop', 'phone'])
def test_what_is_refused_far_down_is_brought_into_view(tabs: Tabs, ledger: Ledger, size: tuple[int, int]):
    offering, calendar, at = ledger.first_free('Physiotherapy')
    tab = tabs.open(STAFF.email, finding.book_path(calendar, at, offering), size=size)
    finding.new_client(tab, 'Vera Verbose')
    tab.field('Note').fill('A long story.\n' * 180)
    tab.field('Name').focus()
    tab.page.keyboard.press('Control+Enter')

    expect(said_at(tab, 'Note')).not_to_be_empty()
    expect(tab.field('Note')).to_be_focused()
    tab.page.wait_for_timeout(300)
    box = said_at(tab, 'Note').bounding_box()
    assert box
    assert box['y'] >= 0
    assert box['y'] + box['height'] <= size[1] - (56 if size is PHONE else 0)  # above the bar of a phone


def test_a_half_filled_form_asks_before_it_is_left(tabs: Tabs, ledger: Ledger):
    offering, calendar, at = ledger.first_free('Physiotherapy')
    tab = tabs.open(STAFF.email, finding.book_path(calendar, at, offering))
    finding.new_client(tab, 'Lena Leaver')

    tab.page.get_by_role('link', name='Team board').locator('visible=true').first.click()
    expect(tab.dialog()).to_contain_text('Leave without saving?')
    tab.button('Stay').click()
    expect(tab.field('Name')).to_have_value('Lena Leaver')

    tab.page.get_by_role('link', name='Team board').locator('visible=true').first.click()
    tab.button('Leave', exact=True).click()
    expect(tab.page.get_by_role('heading', level=1)).to_have_text('Team board')


def test_an_address_that_makes_no_sense_is_answered_in_words(tabs: Tabs):
    tab = tabs.open(STAFF.email, '/book?calendar=nobody&starts=never')
    tab.sees('This link to a booking is not complete.')
    tab.go('/appointments/NOTTHERE')
    tab.sees('does not exist')
    tab.go('/board?date=2026-99-99&view=sideways&location=mars')
    expect(tab.page.locator('.ec-main')).to_be_visible()
    tab.go('/find?offering=none&skills=a:9,b&minutes=-4&page=x&first=tomorrow&window=days')
    expect(said_at(tab, 'From')).to_have_text('Please enter a day.')
