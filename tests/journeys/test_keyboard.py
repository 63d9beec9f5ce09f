"""Work without a mouse: one sees where one is, and what can be pressed."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from pages.shell import MANAGEMENT, NAVIGATION
from services.demo.business import HEAD
from tests.journeys.tabs import Tab, Tabs

ENOUGH = 3.0  # contrast of a ring to what lies beside it (WCAG 1.4.11)
# What has the focus: what it is, and the strongest ring on it or on the control drawn around it.
FOCUSED = r"""() => {
  const at = document.activeElement;
  const rgb = (colour) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) => rgb(colour).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
  const behind = (el) => {
    for (; el; el = el.parentElement) {
      const colour = getComputedStyle(el).backgroundColor;
      if (rgb(colour)[3] > 200) return colour;
    }
    return 'white';
  };
  const ratio = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const rings = [0];
  const add = (el, style, of) => {
    if (style[`${of}Style`] === 'solid' && parseFloat(style[`${of}Width`]) >= 2 && +style.opacity > 0)
      rings.push(ratio(style[`${of}Color`], behind(el.parentElement)));
  };
  for (const el of [at, ...at.querySelectorAll('.q-checkbox__inner, .q-toggle__inner')])
    add(el, getComputedStyle(el), 'outline');
  const control = at.closest('.q-field')?.querySelector('.q-field__control');
  if (control) {
    add(control, getComputedStyle(control), 'outline');
    add(control, getComputedStyle(control, '::after'), 'borderTop');
  }
  const kinds = { link: 'a', toggle: '[aria-pressed]', tick: '[role=checkbox]', button: 'button',
    field: 'input, textarea, [role=combobox]' };
  const kind = Object.keys(kinds).find((each) => at.matches(kinds[each])) ?? at.tagName;
  const name = (at.getAttribute('aria-label') || at.textContent || at.name || '').trim().slice(0, 40);
  return { kind, name, ring: Math.max(...rings), is_body: at === document.body, is_reached: at.tabIndex >= 0 };
}"""
AT_ONCE = '*, ::before, ::after { transition: none !important; animation: none !important; }'  # no ring half drawn
WALKS = (('/admin/groups', 'Add group', 'light'), ('/board', '', 'light'), ('/board', '', 'dark'))


def test_what_has_the_focus_shows_a_ring_light_and_dark(tabs: Tabs):
    """WCAG 2.4.7: everything Tab reaches in a list, in its dialog and on the board."""
    tab = tabs.open(HEAD.email)
    kinds: set[str] = set()
    for path, opens, theme in WALKS:
        tab.page.emulate_media(color_scheme=theme, reduced_motion='reduce')
        if tab.path != path:
            tab.go(path)
        tab.page.add_style_tag(content=AT_ONCE)
        seen = walked(tab)
        if opens:
            tab.button(opens).click()
            tab.dialog().wait_for()
            seen += walked(tab, most=8)
        kinds |= {each['kind'] for each in seen}
        dim = [f'{each["kind"]} {each["name"]} {each["ring"]:.1f}' for each in seen if each['ring'] < ENOUGH]
        assert not dim, f'{theme} {path}: {dim}'
    assert kinds >= {'button', 'link', 'field', 'toggle', 'tick'}


def test_the_control_a_ring_that_is_not_there_is_seen(tabs: Tabs):
    tab = tabs.open('', '/sign-in')
    tab.page.add_style_tag(content='*:focus-visible { outline: none !important; }')
    assert {each['ring'] for each in walked(tab, most=4)} == {0}


def test_a_table_is_sorted_by_the_keys_and_says_how(tabs: Tabs):
    """WCAG 2.1.1 and 4.1.2: a head that sorts is a button, and its column says which way it goes."""
    tab = tabs.open(HEAD.email, '/admin/people')
    column = tab.page.get_by_role('columnheader', name='Name')
    head = column.get_by_role('button', name='Name')
    expect(column).to_have_attribute('aria-sort', 'ascending')
    tab.page.locator('.toolbar input').last.focus()
    for _ in range(6):
        if head.evaluate('(at) => at === document.activeElement'):
            break
        tab.page.keyboard.press('Tab')
    expect(head).to_be_focused()
    for key, way in (('Enter', 'descending'), ('Space', 'ascending')):
        tab.page.keyboard.press(key)
        expect(column).to_have_attribute('aria-sort', way)
        expect(head).to_be_focused()
        expect(tab.page).to_have_url(re.compile('order=descending' if way == 'descending' else '/admin/people$'))
    expect(tab.page.get_by_role('columnheader', name='Last signed in')).to_have_attribute('aria-sort', 'none')
    expect(tab.page.get_by_role('columnheader', name='Groups')).not_to_have_attribute('aria-sort', re.compile('.'))


def test_the_keys_of_a_screen_are_listed_by_one_of_them(tabs: Tabs):
    tab = tabs.open(HEAD.email, '/admin/people')
    search, listed = tab.page.get_by_placeholder('Name or e-mail'), tab.page.get_by_role('dialog', name='Keyboard')
    search.fill('who')
    search.press('?')
    expect(search).to_have_value('who?')
    expect(listed).to_be_hidden()
    tab.page.get_by_role('heading', level=1).click()
    tab.page.keyboard.press('?')
    expect(listed).to_be_visible()
    known = dict(zip(listed.locator('dd').all_inner_texts(), listed.locator('dt').all_inner_texts(), strict=True))
    assert {name: ' '.join(keys.split()) for name, keys in known.items()} == {
        'Search': 'Ctrl K', 'Notices': 'G N', 'Add person': 'N', 'Name or e-mail': '/', 'Keyboard shortcuts': '?'} | {
        place.label: ' '.join(place.keys.upper().split()) for place, _ in (*NAVIGATION, *MANAGEMENT) if place.keys}
    tab.page.keyboard.press('n')
    expect(tab.page.get_by_role('dialog', name='Add person')).to_have_count(0)
    tab.page.keyboard.press('Escape')
    expect(listed).to_be_hidden()
    tab.page.keyboard.press('n')
    expect(tab.page.get_by_role('dialog', name='Add person')).to_be_visible()


def test_a_password_is_shown_by_a_button_and_hidden_again_as_it_is_sent(tabs: Tabs):
    tab = tabs.open('', '/sign-in')
    typed = tab.page.get_by_role('textbox', name='Password')
    tab.page.get_by_label('E-mail').fill('nobody@example.org')
    typed.fill('not a password of anybody')
    tab.page.keyboard.press('Tab')
    button = tab.button('Show password')
    expect(button).to_be_focused()
    expect(button).to_have_attribute('aria-pressed', 'false')
    tab.page.keyboard.press('Space')
    expect(typed).to_have_attribute('type', 'text')
    expect(typed).to_have_value('not a password of anybody')
    expect(button).to_have_attribute('aria-pressed', 'true')
    typed.evaluate("(input) => input.form.addEventListener('submit', (event) => event.preventDefault())")
    typed.press('Enter')
    expect(typed).to_have_attribute('type', 'password')


def walked(tab: Tab, most: int = 40) -> list[dict[str, Any]]:
    """What Tab reaches, each once."""
    found: dict[str, dict[str, Any]] = {}
    for _ in range(most):
        tab.page.keyboard.press('Tab')
        at = tab.page.evaluate(FOCUSED)
        if at['is_body']:
            break
        if at['is_reached']:  # a dialog takes the focus by itself as it opens
            found.setdefault(f'{at["kind"]} {at["name"]}', at)
    return list(found.values())
