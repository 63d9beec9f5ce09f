"""Moving an appointment: the small panel after a drop, and the dialog for those who type."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from nicegui import ui

from components import buttons, dialogs, fields, page_parts, when, words

REVERT = 'Revert'
CHANGED_MEANWHILE = 'A colleague changed this appointment meanwhile; your move was put back.'


@dataclass(frozen=True, slots=True)
class Saved:
    """Yes, with the reason given (it may be empty)."""

    reason: str


class MovePanel:
    """Before and after of one drop, docked below the board so that the board stays in sight. One at a time."""

    def __init__(self) -> None:
        self._box = ui.element('div')
        self._answer: asyncio.Future[Saved | None] | None = None

    @property
    def is_open(self) -> bool:
        """Whether a drop still waits for its answer."""
        return self._answer is not None

    async def ask(self, title: str, changes: Sequence[tuple[str, str, str]]) -> Saved | None:
        """Show the change and wait for Save (Enter) or Revert (Esc)."""
        answer: asyncio.Future[Saved | None] = asyncio.get_running_loop().create_future()
        self._answer = answer
        with self._box, ui.element('section').classes('move-panel').props('role=dialog').mark('move-panel') as panel:
            panel.props['aria-label'] = title
            page_parts.heading(title, 2)
            dialogs.before_after(changes)
            reason = fields.text(words.REASON, placeholder='Optional', marker='reason').props('autofocus')
            reason.on('keydown.enter', lambda: self._close(Saved(reason.value or '')), [])
            reason.on('keydown.esc', lambda: self._close(None), [])
            with ui.element('div').classes('actions'):
                buttons.plain(REVERT, lambda: self._close(None), keys='Escape', marker='revert')
                buttons.primary(words.SAVE, lambda: self._close(Saved(reason.value or '')), marker='save-move')
        try:
            return await answer
        finally:
            self._answer = None
            if not panel.is_deleted:
                panel.delete()

    def withdraw(self) -> None:
        """Take the question back: what it was about has changed."""
        self._close(None)

    def _close(self, answer: Saved | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(answer)


@dataclass(frozen=True, slots=True)
class Typed:
    """Where to move it, as typed: a day and a start on the wall clock of the calendar that was chosen."""

    calendar_id: str
    on: date
    starts: time
    reason: str


class MoveDialog:
    """Day, time and provider to choose or type; free starts of the day as choices.

    `free_on(calendar_id, day)` answers the free starts as wall-clock times of that calendar; it is asked again
    whenever day or provider change.
    """

    def __init__(
        self,
        title: str,
        *,
        providers: Mapping[str, str],
        provider: str,
        on: date,
        starts: time,
        free_on: Callable[[str, date], Awaitable[Sequence[time]]],
        about: str = '',
    ) -> None:
        self._free_on = free_on
        self._dialog = dialogs.Dialog(title)
        with self._dialog.body:
            if about:
                ui.label(about).classes('soft')
            self._provider = fields.choice('Provider', providers, provider, is_searchable=True, marker='move-provider',
                                           on_change=self._look)
            with ui.element('div').classes('together'):
                self._day = fields.day('Day', on, is_required=True, marker='move-day', on_change=self._look)
                self._time = fields.time_of_day('Starts', starts, is_required=True, marker='move-time')
            self._time.on('keydown.enter', self._save, [])
            self._free = ui.element('div').classes('free-starts').props('data-roving role=group aria-live=polite')
            self._free.props['aria-label'] = 'Free starts'
            self._reason = fields.text(words.REASON, placeholder='Optional', marker='reason')
        with self._dialog.actions:
            buttons.plain(words.CANCEL, self._dialog.close, marker='no')
            buttons.primary('Move', self._save, marker='move-save')

    async def opened(self) -> Typed | None:
        """Show it and wait."""
        ui.timer(0.01, self._look, once=True)
        answer = await self._dialog.opened()
        return answer if isinstance(answer, Typed) else None

    async def _look(self, _: Any = None) -> None:
        day, provider = fields.day_of(self._day), self._provider.value
        if day is None or not provider:
            return
        starts = await self._free_on(str(provider), day)
        if self._free.is_deleted or (fields.day_of(self._day), self._provider.value) != (day, provider):
            return  # an older answer that came late
        self._free.clear()
        with self._free:
            for start in starts:
                self._chip(start)
            if not starts:
                ui.label(f'Nothing free on {when.day(day)}').classes('small faint')

    def _chip(self, start: time) -> None:
        chip = ui.element('button').classes('slot').props('type=button').mark('free-start')
        with chip:
            ui.label(when.clock(start))
        chip.on('click', lambda: self._time.set_value(when.clock(start)), [])

    def _save(self) -> None:
        day, starts = fields.day_of(self._day), fields.time_in(self._time)
        if day is None:
            self._day.error = words.REQUIRED
            fields.bring(self._day)
        elif starts is None:
            self._time.error = 'A time like 09:30.'
            fields.bring(self._time)
        else:
            self._dialog.close(Typed(str(self._provider.value), day, starts, (self._reason.value or '').strip()))
