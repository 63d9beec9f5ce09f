"""The address one signs in with, on one's own security screen, and asking for another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, fields, layout, page_parts, when, words
from components.dialogs import Dialog
from components.form import Form
from services.access.shapes import AwaitedAddress

TITLE: Final = 'E-mail address'
ABOUT: Final = 'You sign in with it, and it is where a new password is sent.'
CHANGE: Final = 'Change address…'
CHANGE_TITLE: Final = 'Change your address'
CHANGE_ABOUT: Final = ('We send a link to the new address, and word of it to the one you have. Nothing changes before '
                       'the link is used; then you are signed out on other devices.')
AWAITED: Final = 'The link sent to {} works until {}.'
KEEP: Final = 'Keep the old one'


class EmailCard:
    """`on_change` is awaited to ask for another address, `on_keep` to have it stay as it is."""

    def __init__(self, *, zone: str, on_change: Callable[[], Awaitable[Any]],
                 on_keep: Callable[[], Awaitable[Any]]) -> None:
        self._zone = zone
        with page_parts.section(TITLE, ABOUT) as place:
            self._on_change, self._on_keep = layout.kept_in(place, on_change), layout.kept_in(place, on_keep)
            self._box = ui.element('div').classes('factors').mark('own-email')

    def show(self, email: str, awaited: AwaitedAddress | None, *, now: datetime) -> None:
        """Draw the one they have, and the one that is awaited."""
        self._box.clear()
        with self._box:
            with ui.element('div').classes('factors__line'):
                ui.label(email).classes('factors__words')
                buttons.quiet(CHANGE, self._on_change, marker='change-email', asks=True)
            if awaited is not None:
                until = when.moment(awaited.expires_at, self._zone, today=wall_clock(now, self._zone).date())
                with ui.element('div').classes('factors__line').mark('awaited-email'):
                    badges.status('waiting')
                    ui.label(AWAITED.format(awaited.email, when.inside(until))).classes('factors__words')
                    buttons.quiet(KEEP, self._on_keep, marker='keep-email')


class EmailDialog(Dialog):
    """`on_save` is awaited with `email` and `current`."""

    def __init__(self, *, on_save: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(CHANGE_TITLE)
        with self.body:
            ui.label(CHANGE_ABOUT).classes('soft dense')
            self.form = Form(lambda values: on_save(**values))
            with self.form:
                self.form.add('email', fields.text('New address', kind='email', is_required=True,
                                                   autocomplete='email', marker='new-email'))
                self.form.add('current', fields.password('Current password', marker='email-current'))
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            buttons.primary('Send the link', self.form.save, keys='mod+Enter', marker='send-link')
