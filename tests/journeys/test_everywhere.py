"""Every screen, light and dark, wide and on a phone: usable by everybody, from this machine alone."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.journeys import places
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import DESKTOP, PHONE, Tab, Tabs

GRAVE = ('serious', 'critical')
NARROWEST = 360
AT_ONCE = '*, *::before, *::after { transition: none !important; animation: none !important; }'  # or axe sees a fade


def test_every_screen_is_for_everybody(tabs: Tabs, ledger: Ledger):
    """axe: nothing serious, in four lights. And no page is wider than its phone."""
    found: dict[str, Any] = {}
    for place in places.every(ledger):
        tab = tabs.open(place.who, place.path, color_scheme='light')
        tab.forgive('404 \\(Not Found\\)')
        if place.prepare:
            place.prepare(tab)
        tab.page.add_style_tag(content=AT_ONCE)
        tab.page.evaluate(AXE_SCRIPT)
        for size in (DESKTOP, PHONE):
            tab.page.set_viewport_size({'width': size[0], 'height': size[1]})
            for theme in ('light', 'dark'):
                tab.page.emulate_media(color_scheme=theme, reduced_motion='reduce')
                tab.page.wait_for_timeout(120)
                # what is not about colours is the same in the dark
                bad = violations(tab, ['color-contrast'] if theme == 'dark' else [])
                found |= {f'{place.name} {size[0]} {theme}': bad} if bad else {}
        for width in (PHONE[0], NARROWEST):
            wide = wider_than(tab, width)
            found |= {f'{place.name} too wide at {width}': wide} if wide else {}
        assert not tab.strangers
        tab.page.close()

    assert not found, '\n'.join(f'{where}: {what}' for where, what in found.items())


def test_a_phone_reaches_everything(tabs: Tabs, ledger: Ledger):
    for place in places.every(ledger):
        if place.name not in MAIN_ACTIONS:
            continue
        tab = tabs.open(place.who, place.path, size=PHONE)
        if place.prepare:
            place.prepare(tab)
        for role, name in MAIN_ACTIONS[place.name]:
            action = tab.page.get_by_role(role, name=name).locator('visible=true').first  # type: ignore[arg-type]
            action.scroll_into_view_if_needed()
            action.click(trial=True)  # really there: nothing lies over it
        tab.close()


def test_the_menu_of_a_phone_leads_everywhere(tabs: Tabs, ledger: Ledger):
    tab = tabs.open('robin@northside.example', '/me', size=PHONE)
    bar = tab.page.get_by_role('navigation', name='Short')
    for name in ('Find a time', 'Team board', 'Appointments'):
        bar.get_by_role('link', name=name).click()
        expect(tab.page.get_by_role('heading', level=1)).to_have_text(name)


MAIN_ACTIONS = {
    'sign-in': [('button', 'Sign in')],
    'find': [('combobox', 'What is needed'), ('button', 'First available'), ('button', 'More filters')],
    'find-pooled': [('button', 'First available')],
    'book': [('combobox', 'Client'), ('button', 'Book')],
    'book-dialog': [('combobox', 'Client'), ('button', 'Book')],
    'appointment': [('button', 'Move'), ('button', 'Cancel')],
    'board-day': [('link', 'New booking'), ('button', 'Later')],
    'profile': [('button', 'Sign out')],
}


def violations(tab: Tab, rules: list[str]) -> list[str]:
    """What axe finds that keeps somebody out, a line each. No rules are all rules."""
    only = {'runOnly': {'type': 'rule', 'values': rules}} if rules else {}
    answer = tab.page.evaluate('(options) => axe.run(document, options)', {'resultTypes': ['violations'], **only})
    return [f'{each["id"]} ({each["impact"]}): {node["html"][:160]}' for each in answer['violations']
            if each['impact'] in GRAVE for node in each['nodes'][:3]]


def wider_than(tab: Tab, width: int) -> str:
    """By how much the page scrolls sideways at a width; nothing when it does not."""
    tab.page.set_viewport_size({'width': width, 'height': 800})
    tab.page.wait_for_timeout(80)
    wide = tab.page.evaluate('() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]')
    return f'{wide[0]} px in {wide[1]}' if wide[0] > wide[1] else ''
