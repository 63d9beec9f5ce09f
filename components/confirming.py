"""Confirm it is you: a password or a code, in a dialog over what one was about to do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from nicegui import ui

from components import buttons, fields, passkeys, second_factor, words
from components.dialogs import Dialog
from components.form import Form

TITLE: Final = 'Confirm it is you'
ABOUT: Final = 'You signed in a while ago, and this matters. Then it goes on where you were.'
BY_CODE, BY_PASSWORD = 'Use a code', 'Use your password'
CONFIRM: Final = 'Confirm'


class ConfirmDialog(Dialog):
    """`on_confirm` is awaited with a `password`, a `code` or the `answer` of a passkey. Somebody without an app is not
    offered a code, and without `on_ask`, which returns what a browser is asked, no passkey. `told` is a password that
    is no secret.
    """

    form: Form

    def __init__(self, *, has_app: bool, on_ask: passkeys.Asks | None,
                 on_confirm: Callable[..., Awaitable[Any]], told: str = '') -> None:
        super().__init__(TITLE)
        self._on_confirm = on_confirm
        self._asks_code = False
        self._told = told
        with self.body:
            ui.label(ABOUT).classes('soft dense')
            self._box = ui.element('div')
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            if has_app:
                self._switch = buttons.quiet(BY_CODE, self._other, marker='other-way')
            if on_ask is not None:
                passkeys.button(passkeys.USE, kind='use', marker='use-passkey', on_ask=on_ask,
                                on_answer=lambda answer: on_confirm(answer=answer))
            buttons.primary(CONFIRM, lambda: self.form.save(), marker='confirm')
        self._draw()

    def _other(self) -> None:
        self._asks_code = not self._asks_code
        self._switch.set_text(BY_PASSWORD if self._asks_code else BY_CODE)
        self._draw()

    def _draw(self) -> None:
        self._box.clear()
        with self._box:
            self.form = Form(lambda values: self._on_confirm(**values), warns=False)
        with self.form:
            if self._asks_code:
                field = self.form.add('code', fields.text(second_factor.CODE, is_required=True, marker='own-code',
                                                          autocomplete='one-time-code', hint=second_factor.OR_BACKUP))
            else:
                field = self.form.add('password', fields.password('Your password', marker='own-password',
                                                                    hint=words.DEMO_PASSWORD.format(self._told)
                                                                    if self._told else ''))
        fields.bring(field)
