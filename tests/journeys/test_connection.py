"""What happens when the line goes, and when one leaves."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from services.demo.business import COLLEAGUE, STAFF
from tests.journeys.ledger import Ledger, next_weekday
from tests.journeys.tabs import Tabs, sign_in
from tests.pages.doors import House, open_house

LEAVES_WITHIN = 1.0  # seconds
COMES_BACK_WITHIN = 20_000  # ms after the server is up again


def test_a_cut_is_said_quietly_and_mends_itself(tabs: Tabs, ledger: Ledger, house: House):
    day = next_weekday(2, least=7)
    with open_house(house.database_url) as first:
        port = first.url.rpartition(':')[2]
        tab = tabs.open(STAFF.email, f'/board?date={day.isoformat()}', origin=first.url)
        expect(tab.page.locator('[data-event]').first).to_be_visible()
        banner = tab.page.locator('#popup')
        expect(banner).to_be_hidden()
        tab.forgive('ERR_CONNECTION_REFUSED', 'WebSocket connection to', 'ERR_CONNECTION_RESET', '403 \\(Forbidden\\)')
        # the last: a page of a server that is gone is refused, and comes again as a new one

    expect(banner).to_be_visible()
    expect(banner).to_contain_text('Connection lost')
    box = banner.bounding_box()
    assert box
    assert box['height'] < 48  # quiet: a line at the edge
    assert box['y'] < 48
    offering, calendar, starts = ledger.first_free('Physiotherapy', weekday=2, least=7)
    booked = ledger.book(offering, calendar, starts, 'Mia Meanwhile')  # while nobody was listening

    with open_house(house.database_url, PORT=port):
        expect(tab.page.locator(f'[data-event="{booked.id}"]')).to_be_visible(timeout=COMES_BACK_WITHIN)
        expect(banner).to_be_hidden()


def test_signing_out_in_one_tab_empties_the_other_at_once(tabs: Tabs):
    tab = tabs.open()
    sign_in(tab, COLLEAGUE.email, '/me')
    other = tabs.beside(tab, '/board')
    left: list[float] = []
    other.page.on('framenavigated', lambda frame: left.append(time.monotonic()) if '/sign-in' in frame.url else None)

    pressed = time.monotonic()
    tab.page.get_by_role('main').or_(tab.page.locator('.daybook-main')).get_by_role('button', name='Sign out').click()
    other.page.wait_for_url('**/sign-in*')

    expect(other.page.get_by_role('heading', name='Sign in', exact=True)).to_be_visible()
    print(f'\nfrom pressing Sign out to the other tab leaving: {(left[0] - pressed) * 1000:.0f} ms')
    assert left[0] - pressed < LEAVES_WITHIN
    other.page.go_back()
    expect(other.page.get_by_role('heading', name='Sign in', exact=True)).to_be_visible()
