"""Changes travel to the other processes: after the commit, coalesced, on connections of their own.

Redis pub/sub when there is Redis, NOTIFY when there is none or it is away. Payloads name topics and versions,
never data. What may have been missed is repaired: after a cut, everybody looks again.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

import orjson
import psycopg
import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from app.live import Change, Hub

log = structlog.get_logger(__name__)

CHANNEL = 'daybook_live'
LARGEST = 7_500  # bytes; NOTIFY takes less than 8,000
PATIENCE = (0.2, 0.5, 1.0, 2.0, 5.0)  # seconds between tries to reconnect; the last repeats
Deliver = Callable[[bytes], None]


def redis_client(url: str, *, socket_timeout: float | None = 0.3) -> Redis:
    """A client that gives up at once: the library's own patience would stall every page for a minute."""
    return Redis.from_url(url, socket_connect_timeout=0.3, socket_timeout=socket_timeout,
                          retry=Retry(NoBackoff(), 0))


class Broadcast:
    """One per process. `start` attaches it to the hub, `stop` lets go."""

    def __init__(self, hub: Hub, database_url: str, redis_url: str | None = None) -> None:
        self._hub = hub
        self._conninfo = database_url.replace('+psycopg', '', 1)
        self._redis_url = redis_url
        self._me = secrets.token_hex(4)
        self._waiting: asyncio.Queue[tuple[Change, ...]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._has_lost = False
        self.ready = asyncio.Event()

    def start(self) -> None:
        """Begin to send and to hear. Needs a running event loop; returns at once, also when nothing answers yet."""
        self._hub.outgoing = self._waiting.put_nowait
        loops = [self._sending(), self._kept_up('notify', self._hearing_notify)]
        if self._redis_url:
            loops.append(self._kept_up('redis', self._hearing_redis))
        self._tasks = [asyncio.create_task(loop) for loop in loops]

    async def stop(self) -> None:
        """Send what waits (at most a second), then end."""
        self._hub.outgoing = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await self._waiting.join()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _sending(self) -> None:
        redis = redis_client(self._redis_url) if self._redis_url else None
        line: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        try:
            while True:
                batch = [await self._waiting.get()]
                while not self._waiting.empty():
                    batch.append(self._waiting.get_nowait())
                changes = dict.fromkeys(change for changes in batch for change in changes)
                try:
                    line = await self._sent(redis, line, changes)
                    self._has_lost = False
                except (psycopg.Error, OSError, TimeoutError):
                    line, self._has_lost = None, True
                    log.warning('other processes could not be told', changes=len(changes))
                for _ in batch:
                    self._waiting.task_done()
        finally:
            if redis:
                await redis.aclose()
            if line:
                await line.close()

    async def _sent(self, redis: Redis | None, line: psycopg.AsyncConnection[tuple[object, ...]] | None,
                    changes: Iterable[Change]) -> psycopg.AsyncConnection[tuple[object, ...]] | None:
        payloads = list(_encoded(self._me, changes, has_lost=self._has_lost))
        if redis is not None:
            try:
                for payload in payloads:
                    await redis.publish(CHANNEL, payload)
                return line
            except (RedisError, OSError, TimeoutError):
                log.warning('redis is away, telling by the database')
        if line is None or line.closed:
            line = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=2)
        for payload in payloads:
            await line.execute('select pg_notify(%s, %s)', (CHANNEL, payload.decode()))
        return line

    async def _kept_up(self, name: str, hearing: Callable[[], Awaitable[None]]) -> None:
        """Listen; when the line is cut, listen again, and have everybody look again."""
        tries = 0
        while True:
            try:
                await hearing()
            except (psycopg.Error, RedisError, OSError, TimeoutError) as error:
                pause = PATIENCE[min(tries, len(PATIENCE) - 1)]
                tries += 1
                if tries == 1:
                    log.warning('a line to the other processes was cut', line=name, error=type(error).__name__)
                await asyncio.sleep(pause)

    async def _hearing_notify(self) -> None:
        async with await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=2) as line:
            await line.execute(f'listen {CHANNEL}')
            self._connected()
            async for notice in line.notifies():
                self._heard(notice.payload.encode())

    async def _hearing_redis(self) -> None:
        assert self._redis_url is not None
        async with redis_client(self._redis_url, socket_timeout=None) as redis, redis.pubsub() as line:
            await line.subscribe(CHANNEL)
            self._connected()
            async for message in line.listen():
                if message['type'] == 'message':
                    self._heard(message['data'])

    def _connected(self) -> None:
        if self.ready.is_set():
            self._hub.missed_some()
        self.ready.set()

    def _heard(self, payload: bytes) -> None:
        sender, has_lost, changes = orjson.loads(payload)
        if sender == self._me:
            return
        self._hub.deliver(Change(UUID(tenant), topic, tuple(detail)) for tenant, topic, detail in changes)
        if has_lost:
            self._hub.missed_some()


def _encoded(sender: str, changes: Iterable[Change], *, has_lost: bool) -> Iterable[bytes]:
    """The changes as payloads that NOTIFY takes."""
    waiting: list[list[object]] = []
    size = 0
    for change in changes:
        item: list[object] = [str(change.tenant_id), change.topic, list(change.detail)]
        length = len(orjson.dumps(item)) + 1
        if waiting and size + length > LARGEST:
            yield orjson.dumps([sender, has_lost, waiting])
            waiting, size = [], 0
        waiting.append(item)
        size += length
    yield orjson.dumps([sender, has_lost, waiting])
