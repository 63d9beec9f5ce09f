"""Which messages one gets, one switch for each kind and way: saved at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from nicegui import ui

from components import fields
from components.message_list import KINDS
from services.notifications.shapes import Choice, Kind, Way

WAYS: Final[dict[str, str]] = {Way.MAIL: 'E-mail', Way.BELL: 'Bell'}
WHEN: Final[dict[Kind, str]] = {
    Kind.REQUESTED: 'Somebody asks for an appointment with you',
    Kind.BOOKED: 'An appointment with you is booked',
    Kind.CONFIRMED: 'One that was asked for is confirmed',
    Kind.MOVED: 'An appointment with you is moved',
    Kind.CANCELLED: 'An appointment is cancelled, or is with you no more',
}


class MessageChoices:
    """`on_choose(kind, way, is_wanted)` is awaited for every press, in their order, and says whether it was saved."""

    def __init__(self, choices: Sequence[Choice], *, on_choose: Callable[[Kind, str, bool], Awaitable[Any]]) -> None:
        self._on_choose, self._turn = on_choose, asyncio.Lock()
        self._is_on = {(choice.kind, choice.way): choice.is_wanted for choice in choices}
        self._switches: dict[tuple[Kind, str], ui.switch] = {}
        ways = list(dict.fromkeys(way for _, way in self._is_on))
        with ui.element('table').classes('choices').mark('choices'):
            with ui.element('thead'), ui.element('tr'):
                for title in ('When', *(WAYS[way] for way in ways)):
                    _cell('th', title, scope='col')
            with ui.element('tbody'):
                for kind in dict.fromkeys(kind for kind, _ in self._is_on):
                    self._row(kind, ways)

    def show(self, choices: Sequence[Choice]) -> None:
        """How they stand now."""
        for choice in choices:
            self._is_on[choice.kind, choice.way] = choice.is_wanted
            self._switches[choice.kind, choice.way].set_value(choice.is_wanted)

    def _row(self, kind: Kind, ways: Sequence[str]) -> None:
        with ui.element('tr'):
            _cell('th', WHEN.get(kind, KINDS[kind]), scope='row')
            for way in ways:
                with ui.element('td'):
                    self._switches[kind, way] = self._switch(kind, way)

    def _switch(self, kind: Kind, way: str) -> ui.switch:
        return fields.switch(f'{WAYS[way]}: {WHEN.get(kind, KINDS[kind])}', is_on=self._is_on[kind, way],
                             on_change=lambda is_wanted: self._chosen(kind, way, is_wanted), marker=f'{way}-{kind}')

    async def _chosen(self, kind: Kind, way: str, is_wanted: bool) -> None:
        if is_wanted == self._is_on[kind, way]:
            return  # shown, not chosen
        self._is_on[kind, way] = is_wanted
        async with self._turn:
            if not await self._on_choose(kind, way, is_wanted):
                self.show([Choice(kind, not is_wanted, way)])


def _cell(tag: str, text: str, *, scope: str) -> None:
    with ui.element(tag) as cell:
        cell.props['scope'] = scope
        ui.label(text)
