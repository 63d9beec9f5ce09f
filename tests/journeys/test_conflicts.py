"""REG-004: two people want the same time. One gets it; the other is told, helped, and loses nothing typed."""

from __future__ import annotations

from playwright.sync_api import expect

from services.demo.business import COLLEAGUE, STAFF
from tests.journeys import finding
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import Tabs

LEAST_ALTERNATIVES = 3


def test_the_second_to_book_a_time_is_offered_others_and_keeps_what_was_typed(tabs: Tabs, ledger: Ledger):
    offering, calendar, at = ledger.first_free('Massage')
    path = finding.book_path(calendar, at, offering)
    robin, sam = tabs.open(STAFF.email, path), tabs.open(COLLEAGUE.email, path)
    finding.new_client(robin, 'Rosa First')
    finding.new_client(sam, 'Sean Second', phone='+44 7700 900777', email='sean@journey.example')
    sam.field('Note').fill('Needs a ramp.')

    finding.press_book(robin)
    won = ledger.appointment(finding.reference(robin))
    finding.press_book(sam)

    refusal = sam.page.locator('.booking__refusal')
    expect(refusal).to_contain_text('already taken')
    expect(refusal).to_contain_text(f'{ledger.clock(won.during.starts_at)}–{ledger.clock(won.during.ends_at)}')
    others = refusal.get_by_role('group', name='Other times').get_by_role('button')
    expect(others.nth(LEAST_ALTERNATIVES - 1)).to_be_visible()
    for name, typed in (('Name', 'Sean Second'), ('Phone', '+44 7700 900777'), ('E-mail', 'sean@journey.example'),
                        ('Note', 'Needs a ramp.')):
        expect(sam.field(name)).to_have_value(typed)

    others.first.click()
    second = ledger.appointment(finding.reference(sam))

    assert (second.client_name, second.note) == ('Sean Second', 'Needs a ramp.')
    assert second.client_phone
    assert second.client_email == 'sean@journey.example'
    assert (second.calendar_id, second.during) != (won.calendar_id, won.during)
    assert (won.calendar_id, won.during.starts_at, won.client_name) == (calendar.id, at, 'Rosa First')
    assert ledger.overlaps() == 0


def test_pressing_book_twice_books_once(tabs: Tabs, ledger: Ledger):
    offering, calendar, at = ledger.first_free('Physiotherapy')
    tab = tabs.open(STAFF.email, finding.book_path(calendar, at, offering))
    finding.new_client(tab, 'Theo Twice')

    tab.page.get_by_role('button', name='Book').last.dblclick()
    finding.reference(tab)

    assert [each.client_name for each in ledger.on_board(at.date())].count('Theo Twice') == 1
    assert ledger.overlaps() == 0
