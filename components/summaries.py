"""One mail a day: about one's own day, and about the groups one leads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from nicegui import ui

from components import fields, quiet_hours
from services.notifications.shapes import Summary, SummaryChoice

TITLE: Final = 'Daily mail'
ABOUT: Final = 'At the time you choose, on your own clock; none on days with nothing to say.'
LABELS: Final[dict[Summary, str]] = {Summary.DAY: 'My appointments, at', Summary.TEAM: 'The groups I lead, at'}
OF: Final[dict[bool, str]] = {False: 'Of that day', True: 'Of the day after'}


class Summaries:
    """`on_choose(summary, minute, is_ahead)` is awaited at once; a minute of None is never."""

    def __init__(self, choices: Sequence[SummaryChoice], *,
                 on_choose: Callable[[Summary, int | None, bool], Awaitable[Any]]) -> None:
        self._on_choose = on_choose
        self._saved = {each.summary: each for each in choices}
        self._fields: dict[Summary, tuple[ui.select, ui.select]] = {}
        with ui.element('div').classes('form'):
            for each in choices:
                with ui.element('div').classes('together'):
                    self._draw(each)

    def show(self, choices: Sequence[SummaryChoice]) -> None:
        """How they are now, unless that is what was chosen here."""
        for each in choices:
            if each.summary in self._fields and self._saved[each.summary] != each:
                self._saved[each.summary] = each
                at, of = self._fields[each.summary]
                quiet_hours.fill(at, each.minute)
                of.value = each.is_ahead

    def _draw(self, each: SummaryChoice) -> None:
        async def changed(_: Any) -> None:
            await self._chosen(each.summary)

        at = quiet_hours.field(LABELS[each.summary], each.minute, on_change=changed, marker=f'{each.summary}-at')
        of = fields.choice('About', OF, each.is_ahead, on_change=changed, marker=f'{each.summary}-of')
        of.props['aria-label'] = f'{LABELS[each.summary]}: about'
        self._fields[each.summary] = at, of

    async def _chosen(self, summary: Summary) -> None:
        at, of = self._fields[summary]
        choice = SummaryChoice(summary, at.value, bool(of.value))
        before, self._saved[summary] = self._saved[summary], choice
        if choice != before and (choice.minute, before.minute) != (None, None):  # of a mail that never comes, kept here
            await self._on_choose(summary, choice.minute, choice.is_ahead)
