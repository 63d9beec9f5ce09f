"""What is asked of somebody besides a password, on their own security screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, fields, layout, page_parts, passkeys, second_factor, when, words
from components.dialogs import Dialog
from components.form import Form
from services.access.shapes import MyFactors, NewFactor, PasskeyShape

TITLE: Final = 'Second factor'
ABOUT: Final = 'A passkey or a code from an app, besides your password: a stolen password alone opens nothing.'
NONE: Final = 'Whoever knows your password can sign in as you.'
NO_APP: Final = 'No authenticator app.'
REQUIRED: Final = 'Your business asks for it.'
SET_UP: Final = 'Set up an app'
REPLACE: Final = 'Replace it…'
TURN_OFF: Final = 'Turn off…'
CODES: Final = 'Backup codes'
NONE_LEFT: Final = 'none left.'
PERHAPS: Final = 'those you have kept are old and may still work. Make new ones to be sure.'
GONE: Final = 'those you have kept work no more. Make new ones.'
RENEW: Final = 'Make new codes…'
Press = Callable[[], Awaitable[Any]]


class FactorCard:
    """`on_set_up` is awaited to set up an authenticator app, in place of another if there is one; `on_remove` to turn
    it off, `on_renew_codes` to make new backup codes, `on_add_passkey` to add a passkey; `on_passkey` with 'rename' or
    'remove' and the one it is about. `passkeys_at` is the address at which browsers make them, if there is one.
    """

    def __init__(self, *, zone: str, on_set_up: Press, on_remove: Press, on_renew_codes: Press, on_add_passkey: Press,
                 on_passkey: Callable[[str, PasskeyShape], Awaitable[Any]], passkeys_at: str = '') -> None:
        self._zone = zone
        self._passkeys_at = passkeys_at
        with page_parts.section(TITLE, ABOUT), ui.element('div') as place:
            self._on_set_up = layout.kept_in(place, on_set_up)
            self._on_remove = layout.kept_in(place, on_remove)
            self._on_renew_codes = layout.kept_in(place, on_renew_codes)
            self._on_add_passkey = layout.kept_in(place, on_add_passkey)
            self._on_passkey = layout.kept_in(place, on_passkey)
            self._box = ui.element('div').classes('factors').mark('factors')

    def show(self, mine: MyFactors, keys: Sequence[PasskeyShape], *, now: datetime) -> None:
        """Draw what there is now."""
        self._box.clear()
        today = wall_clock(now, self._zone).date()
        with self._box:
            if mine.app_since is None:
                self._draw('off', NO_APP if keys else NONE, self._offer)
            else:
                since = when.inside(when.moment(mine.app_since, self._zone, today=today))
                since = f'Authenticator app, since {since}.'
                self._draw('on', f'{since} {REQUIRED}' if mine.is_required else since,
                           lambda: self._change(may_turn_off=bool(keys) or not mine.is_required))
            for key in keys:
                self._draw_passkey(key, today)
            if keys or mine.app_since is not None:
                self._draw('on' if mine.codes_left else 'off', _codes(mine), self._renew)
            with ui.element('div'):
                buttons.quiet(f'{passkeys.ADD}…', self._on_add_passkey, marker='add-passkey',
                              asks=True).classes('passkey')
                ui.label(passkeys.elsewhere(self._passkeys_at)).classes('no-passkeys soft dense').mark('no-passkeys')

    def _draw_passkey(self, key: PasskeyShape, today: date) -> None:
        at = when.moment(key.used_at, self._zone, today=today) if key.used_at else ''
        used = f'last used {when.inside(at)}' if at else 'not used yet'

        def change() -> None:
            buttons.quiet('Rename…', lambda: self._on_passkey('rename', key), marker='rename-passkey', asks=True)
            buttons.Button('Remove…', lambda: self._on_passkey('remove', key), kind='danger-quiet',
                           marker='remove-passkey', asks=True)

        self._draw('on', f'Passkey "{key.name}", {used}.', change)

    def _draw(self, status: str, about: str, button: Callable[[], Any] | None = None) -> None:
        with ui.element('div').classes('factors__line'):
            badges.status(status)
            ui.label(about).classes('factors__words')
            if button:
                button()

    def _offer(self) -> None:
        buttons.quiet(SET_UP, self._on_set_up, marker='set-up-app')

    def _change(self, *, may_turn_off: bool) -> None:
        buttons.quiet(REPLACE, self._on_set_up, marker='replace-app', asks=True)
        if may_turn_off:
            buttons.Button(TURN_OFF, self._on_remove, kind='danger-quiet', marker='remove-app', asks=True)

    def _renew(self) -> None:
        buttons.quiet(RENEW, self._on_renew_codes, marker='renew-codes', asks=True)


def _codes(mine: MyFactors) -> str:
    if mine.codes_left:
        return f'{CODES}: {mine.codes_left} left.'
    if mine.codes_perhaps:
        return f'{CODES}: {PERHAPS}'
    return f'{CODES}: {GONE if mine.codes_gone else NONE_LEFT} Without your phone you could not sign in.'


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
