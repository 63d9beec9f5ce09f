"""After a commit: who should look again.

A change says *what* changed, never the data; everyone re-reads under their own permission. The hub is
in process; `app.broadcast` carries changes to the other processes.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

import structlog

log = structlog.get_logger(__name__)
RECENT = 1_000  # changes remembered by their topic


@dataclass(frozen=True, slots=True)
class Change:
    """Something on `topic` changed in a tenant. `detail` is plain values for listeners that keep a copy by version."""

    tenant_id: UUID
    topic: str
    detail: tuple[Any, ...] = ()


Follower = Callable[[], None]
Listener = Callable[[Change], None]


class Hub:
    """Followers by tenant and topic; listeners hear everything; the outbox waits for other processes."""

    def __init__(self) -> None:
        self._followers: dict[tuple[UUID, str], set[Follower]] = defaultdict(set)
        self._listeners: list[Listener] = []
        self._resync: list[Callable[[], None]] = []
        self._recent: deque[tuple[UUID, str]] = deque(maxlen=RECENT)
        self.moment = 0  # counts what was heard, like a clock for `has_changed`
        self.outgoing: Callable[[tuple[Change, ...]], None] | None = None

    def follow(self, tenant_id: UUID, topic: str, ring: Follower) -> Callable[[], None]:
        """Call `ring()` whenever `topic` changes in the tenant; returns how to stop."""
        key = (tenant_id, topic)
        self._followers[key].add(ring)

        def stop() -> None:
            self._followers[key].discard(ring)
            if not self._followers[key]:
                self._followers.pop(key, None)

        return stop

    def has_changed(self, tenant_id: UUID, topics: Iterable[str], *, since: int) -> bool:
        """Whether one of the topics changed since that `moment`; also when so much did that nobody can tell."""
        news = self.moment - since
        wanted = {(tenant_id, topic) for topic in topics}
        return news > len(self._recent) or any(each in wanted for each in islice(reversed(self._recent), news))

    def listen(self, listener: Listener, *, resync: Callable[[], None] | None = None) -> None:
        """Hear every change of every tenant, once; `resync()` when some may have been missed."""
        if listener not in self._listeners:
            self._listeners.append(listener)
            if resync:
                self._resync.append(resync)

    def deliver(self, changes: Iterable[Change]) -> None:
        """Tell this process: listeners first (their copies must be right), then each follower once."""
        changes = tuple(changes)
        self._recent.extend((change.tenant_id, change.topic) for change in changes)
        self.moment += len(changes)
        for change in changes:
            for listener in self._listeners:
                _safely(lambda listener=listener, change=change: listener(change))  # type: ignore[misc]  # bound per turn
        rung: dict[Follower, None] = {}
        for change in changes:
            rung.update(dict.fromkeys(self._followers.get((change.tenant_id, change.topic), ())))
        for ring in rung:
            _safely(ring)

    def missed_some(self) -> None:
        """The line to the other processes was cut: copies repair themselves, every follower looks again."""
        self._recent.clear()
        self.moment += 1
        for resync in self._resync:
            _safely(resync)
        for ring in {ring for followers in self._followers.values() for ring in followers}:
            _safely(ring)

    def count(self) -> int:
        """How many followers there are."""
        return sum(map(len, self._followers.values()))


def _safely(ring: Callable[[], None]) -> None:
    """One broken follower must not silence the others; its error is a bug and is logged as one."""
    try:
        ring()
    except Exception:
        log.exception('a follower failed')


hub = Hub()


def announce(changes: Iterable[Change]) -> None:
    """Tell this process now and the others soon. Called after the commit, by `transaction` alone."""
    changes = tuple(dict.fromkeys(changes))
    if not changes:
        return
    hub.deliver(changes)
    if hub.outgoing is not None:
        hub.outgoing(changes)


class Coalesced:
    """A ring that runs an async `reload` soon: many rings during one run cause one more run, not many."""

    def __init__(self, reload: Callable[[], Any]) -> None:
        self._reload = reload
        self._task: asyncio.Task[None] | None = None
        self._again = False

    def __call__(self) -> None:
        if self._task and not self._task.done():
            self._again = True
            return
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while True:
            self._again = False
            await self._reload()
            if not self._again:
                return
