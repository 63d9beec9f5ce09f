"""One's link with the server one's business trusts, on one's own security screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, fields, layout, page_parts, when, words
from components.dialogs import Dialog
from components.form import Form
from services.access.shapes import MyIdentity

TITLE: Final = 'Single sign-on'
ABOUT: Final = 'Sign in with the account your business gives you, without the password you have here.'
UNLINK: Final = 'Take the link away'
# What came of linking, by the code of the refusal.
OUTCOMES: Final = {
    'done': 'You are linked: from now on you can sign in with it',
    'linked_to_another': 'That account is linked with somebody else here.',
    'is_linked': 'You are linked with another account there. Take that link away first.',
    'way_is_lost': 'That took too long, or it began in another browser. Please try again.',
    'not_believed': 'What came back does not say who you are. Please try again.',
    'no_answer': 'The other server did not answer as it should. Please try again later.',
    'too_many_tries': 'Too many attempts. Please wait a few minutes and try again.',
    'no_issuer': 'This business has no single sign-on.',
}


class IdentityCard:
    """`on_link` and `on_unlink` are awaited; nothing is drawn where there is nothing to link with."""

    def __init__(self, *, zone: str, on_link: Callable[[], Awaitable[Any]],
                 on_unlink: Callable[[], Awaitable[Any]]) -> None:
        self._zone = zone
        with page_parts.section(TITLE, ABOUT) as self._place:
            self._on_link = layout.kept_in(self._place, on_link)
            self._on_unlink = layout.kept_in(self._place, on_unlink)
            self._box = ui.element('div').classes('factors').mark('identity')

    def show(self, mine: MyIdentity | None, *, now: datetime) -> None:
        """Draw what there is now."""
        self._place.set_visibility(mine is not None)
        self._box.clear()
        if mine is None:
            return
        with self._box, ui.element('div').classes('factors__line'):
            badges.status('on' if mine.linked_since else 'off')
            if mine.linked_since is None:
                ui.label(f'You can link yourself with {mine.label}.').classes('factors__words')
                buttons.quiet(f'Link with {mine.label}', self._on_link, marker='link', asks=True)
            else:
                since = when.moment(mine.linked_since, self._zone, today=wall_clock(now, self._zone).date())
                ui.label(f'Linked with {mine.label} since {when.inside(since)}.').classes('factors__words')
                buttons.Button(f'{UNLINK}…', self._on_unlink, kind='danger-quiet', marker='unlink', asks=True)


class LinkDialog(Dialog):
    """The password once more, before somebody leaves to link themselves. `on_password` is awaited with it."""

    def __init__(self, label: str, *, on_password: Callable[[str], Awaitable[Any]]) -> None:
        super().__init__(f'Link with {label}')
        with self.body:
            ui.label(f'Say that it is you; then {label} asks you to sign in there.').classes('soft dense')
            self.form = Form(lambda values: on_password(values['current']), warns=False)
            with self.form:
                self.form.add('current', fields.password('Your password here', marker='link-password'))
        with self.actions:
            buttons.plain(words.CANCEL, self.close, marker='cancel').props('data-leaves')
            buttons.primary('Go on', self.form.save, marker='go-on')
