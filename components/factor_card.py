"""What is asked of somebody besides a password, on their own security screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, fields, layout, page_parts, second_factor, when, words
from components.dialogs import Dialog
from components.form import Form
from services.access.shapes import MyFactors, NewFactor

TITLE: Final = 'Second factor'
ABOUT: Final = 'A code from an app on your phone, besides your password: a stolen password alone opens nothing.'
NONE: Final = 'Whoever knows your password can sign in as you.'
REQUIRED: Final = 'Your business asks for it.'
SET_UP: Final = 'Set up an app'
REPLACE: Final = 'Replace it…'
TURN_OFF: Final = 'Turn off…'
CODES: Final = 'Backup codes'
RENEW: Final = 'Make new codes…'
Press = Callable[[], Awaitable[Any]]


class FactorCard:
    """`on_set_up` is awaited to set up an authenticator app, in place of another if there is one; `on_remove` to turn
    it off, `on_renew_codes` to make new backup codes.
    """

    def __init__(self, *, zone: str, on_set_up: Press, on_remove: Press, on_renew_codes: Press) -> None:
        self._zone = zone
        with page_parts.section(TITLE, ABOUT), ui.element('div') as place:
            self._on_remove = layout.kept_in(place, on_remove)
            self._on_set_up = layout.kept_in(place, on_set_up)
            self._on_renew_codes = layout.kept_in(place, on_renew_codes)
            self._box = ui.element('div').classes('factors').mark('factors')

    def show(self, mine: MyFactors, *, now: datetime) -> None:
        """Draw what there is now."""
        self._box.clear()
        with self._box:
            if mine.app_since is None:
                self._draw('off', NONE, self._offer)
            else:
                today = wall_clock(now, self._zone).date()
                since = f'Authenticator app, since {when.moment(mine.app_since, self._zone, today=today)}.'
                self._draw('on', f'{since} {REQUIRED}' if mine.is_required else since,
                           lambda: self._change(is_required=mine.is_required))
                self._draw('on' if mine.codes_left else 'off', _codes(mine.codes_left), self._renew)

    def _draw(self, status: str, about: str, button: Callable[[], Any] | None = None) -> None:
        with ui.element('div').classes('factors__line'):
            badges.status(status)
            ui.label(about).classes('dense')
            if button:
                button()

    def _offer(self) -> None:
        buttons.quiet(SET_UP, self._on_set_up, marker='set-up-app')

    def _change(self, *, is_required: bool) -> None:
        buttons.quiet(REPLACE, self._on_set_up, marker='replace-app', asks=True)
        if not is_required:
            buttons.Button(TURN_OFF, self._on_remove, kind='danger-quiet', marker='remove-app', asks=True)

    def _renew(self) -> None:
        buttons.quiet(RENEW, self._on_renew_codes, marker='renew-codes', asks=True)


def _codes(left: int) -> str:
    return f'{CODES}: {left} left.' if left else f'{CODES}: none left. Without your phone you could not sign in.'


class SetUpDialog(Dialog):
    """The secret to scan, and the code that proves it was. `on_code` is awaited with what was typed."""

    def __init__(self, begun: NewFactor, *, on_code: Callable[[str], Awaitable[Any]]) -> None:
        super().__init__(second_factor.SCAN)
        with self.body:
            ui.label(second_factor.SCAN_ABOUT).classes('soft dense')
            second_factor.secret(begun)
            self.form = Form(lambda values: on_code(values['code']), warns=False)
            with self.form:
                self.form.add('code', fields.text(second_factor.CODE, is_required=True, autocomplete='one-time-code',
                                                  marker='code'))
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            buttons.primary('Finish', self.form.save, marker='finish')
