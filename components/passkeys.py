"""Passkeys: asked for at the door and where one confirms oneself, and made on one's own security screen.

The browser does the asking: `scripts/signing.js` reads what to ask from `data-passkey-...`, and hands the answer back
as a form or as the event `passkey`. What it asks is made with each press: it is good for one answer, and not for long.
Where a browser knows no passkeys, nothing of this is seen; on one's own security screen, why.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments

from components import buttons, door, fields, words
from components.dialogs import Dialog
from components.form import Form

SIGN_IN: Final = 'Sign in with a passkey'
USE: Final = 'Use a passkey'
ADD: Final = 'Add a passkey'
ABOUT: Final = ('Your phone or computer keeps it, and asks for your finger, face or PIN when it is used. It signs in '
                'without a password, and works for no other site.')
NAME: Final = 'What you call it'
SUGGESTED: Final = 'My passkey'
NOT_WORKING: Final = 'That did not work, or it was cancelled. Nothing has changed.'
ELSEWHERE: Final = 'No passkey can be made here. They work at {}, in a browser that knows them.'
NOWHERE: Final = ('No passkey can be made here: browsers keep them for addresses with https. Whoever runs Daybook says '
                  'which one that is.')
Answered = Callable[[str], Awaitable[Any]]
Asks = Callable[[], Awaitable[str | None]]


def form(text: str, *, action: str, challenge_action: str, token: str, following: str, step: str = '',
         problem: str = '') -> None:
    """A button at the door that asks the browser and posts its answer."""
    drawn = door.form(action, csrf=token, next=following, step=step, answer='').classes('passkey')
    drawn.props['data-passkey-challenge'] = challenge_action
    with drawn:
        door.problem(problem)
        _silent_problem()
        door.submit(text, 'sign-in__submit sign-in__submit--quiet').mark('passkey')


def button(text: str, *, kind: str, on_ask: Asks, on_answer: Answered, marker: str, is_primary: bool = False) -> None:
    """The same on a screen; `kind` is 'make' or 'use', `on_ask` returns what to ask, as JSON, or nothing."""
    async def ask() -> None:
        if options := await on_ask():
            drawn.props[f'data-passkey-{kind}'] = options

    async def answered(event: GenericEventArguments) -> None:
        said = event.args.get('detail') if isinstance(event.args, dict) else None
        await on_answer(said if isinstance(said, str) else '')

    make = buttons.primary if is_primary else buttons.quiet
    drawn = make(text, ask, marker=marker).classes('passkey')
    drawn.on('passkey', answered, args=['detail'])


def elsewhere(address: str) -> str:
    """Why there is no button, for those who see none; `address` is where there would be one."""
    return ELSEWHERE.format(address) if address else NOWHERE


class AddDialog(Dialog):
    """A name, and the browser's own question, from `on_ask` with the name. `on_made` is awaited with the answer and the
    name.
    """

    def __init__(self, *, on_ask: Callable[[str], Awaitable[str | None]],
                 on_made: Callable[[str, str], Awaitable[Any]]) -> None:
        super().__init__(ADD)
        with self.body:
            ui.label(ABOUT).classes('soft dense')
            self.form = Form(warns=False)
            with self.form:
                self._name = self.form.add('name', fields.text(NAME, SUGGESTED, is_required=True,
                                                               marker='passkey-name'))
            _silent_problem()
        fields.bring(self._name)
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            button('Create it', kind='make', marker='create-passkey', is_primary=True, on_ask=self._ask,
                   on_answer=lambda answer: on_made(answer, self._name.value or ''))
        self._on_ask = on_ask

    async def _ask(self) -> str | None:
        return await self._on_ask(self._name.value or '') if self.form.is_complete() else None


class RenameDialog(Dialog):
    """`on_save` is awaited with the new name."""

    def __init__(self, name: str, *, on_save: Callable[[str], Awaitable[Any]]) -> None:
        super().__init__('Rename passkey')
        with self.body:
            self.form = Form(lambda values: on_save(values['name']), warns=False)
            with self.form:
                fields.bring(self.form.add('name', fields.text(NAME, name, is_required=True, marker='passkey-name')))
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            buttons.primary(words.SAVE, self.form.save, marker='rename')


def _silent_problem() -> None:
    """Said by the script when the browser says no."""
    ui.label('').classes('form__problem passkey__problem').props('role=alert').props.update(
        {'data-passkey-problem': NOT_WORKING})
