"""Every screen, light and dark, wide and on a phone: usable by everybody, from this machine alone."""

from __future__ import annotations

import re
import time
from itertools import groupby
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from tests.journeys import places
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import DESKTOP, PATIENCE, PHONE, Tab, Tabs
from tests.pages.doors import House

GRAVE = ('serious', 'critical')
NARROWEST = 360
# for axe; it would fetch every style sheet once more to look for locked orientations
ALL = {'resultTypes': ['violations'], 'preload': False}
COLOURS = ALL | {'runOnly': {'type': 'rule', 'values': ['color-contrast']}}  # three quarters of its work
# what is not about colours is the same in the dark, and most of what a phone shows is what the desk shows
LOOKS = [(DESKTOP, 'light', ALL), (DESKTOP, 'dark', COLOURS)]
OF_A_PHONE = [(PHONE, 'light', ALL), (PHONE, 'dark', COLOURS)]
# what repeats is looked at in its first few
REPEATED = ['tbody tr:nth-child(n+8)', '.agenda__line:nth-child(n+6)', '.slot:nth-child(n+4)',
            '.provider:nth-child(n+5)', '.ec-event:nth-child(n+6)']
LOOK = """([options, repeated]) => axe.run(
  {exclude: repeated.filter((each) => document.querySelector(each)).map((each) => [each])}, options)"""
MAIN_ACTIONS = {
    'sign-in': [('button', 'Sign in')],
    'find': [('combobox', 'What is needed'), ('button', 'First available'), ('button', 'More filters')],
    'find-pooled': [('button', 'First available')],
    'book': [('combobox', 'Client'), ('button', 'Book')],
    'book-dialog': [('combobox', 'Client'), ('button', 'Book')],
    'appointment': [('button', 'Move'), ('button', 'Cancel')],
    'board-day': [('link', 'New booking'), ('button', 'Later')],
    'profile': [('button', 'Sign out')],
    'people': [('button', 'Add person')],
    'person': [('button', 'Deactivate'), ('button', 'Save')],
    'groups': [('button', 'Add group')],
    'group': [('button', 'Give skills'), ('button', 'Save')],
}
PHONES_OWN = ('sign-in', 'find', 'appointment', 'board-day')  # between them, everything only a phone shows
FITS = 'document.scrollingElement.scrollWidth <= document.scrollingElement.clientWidth'
AT_ONCE = '*, *::before, *::after { transition: none !important; animation: none !important; }'  # or axe sees a fade


def test_every_screen_is_for_everybody(tabs: Tabs, ledger: Ledger):
    """axe finds nothing serious, light and dark, and on a phone where it shows what no desk does; no page is wider than
    its phone, and a phone reaches the main actions.
    """
    found: dict[str, Any] = {}
    for who, screens in groupby(places.every(ledger), key=lambda place: place.who):
        tab = tabs.open(who)
        tab.forgive('404 \\(Not Found\\)', '403 \\(Forbidden\\)')
        for place in screens:
            tab.page.set_viewport_size({'width': DESKTOP[0], 'height': DESKTOP[1]})
            (tab.turn_to if who else tab.go)(place.path)
            if place.prepare:
                place.prepare(tab)
            found |= {f'{place.name} {what}': bad for what, bad in looked_at(tab, place).items() if bad}
        tabs.close(tab)

    assert not found, '\n'.join(f'{where}: {what}' for where, what in found.items())


def looked_at(tab: Tab, place: places.Place) -> dict[str, Any]:
    """What is wrong with a screen, by the light and width it is wrong in."""
    tab.page.add_style_tag(content=AT_ONCE)
    if not tab.page.evaluate('() => Boolean(window.axe)'):
        tab.page.evaluate(AXE_SCRIPT)
    found: dict[str, Any] = {}
    for size, theme, options in (*LOOKS, *(OF_A_PHONE if place.name in PHONES_OWN else ())):
        tab.page.set_viewport_size({'width': size[0], 'height': size[1]})
        tab.page.emulate_media(color_scheme=theme, reduced_motion='reduce')
        tab.page.wait_for_timeout(50)
        found[f'{size[0]} {theme}'] = violations(tab, options)
    tab.page.emulate_media(color_scheme='light')
    found['title'] = 'a name' if tab.page.title() in ('', 'Daybook') else ''
    found['on a phone'] = [name for role, name in MAIN_ACTIONS.get(place.name, ()) if not reaches(tab, role, name)]
    for width in (PHONE[0], NARROWEST):
        found[f'too wide at {width}'] = wider_than(tab, width)
    return found


