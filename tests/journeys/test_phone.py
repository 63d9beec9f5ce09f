"""A phone: nothing that matters lies beyond its edge or below its fold."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from services.demo.business import STAFF
from tests.journeys.ledger import next_weekday
from tests.journeys.tabs import PHONE, Tabs

NARROW = (360, 740)
# left and right of what is visible, all at one moment: the list may be drawn again
EDGES = """(all) => all.filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect())
  .map((each) => [each.left, each.right])"""
HEADER = 200  # px: a title, two rows of controls, and the air between them


def box(of: Locator) -> dict[str, float]:
    found = of.bounding_box()
    assert found
    return found


@pytest.mark.parametrize('size', [PHONE, NARROW], ids=['390', '360'])
def test_a_row_of_the_list_shows_its_provider_and_its_state(tabs: Tabs, size: tuple[int, int]):
    tab = tabs.open(STAFF.email, '/appointments', size=size)
    row = tab.page.locator('tbody tr').first
    expect(row).to_be_visible()

    cells = row.locator('td').evaluate_all(EDGES)
    assert len(cells) == 4  # when, whose, with whom, and its state
    for left, right in cells:
        assert left >= 0
        assert right <= size[0]
        assert right - left >= 60


@pytest.mark.parametrize('size', [PHONE, NARROW], ids=['390', '360'])
def test_the_day_begins_right_below_two_rows_of_controls(tabs: Tabs, size: tuple[int, int]):
    tab = tabs.open(STAFF.email, f'/board?date={next_weekday(1).isoformat()}', size=size)
    first = tab.page.locator('.agenda__line').first
    expect(first).to_be_visible()
    tab.page.evaluate('() => document.fonts.ready.then(() => true)')

    assert box(tab.page.locator('.agenda'))['y'] - box(tab.page.locator('.page-header'))['y'] <= HEADER


def test_the_place_and_the_provider_of_the_board_are_chosen_behind_one_button(tabs: Tabs):
    tab = tabs.open(STAFF.email, f'/board?date={next_weekday(1).isoformat()}', size=PHONE)
    expect(tab.page.locator('.agenda__line').first).to_be_visible()
    name = tab.page.locator('.agenda__what span').first.inner_text().partition(' · ')[0]

    tab.button('Filter').click()
    tab.page.get_by_role('combobox', name='Provider').locator('visible=true').click()
    tab.page.get_by_role('option', name=name).click()

    expect(tab.page.locator('.page-header')).to_contain_text(name)
    expect(tab.page.locator('.agenda__line').first).to_contain_text(name)
