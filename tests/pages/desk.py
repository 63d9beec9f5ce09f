"""A screen of the desk with the real services below it and a simulated browser above it; time stands still."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from nicegui import ui
from nicegui.testing import User, user_simulation

from app import clock, live
from app.context import Context
from app.permissions import Role
from pages._visit import Visit
from services import access, availability
from services.access import SignedIn
from tests.given import NOW, PASSWORD_HASH, Given

PATIENCE = 15.0  # seconds

for sees in (User.should_see, User.should_not_see):  # by themselves they look three times, in 0.3 s
    sees.__kwdefaults__['retries'] = 50


@asynccontextmanager
async def at_the_desk(given: Given, draw: Callable[[Visit], Awaitable[None]], *, role: str = 'USER',
                      **person: Any) -> AsyncIterator[User]:
    """`draw(visit)` on an empty page, for a new user with this role whose session is a real one."""
    someone = await given.user(role, password_hash=PASSWORD_HASH, **person)
    live.hub.listen(availability.hear, resync=availability.doubt)
    with clock.frozen(NOW):
        cookie = await given.cookie(someone)
        session = await access.resume(Context.anonymous(NOW), cookie=cookie)
        assert isinstance(session, SignedIn)
        assert session.role is Role(role)

        async def root() -> None:
            await draw(Visit(ui.context.client, session, cookie))

        async with user_simulation(root=root) as user:
            await user.open('/')
            yield user


def drawn(user: User, marker: str, prop: str) -> Any:
    """What an element that draws in the browser was given to draw."""
    return orjson.loads(orjson.dumps(only(user, marker).props[prop]))


def only(user: User, marker: str) -> Any:
    """The one element with a marker."""
    [element] = user.find(marker=marker).elements
    return element


async def until(is_so: Callable[[], Any]) -> Any:
    """Wait for what comes over the loop: an answer, a live change."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while True:
        try:
            found = is_so()
            if inspect.isawaitable(found):
                found = await found
        except (AssertionError, KeyError, ValueError):  # not drawn yet
            found = None
        if found or asyncio.get_running_loop().time() > deadline:
            return found
        await asyncio.sleep(0.01)
