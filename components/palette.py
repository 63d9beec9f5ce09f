"""The command palette: any screen, client or booking, from anywhere, without a mouse."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from nicegui import ui

from components import markup, words


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette. `hint` stands fainter at its right; `group` is the heading it is listed under."""

    label: str
    path: str
    hint: str = ''
    icon: str = 'arrow_forward'
    group: str = 'Go to'


Search = Callable[[str], Awaitable[Sequence[Command]] | Sequence[Command]]


class Palette:
    """A dialog with one input. Arrows choose (in the browser, at once), Enter goes there, Esc closes.

    `search('')` is asked when it opens and may return what is used most. Results come grouped in the order given.
    """

    def __init__(self, search: Search) -> None:
        self._search = search
        self._asked = 0
        self._dialog = ui.dialog().props('position=top transition-duration=80 no-route-dismiss')
        self._dialog.props['aria-label'] = words.PALETTE
        with self._dialog, ui.card().classes('palette'):
            self._input = (
                ui.input(placeholder=words.PALETTE).props('autofocus borderless debounce=90').mark('palette-input')
            )
            self._results = ui.html('').classes('palette__results').props('role=listbox').mark('palette-results')
            ui.html(
                ''.join(
                    markup.tag('span', f'{markup.tag("span", key, class_="kbd")} {text}')
                    for key, text in (('↑↓', 'choose'), ('↵', 'open'), ('Esc', 'close'))
                ),
            ).classes('palette__foot').props('aria-hidden=true')
        self._results.props['aria-label'] = words.PALETTE
        self._input.props.update(
            {
                'aria-label': words.PALETTE,
                'role': 'combobox',
                'aria-expanded': 'true',
                'aria-controls': self._results.html_id,
                'data-options': f'#{self._results.html_id}',
                'autocomplete': 'off',
            }
        )
        with self._input.add_slot('prepend'):
            ui.icon('search').props('aria-hidden=true')
        self._input.on_value_change(self._refresh)
        # a link chosen in it is followed by the page's own routing; only the dialog has to go
        self._results.on('click', self._dialog.close, [])

    async def open(self) -> None:
        """Show it, empty."""
        self._input.value = ''
        self._dialog.open()
        await self._refresh()

    async def _refresh(self) -> None:
        self._asked += 1
        asked = self._asked
        found = self._search((self._input.value or '').strip())
        commands = await found if inspect.isawaitable(found) else found
        if asked == self._asked:  # an older answer that came late is dropped
            self._results.set_content(_listed(commands))


def _listed(commands: Sequence[Command]) -> str:
    if not commands:
        return markup.tag(
            'div', markup.safe(words.PALETTE_NOTHING), class_='palette__group', role='option', aria_disabled='true'
        )
    parts: list[str] = []
    number = 0
    for group, members in groupby(commands, key=lambda command: command.group):
        parts.append(markup.tag('div', markup.safe(group), class_='palette__group', role='presentation'))
        for command in members:
            parts.append(_option(command, number))
            number += 1
    return ''.join(parts)


def _option(command: Command, number: int) -> str:
    if not command.path.startswith('/'):
        raise ValueError(f'a command leads inside the application, not to {command.path!r}')
    hint = markup.tag('span', markup.safe(command.hint), class_='hint') if command.hint else ''
    return markup.tag(
        'a',
        markup.safe(command.label) + hint,
        class_='palette__option',
        role='option',
        href=command.path,
        id=f'command-{number}',
        tabindex='-1',
        data_icon=command.icon,
        aria_selected='true' if number == 0 else 'false',
    )
