"""Which messages one gets, one switch for each kind: saved at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from nicegui import ui

from components import fields
from components.message_list import KINDS
from services.notifications.shapes import Choice, Kind

BY_MAIL: Final = 'E-mail'
WHEN: Final[dict[Kind, str]] = {
    Kind.REQUESTED: 'Somebody asks for an appointment with you',
    Kind.BOOKED: 'An appointment with you is booked',
    Kind.CONFIRMED: 'One that was asked for is confirmed',
    Kind.MOVED: 'An appointment with you is moved',
    Kind.CANCELLED: 'An appointment is cancelled, or is with you no more',
}


class MessageChoices:
    """`on_choose(kind, is_wanted)` is awaited for every press, in their order, and says whether it was saved."""

    def __init__(self, choices: Sequence[Choice], *, on_choose: Callable[[Kind, bool], Awaitable[Any]]) -> None:
        self._on_choose, self._turn = on_choose, asyncio.Lock()
        self._is_on = {choice.kind: choice.is_wanted for choice in choices}
        self._switches: dict[Kind, ui.switch] = {}
        with ui.element('table').classes('choices').mark('choices'):
            with ui.element('thead'), ui.element('tr'):
                for title in ('When', BY_MAIL):
                    _cell('th', title, scope='col')
            with ui.element('tbody'):
                for kind in self._is_on:
                    self._row(kind)

    def show(self, choices: Sequence[Choice]) -> None:
        """How they stand now."""
        for choice in choices:
            self._is_on[choice.kind] = choice.is_wanted
            self._switches[choice.kind].set_value(choice.is_wanted)

    def _row(self, kind: Kind) -> None:
        with ui.element('tr'):
            _cell('th', WHEN.get(kind, KINDS[kind]), scope='row')
            with ui.element('td'):
                self._switches[kind] = fields.switch(
                    f'{BY_MAIL}: {WHEN.get(kind, KINDS[kind])}', is_on=self._is_on[kind], marker=f'mail-{kind}',
                    on_change=lambda is_wanted: self._chosen(kind, is_wanted))

    async def _chosen(self, kind: Kind, is_wanted: bool) -> None:
        if is_wanted == self._is_on[kind]:
            return  # shown, not chosen
        self._is_on[kind] = is_wanted
        async with self._turn:
            if not await self._on_choose(kind, is_wanted):
                self.show([Choice(kind, not is_wanted)])


def _cell(tag: str, text: str, *, scope: str) -> None:
    with ui.element(tag) as cell:
        cell.props['scope'] = scope
        ui.label(text)
