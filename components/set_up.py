"""The first run: what a business begins with, on one card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nicegui import ui

from components import door
from components.page_parts import heading

TITLE = 'Set up Daybook'
ABOUT = ('There is no business here yet. Whoever fills this in becomes its administrator; this page is gone for '
         'everybody afterwards.')
ADMIN = 'Its administrator'
HINT = 'At least 15 characters; a few words that have nothing to do with each other do well.'
BUTTON = 'Set up'
FIELDS = ('business', 'slug', 'zone', 'place', 'name', 'email')  # what is kept when something is wrong
ZONES = 'zone-names'


def set_up_card(*, action: str, token: str, typed: Mapping[str, str], problem: str, wrong: Mapping[str, str],
                zones: Iterable[str]) -> None:
    """`typed` is what was there before, `wrong` what is wrong with which field, `problem` what is wrong with none."""
    with (door.card(TITLE, ABOUT, marker='set-up'),
          door.form(action, csrf=token).classes('sign-in__form')):
        door.problem(problem)
        begins = next((name for name in (*FIELDS, 'password', 'again') if name in wrong), 'business')

        def field(label: str, name: str, *, hint: str = '', complete: str = 'off', kind: str = 'text',
                  options: str = '') -> None:
            door.field(label, name, kind=kind, complete=complete, value=typed.get(name, ''), hint=hint,
                       is_first=name == begins, wrong=wrong.get(name, ''), options=options)

        field('Name of the business', 'business', complete='organization')
        field('Its name in addresses', 'slug', hint='Small letters, digits and hyphens, such as acme-care.')
        field('Time zone', 'zone', hint='Such as Europe/London.', options=ZONES)
        field('First location', 'place', hint='Where appointments take place; more can be added later.')
        heading(ADMIN, 2)
        field('Name', 'name', complete='name')
        field(door.EMAIL, 'email', kind='email', complete='username')
        field(door.PASSWORD, 'password', kind='password', complete='new-password', hint=HINT)
        field('The same again', 'again', kind='password', complete='new-password')
        door.submit(BUTTON).mark('submit')
        with ui.element('datalist').props('id=zone-names'):
            for name in sorted(zones):
                ui.element('option').props['value'] = name