def test_s21_the_control_what_the_content_policy_stops_is_a_problem_and_the_log_says_it(tabs: Tabs, house: House):
    """Every tab listens: in any journey, one report on any screen and the journey fails."""
    tab = tabs.open('', '/sign-in?next=/board')
    assert tab.unforgiven == []
    tab.page.evaluate("""() => {
        const script = document.createElement('script'); script.textContent = 'window.hostile = 1';
        const frame = document.createElement('iframe'); frame.src = '/robots.txt';
        document.body.append(script, frame);
        return new Promise((done) => setTimeout(done, 100));
    }""")
    assert tab.page.evaluate('window.hostile') is None
    assert {said.split()[2] for said in tab.unforgiven if 'CSP:' in said} == {'script-src-elem', 'frame-src'}
    deadline = time.monotonic() + PATIENCE / 1000
    line = '"directive": "(.+?)", "blocked": "(.+?)", "page": "(.+?)"'
    while len(found := set(re.findall(line, house.said))) < 2:
        assert time.monotonic() < deadline, found
        tab.page.wait_for_timeout(50)
    assert found == {('script-src-elem', 'inline', '/sign-in'), ('frame-src', '127.0.0.1', '/sign-in')}
    tab.forgive('script-src', 'frame-src', 'Framing')


def test_what_is_busy_says_so_where_nothing_moves_too(tabs: Tabs):
    """Tabs ask for reduced motion; the wheel of a busy button is drawn by its movement alone otherwise."""
    tab = tabs.open('', '/sign-in')
    drawn = tab.page.evaluate("""() => {
        const wheel = '<svg class="q-spinner q-spinner-mat"><circle class="path"/></svg>';
        document.body.insertAdjacentHTML('beforeend', wheel);
        return parseFloat(getComputedStyle(document.querySelector('.q-spinner-mat .path')).strokeDasharray);
    }""")
    assert drawn > 50


def test_the_menu_of_a_phone_leads_everywhere(tabs: Tabs, ledger: Ledger):
    tab = tabs.open('robin@northside.example', '/me', size=PHONE)
    bar = tab.page.get_by_role('navigation', name='Short')
    for name in ('Find a time', 'Team board', 'Appointments'):
        bar.get_by_role('link', name=name).click()
        expect(tab.page.get_by_role('heading', level=1)).to_have_text(name)


def reaches(tab: Tab, role: Any, name: str) -> bool:
    """Whether a finger can press it: it is there, and nothing lies over it."""
    action = tab.page.get_by_role(role, name=name).locator('visible=true').first
    try:
        action.click(trial=True, timeout=3_000)
    except PlaywrightTimeout:
        return False
    return True


def violations(tab: Tab, options: dict[str, Any]) -> list[str]:
    """What axe finds that keeps somebody out, a line each."""
    answer = tab.page.evaluate(LOOK, [options, REPEATED])
    return [f'{each["id"]} ({each["impact"]}): {node["html"][:160]}' for each in answer['violations']
            if each['impact'] in GRAVE for node in each['nodes'][:3]]


def wider_than(tab: Tab, width: int) -> str:
    """By how much the page scrolls sideways at a width, once it has found its shape; nothing when it does not."""
    tab.page.set_viewport_size({'width': width, 'height': 800})
    try:
        tab.page.wait_for_function(FITS, timeout=2_000)
    except PlaywrightTimeout:
        wide = tab.page.evaluate('document.scrollingElement.scrollWidth')
        return f'{wide} px in {width}'
    return ''
