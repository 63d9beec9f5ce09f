"""The product put together otherwise, for controls: `python -m tests.pages.assembly unguarded` or `... broken`.

`unguarded` is the same server without its gate, to see that an attack would succeed if nothing stood in its way.
`broken` has screens that fail. `hostile` has a demo of texts that mean harm, and a page that lets them run. None can be
had by a setting.
"""

from __future__ import annotations

import sys

from nicegui import core, ui

import main
import pages
from app.permissions import Permission
from pages import _gate
from pages._page import page
from tests.journeys import hostile


class NoGate:
    """Lets everything through."""

    def __init__(self, app, **_) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        await self.app(scope, receive, send)


def without_guards() -> None:
    build = pages.build

    def unguarded(settings):
        application = build(settings)
        core.sio.eio.cors_allowed_origins = '*'
        return application

    pages.Gate = NoGate
    _gate.guard_events = lambda: None
    pages.build = unguarded


def with_broken_screens() -> None:
    @page('/broken', needs=Permission.VIEW_PROFILE)
    async def broken(visit) -> None:
        ui.label('half drawn')
        raise RuntimeError('the secret cause')

    @page('/broken-button', needs=Permission.VIEW_PROFILE)
    async def button(visit) -> None:
        async def press() -> None:
            raise RuntimeError('the secret cause')

        ui.button('Unwatched', on_click=press).mark('unwatched')
        ui.button('Watched', on_click=visit.action()(press)).mark('watched')
        ui.button('Well', on_click=lambda: ui.label('still alive')).mark('well')

    @page('/admin-only', needs=Permission.MANAGE_PEOPLE)
    async def admin_only(visit) -> None:
        ui.label('drawn for admins')


def with_hostile_texts() -> None:
    hostile.poison()

    @page('/hostile', needs=Permission.VIEW_PROFILE)
    async def unescaped(visit) -> None:
        ui.label('Everything at once').props('role=heading aria-level=1')
        for text in hostile.TEXTS:
            ui.element('div').props['innerHTML'] = text
        for template in hostile.TEMPLATES[:2]:
            ui.element('div').add_slot('default', template)


if __name__ == '__main__':
    {'unguarded': without_guards, 'broken': with_broken_screens,
     'hostile': with_hostile_texts}[sys.argv[1]]()
    main.run()
