"""A letter worded in a browser: words put in by a press, the letter beside it in a frame that runs nothing (S-25)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from services.demo.business import HEAD
from services.templates import Kind, colours
from tests.journeys.mails import said
from tests.journeys.tabs import Tabs

HOSTILE = '<img src=x onerror="parent.__hit=1"><script>parent.__hit=2</script>'


def test_s25_abuse_8_a_letter_is_worded_with_the_words_it_offers_and_nothing_typed_runs(tabs: Tabs):
    tab = tabs.open(HEAD.email, '/admin/templates/cancelled')
    frame = tab.page.frame_locator('.letter iframe')
    expect(frame.locator('body')).to_contain_text('your appointment has been cancelled.')

    tab.field('Letter').fill(f'Sorry {HOSTILE}\n\n')
    tab.button('when', exact=True).click()
    expect(tab.field('Letter')).to_be_focused()
    expect(tab.field('Letter')).to_have_value(f'Sorry {HOSTILE}\n\n{{{{ when }}}}')
    expect(frame.locator('body')).to_contain_text('Sorry <img src=x')
    expect(frame.locator('body')).to_contain_text('(Europe/')
    expect(frame.locator('img, script')).to_have_count(0)
    assert tab.page.evaluate('window.__hit') is None

    tab.button('Dark', exact=True).click()
    expect(frame.locator('.sheet')).to_have_css('background-color', 'rgb(29, 31, 36)')
    tab.field('Subject').focus()
    tab.page.keyboard.press('End')
    tab.button('place', exact=True).focus()
    tab.page.keyboard.press('Enter')
    expect(tab.field('Subject')).to_have_value('Cancelled: {{ offering }}, {{ starts }}{{ place }}')


# Every text of a page with its colour and what it stands on, as the browser has them.
INKS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const at = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || getComputedStyle(at).fontSize === "0px" || !at.checkVisibility()) continue;
    let under = at;
    const isClear = (el) => getComputedStyle(el).backgroundColor === "rgba(0, 0, 0, 0)";
    while (under.parentElement && isClear(under)) under = under.parentElement;
    found.push([walk.currentNode.data.trim(), getComputedStyle(at).color, getComputedStyle(under).backgroundColor]);
  }
  return found;
}"""


@pytest.mark.parametrize('theme', ['light', 'dark'])
def test_every_word_of_a_letter_can_be_read_light_and_dark_in_every_brand(browser: Browser, theme):
    page = browser.new_page(viewport={'width': 360, 'height': 720}, color_scheme=theme)
    for colour in ('', '#ffe066', '#101418', '#777777'):
        page.set_content(said(Kind.WAITLIST_READY, colour).html)
        inks = page.evaluate(INKS)
        assert {'Take this time', 'When', 'No more messages like this'} <= {text for text, _, _ in inks}
        assert [ink for ink in inks if colours.contrast(_hex(ink[1]), _hex(ink[2])) < colours.ENOUGH] == []
        assert page.evaluate('document.documentElement.scrollWidth') <= 360
    page.close()


def _hex(colour: str) -> str:
    return '#' + ''.join(f'{int(part):02x}' for part in colour.removeprefix('rgb(').removesuffix(')').split(','))
