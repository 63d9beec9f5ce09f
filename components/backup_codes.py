"""Backup codes, shown once: at the door to whoever has just set a factor up, or on one's own security screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nicegui import ui

from components import buttons, door
from components.dialogs import Dialog

TITLE: Final = 'Your backup codes'
ABOUT: Final = ('For the day your phone is lost: each signs you in once, in place of a code from your app. Keep them '
                'in a password manager or on paper, not on that phone. They are not shown again.')
KEPT: Final = 'I have kept them'
COPY, DOWNLOAD = 'Copy', 'Download as text'
DONE: Final = {'copy': 'Copied', 'download': 'Downloaded'}
FILE: Final = 'daybook-backup-codes.txt'


def keep_card(codes: Sequence[str], *, action: str, token: str, following: str, problem: str = '') -> None:
    """The codes, and one button."""
    with door.card(TITLE, ABOUT, marker='backup-codes'):
        _listed(codes)
        with ui.element('div').classes('line gap-2'):
            for text, does in ((COPY, 'copy'), (DOWNLOAD, 'download')):
                with ui.element('button').classes('sign-in__submit sign-in__submit--quiet').mark(does) as way:
                    way.props.update({'type': 'button', 'data-codes': does, 'data-done': DONE[does], 'data-file': FILE})
                    ui.label(text)
        with door.form(action, csrf=token, next=following).classes('sign-in__form'):
            door.problem(problem)
            door.submit(KEPT).mark('submit')


class CodesDialog(Dialog):
    """The same on a screen. Nothing but its button closes it: what is lost here is lost."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(TITLE, is_lasting=True)
        with self.body:
            ui.label(ABOUT).classes('soft dense')
            _listed(codes)
        with self.actions:
            buttons.quiet(COPY, lambda: ui.clipboard.write('\n'.join(codes)), icon='content_copy', marker='copy')
            buttons.quiet(DOWNLOAD, lambda: ui.download.content('\n'.join(codes), FILE), icon='download',
                          marker='download')
            buttons.primary(KEPT, lambda: self.close(True), marker='kept')


def _listed(codes: Sequence[str]) -> None:
    with ui.element('ul').classes('codes').mark('codes'):
        for code in codes:
            with ui.element('li'):
                ui.label(code).mark('backup-code')
