"""Following topics from a screen: re-read under one's own permission when something changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

import structlog
from nicegui import ui

from app.errors import Refusal
from app.live import Coalesced, hub
from pages._visit import Visit

log = structlog.get_logger(__name__)


class Following(ui.element):
    """Follows topics for as long as the container it stands in exists, not longer."""

    def __init__(self, visit: Visit, reload: Callable[[], Awaitable[None]]) -> None:
        super().__init__('template')
        self._visit = visit
        self._reload = reload
        self._stops: list[Callable[[], None]] = []
        self._ring = Coalesced(self._look_again)

    def to(self, topics: Iterable[str]) -> None:
        """Follow these topics, and no others any more."""
        self._stop()
        self._stops = [hub.follow(self._visit.session.tenant_id, topic, self._ring) for topic in set(topics)]

    async def _look_again(self) -> None:
        if self.is_deleted or not self.client.has_socket_connection:
            return
        with self:
            try:
                await self._visit.renew()
                await self._reload()
            except Refusal as refusal:
                log.info('a live screen was refused', code=refusal.code)
            except Exception:
                log.exception('a live screen could not look again')

    def _stop(self) -> None:
        for stop in self._stops:
            stop()
        self._stops = []

    def _handle_delete(self) -> None:
        self._stop()
        super()._handle_delete()


def follow(visit: Visit, topics: str | Iterable[str], reload: Callable[[], Awaitable[None]]) -> Following:
    """Run `reload` whenever one of the topics changes; many changes at once cause one more run."""
    following = Following(visit, reload)
    following.to([topics] if isinstance(topics, str) else topics)
    return following
