"""Inside another business: a bar that says so on every screen, how long still, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from nicegui import ui

from components import buttons, markup

LEAVE: Final = 'Leave'
LAST_MINUTE: Final = 'less than a minute left'


class EnteredBar:
    """`business` is where one is, `home` where one is from. The frame around the window comes with it."""

    def __init__(self, business: str, home: str, reason: str, left: timedelta, on_leave: Callable[[], Any]) -> None:
        with ui.element('div').classes('entered').props('role=region aria-label="Another business"').mark('entered'):
            ui.html(markup.tag('b', markup.safe(f'You are in {business}'))
                    + markup.tag('span', markup.safe(f'as an administrator of {home}: {reason}'),
                                 class_='entered__why')).classes('entered__words')
            self._left = ui.label().classes('entered__left').mark('time-left')
            buttons.plain(LEAVE, on_leave, icon='logout', marker='leave-business')
        self.show(left)

    def show(self, left: timedelta) -> None:
        """How long still."""
        minutes = left // timedelta(minutes=1)
        self._left.text = f'{minutes} min left' if minutes else LAST_MINUTE
