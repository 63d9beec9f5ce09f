"""`@page`: an address of the shell, the permission it needs, and what a refusal looks like."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from nicegui import ui

from app.errors import NotAllowed, NotFound, NotSignedIn, Refusal
from app.permissions import Permission
from components import page_parts, words
from pages import paths
from pages._visit import Visit, apologise, noted

Builder = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Screen:
    """A registered screen of the shell."""

    path: str
    needs: Permission
    builder: Builder


SCREENS: dict[str, Screen] = {}


def page(path: str, *, needs: Permission) -> Callable[[Builder], Builder]:
    """Register a screen. Its builder takes the `Visit` first, then the parameters of its path and query by name."""
    def decorate(builder: Builder) -> Builder:
        @functools.wraps(builder)
        async def build(visit: Visit, **parameters: str) -> None:
            try:
                await visit.renew()
                visit.ctx().demand(needs)
                await builder(visit, **parameters)
            except NotSignedIn:
                return
            except Refusal as refusal:
                ui.context.slot.parent.clear()
                refused(refusal)
            except Exception:
                ui.context.slot.parent.clear()
                sorry(apologise())

        build.__signature__ = inspect.signature(builder)  # type: ignore[attr-defined]  # the router reads it
        SCREENS[path] = Screen(path, needs, build)
        return build

    return decorate


def refused(refusal: Refusal) -> None:
    """A whole screen that cannot be shown: what happened, and where to go from here."""
    title = {NotFound: words.NOT_FOUND, NotAllowed: words.NOT_ALLOWED}
    kind = next((title[kind] for kind in title if isinstance(refusal, kind)), words.NOT_POSSIBLE)
    page_parts.PageHeader(kind)
    page_parts.empty(refusal.message, words.GO_HOME_HINT, action=(words.GO_HOME, lambda: ui.navigate.to(paths.HOME)))


def broken(error: Exception) -> None:
    """A page of its own for a page that could not be built at all."""
    with ui.element('main').classes('daybook-main'):
        if isinstance(error, Refusal):
            refused(error)
        else:
            sorry(noted(error))


def sorry(number: str) -> None:
    """A whole screen that broke: an apology with its number."""
    page_parts.PageHeader(words.SORRY)
    page_parts.empty(f'{words.SORRY_HINT} {number}', words.GO_HOME_HINT,
                     action=(words.GO_HOME, lambda: ui.navigate.to(paths.HOME)))
