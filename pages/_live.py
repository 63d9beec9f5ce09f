"""Following topics from a screen: re-read under one's own permission when something changed.

Nothing is missed: what changed between reading and following, or while the browser was not there, is read again as
soon as it can be seen; where the database was away, a little later.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable

import structlog
from nicegui import ui

from app import topics as names
from app.errors import Conflict, NotAllowed, NotFound, NotSignedIn, Refusal, TooMany, Unavailable
from app.live import Coalesced, hub
from pages._page import refused
from pages._visit import Visit, apologise, began, is_reloading

log = structlog.get_logger(__name__)
AGAIN_AFTER = (1.5, 2.5)  # seconds; not every tab at once


class Following(ui.element):
    """Follows topics, and its own user, for as long as the container it stands in exists, not longer."""

    def __init__(self, visit: Visit, reload: Callable[[], Awaitable[None]]) -> None:
        super().__init__('template')
        self._visit = visit
        self._reload = reload
        self._stops: list[Callable[[], None]] = []
        self._ring = Coalesced(self._look_again)
        self._is_behind = False
        self._later: asyncio.TimerHandle | None = None
        visit.on_connect.add(self._catch_up)

    def to(self, topics: Iterable[str]) -> None:
        """Follow these topics, and no others any more."""
        self._stop()
        session = self._visit.session
        wanted = {*topics, names.user(session.user_id)}
        self._stops = [hub.follow(session.place_id, topic, self._ring) for topic in wanted]
        if hub.has_changed(session.place_id, wanted, since=began()):
            self._ring()

    async def _look_again(self) -> None:
        self._wait_no_more()
        self._is_behind = not self.client.has_socket_connection
        if self.is_deleted or self._is_behind:
            return
        try:
            await self._read()
        except NotSignedIn:
            return  # the page is already on its way to the sign-in
        except (NotAllowed, NotFound) as refusal:
            self._give_way(refusal)
        except (Unavailable, Conflict, TooMany):
            self._later = asyncio.get_running_loop().call_later(
                random.uniform(*AGAIN_AFTER), self._ring)  # noqa: S311 - jitter is no secret
        except Refusal as refusal:
            log.info('a live screen was refused', code=refusal.code)
        except Exception as error:
            if not self.is_deleted:
                with self:
                    apologise(error)

    async def _read(self) -> None:
        token = is_reloading.set(True)
        try:
            with self:
                await self._visit.renew()
                await self._reload()
        finally:
            is_reloading.reset(token)

    def _give_way(self, refusal: Refusal) -> None:
        """What stands here is not for this user any more, or not there any more."""
        if not self.is_deleted and self.parent_slot is not None:
            place = self.parent_slot.parent
            place.clear()
            with place:
                refused(refusal)

    def _catch_up(self) -> None:
        if self._is_behind:
            self._ring()

    def _wait_no_more(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None

    def _stop(self) -> None:
        for stop in self._stops:
            stop()
        self._stops = []

    def _handle_delete(self) -> None:
        self._stop()
        self._wait_no_more()
        self._visit.on_connect.discard(self._catch_up)
        super()._handle_delete()


def follow(visit: Visit, topics: str | Iterable[str], reload: Callable[[], Awaitable[None]]) -> Following:
    """Run `reload` whenever one of the topics changes; many changes at once cause one more run."""
    following = Following(visit, reload)
    following.to([topics] if isinstance(topics, str) else topics)
    return following
