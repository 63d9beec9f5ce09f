"""From when until when somebody is left alone, every day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import time
from typing import Any, Final

from nicegui import ui

from components import fields, when

FROM: Final = 'Quiet from'
UNTIL: Final = 'Until'
MORNING: Final = 420  # until when, as long as nobody says otherwise
STEP: Final = 30
NEVER: Final = 'Never'
THE_SAME: Final = 'Choose another time than they begin at.'
TITLE: Final = 'Quiet hours'
ABOUT: Final = ('What would be mailed to you between these times, on your own clock, waits until they end. What is '
                'about an appointment that begins before then comes at once, and so does what concerns the safety of '
                'your account.')


def field(label: str, chosen: int | None, *, on_change: fields.Changed | None = None, hint: str = '',
          marker: str) -> ui.select:
    """A time of the day as its minute, or none."""
    chosen_in = fields.choice(label, _offered(chosen), chosen, is_searchable=True, is_clearable=True,
                              on_change=on_change, hint=hint, marker=marker)
    chosen_in.props['placeholder'] = NEVER
    return chosen_in


def fill(chosen_in: ui.select, minute: int | None) -> None:
    """Choose this one, also where it is on no half hour."""
    if minute not in chosen_in.options:
        chosen_in.set_options(_offered(minute))
    chosen_in.value = minute


def _offered(chosen: int | None) -> dict[int, str]:
    return {each: clock(each) for each in sorted({*range(0, 1440, STEP), *(() if chosen is None else (chosen,))})}


def clock(minute: int) -> str:
    """A minute of the day as people read it: 09:05."""
    return when.clock(time(minute // 60, minute % 60))


class QuietHours:
    """Both or neither: `on_choose(begins, ends)` is awaited as soon as they are."""

    def __init__(self, begins: int | None, ends: int | None, *,
                 on_choose: Callable[[int | None, int | None], Awaitable[Any]]) -> None:
        self._on_choose, self._saved = on_choose, (begins, ends)
        with ui.element('div').classes('form'), ui.element('div').classes('together'):
            self._from = field(FROM, begins, on_change=self._began, marker='quiet-from')
            self._until = field(UNTIL, ends, on_change=self._ended, marker='quiet-until')

    def show(self, begins: int | None, ends: int | None) -> None:
        """How they are now, unless that is what was chosen here."""
        if self._saved != (begins, ends):
            self._saved = begins, ends
            fill(self._from, begins)
            fill(self._until, ends)

    async def _began(self, begins: int | None) -> None:
        if begins is None:
            self._until.value = None
        elif self._until.value is None:
            self._until.value = MORNING if begins != MORNING else MORNING + STEP
        await self._save()

    async def _ended(self, ends: int | None) -> None:
        if ends is None:
            self._from.value = None
        await self._save()

    async def _save(self) -> None:
        chosen = self._from.value, self._until.value
        if chosen == self._saved or (chosen[0] is None) is not (chosen[1] is None):
            return
        self._until.error = THE_SAME if chosen[0] is not None and chosen[0] == chosen[1] else None
        if not self._until.error:
            self._saved = chosen
            await self._on_choose(*chosen)
