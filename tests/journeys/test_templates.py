"""A letter worded in a browser: words put in by a press, the letter beside it in a frame that runs nothing (S-25)."""

from __future__ import annotations

from playwright.sync_api import expect

from services.demo.business import HEAD
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

    tab.page.keyboard.press('Control+s')
    tab.toast('Saved')
    tab.button('Word it as the default').click()
    tab.dialog().get_by_role('button', name='As the default').click()
    expect(tab.field('Subject')).to_have_value('Cancelled: {{ offering }}, {{ starts }}')
