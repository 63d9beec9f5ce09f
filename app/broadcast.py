"""Changes travel to the other processes: after the commit, coalesced, on connections of their own.

Redis pub/sub when there is Redis, NOTIFY when there is none or it is away. Payloads name topics and versions,
never data. What may have been missed is repaired: after a cut, everybody looks again.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections import Counter
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
REST = 5.0  # seconds for which Redis is left alone after a failure
QUIET = 5.0  # seconds of silence after which Redis is asked whether the line still stands
TRY_AGAIN = 1.0  # seconds until what could not be told is told as 'something was lost'
_AWAY = (psycopg.Error, RedisError, OSError, TimeoutError)
Line = psycopg.AsyncConnection[tuple[object, ...]]


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
        self._redis = redis_client(redis_url) if redis_url else None
        self._redis_rests_until = 0.0
        self._line: Line | None = None
        self._me = secrets.token_hex(4)
        self._waiting: asyncio.Queue[tuple[Change, ...]] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []
        self._cuts: Counter[str] = Counter()
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
        try:
            while True:
                batch = await self._collected()
                try:
                    await self._sent(dict.fromkeys(change for changes in batch for change in changes))
                    self._has_lost = False
                except _AWAY:
                    self._has_lost = True
                    log.warning('other processes could not be told', batches=len(batch))
                except Exception:
                    self._has_lost = True
                    log.exception('changes could not be told')
                for _ in batch:
                    self._waiting.task_done()
        finally:
            if self._redis:
                await self._redis.aclose()
            await self._hang_up()

    async def _collected(self) -> list[tuple[Change, ...]]:
        """All that waits. Nothing, after a while, when something was lost: that has to be told as well."""
        try:
            async with asyncio.timeout(TRY_AGAIN if self._has_lost else None):
                batch = [await self._waiting.get()]
        except TimeoutError:
            return []
        while not self._waiting.empty():
            batch.append(self._waiting.get_nowait())
        return batch

    async def _sent(self, changes: Iterable[Change]) -> None:
        payloads = list(_encoded(self._me, changes, has_lost=self._has_lost))
        if await self._published(payloads):
            return
        for is_last_try in (False, True):  # a line that was cut shows it only when it is used
            try:
                await self._notified(payloads)
                return
            except _AWAY:
                await self._hang_up()
                if is_last_try:
                    raise

    async def _published(self, payloads: list[bytes]) -> bool:
        """By Redis, unless there is none or it failed a moment ago: then it is left alone for a while."""
        now = asyncio.get_running_loop().time()
        if self._redis is None or now < self._redis_rests_until:
            return False
        try:
            for payload in payloads:
                await self._redis.publish(CHANNEL, payload)
        except _AWAY:
            self._redis_rests_until = now + REST
            log.warning('redis is away, telling by the database')
            return False
        return True

    async def _notified(self, payloads: list[bytes]) -> None:
        async with asyncio.timeout(5):
            if self._line is None or self._line.closed:
                self._line = await self._connected_line()
            for payload in payloads:
                await self._line.execute('select pg_notify(%s, %s)', (CHANNEL, payload.decode()))

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.close()

    async def _connected_line(self) -> Line:
        return await psycopg.AsyncConnection.connect(
            self._conninfo, autocommit=True, connect_timeout=2, application_name='daybook live',
            keepalives_idle=10, keepalives_interval=5, keepalives_count=3)

    async def _kept_up(self, name: str, hearing: Callable[[], Awaitable[None]]) -> None:
        """Listen; when the line is cut, listen again, and have everybody look again."""
        while True:
            cause = 'ended'
            try:
                await hearing()
            except _AWAY as error:
                cause = type(error).__name__
            except Exception:
                log.exception('a line to the other processes failed', line=name)
            if not self._cuts[name]:
                log.warning('a line to the other processes was cut', line=name, error=cause)
            pause = PATIENCE[min(self._cuts[name], len(PATIENCE) - 1)]
            self._cuts[name] += 1
            await asyncio.sleep(pause)
            if self._cuts[name] > 1:  # it stays away: what others say is lost on us, so we look every few seconds
                self._hub.missed_some()

    async def _hearing_notify(self) -> None:
        async with await self._connected_line() as line:
            await line.execute(f'listen {CHANNEL}')
            self._connected('notify')
            async for notice in line.notifies():
                self._heard(notice.payload.encode())

    async def _hearing_redis(self) -> None:
        """Two silences in a row, with a question between them, are a line that died without a word."""
        assert self._redis_url is not None
        async with redis_client(self._redis_url, socket_timeout=None) as redis, redis.pubsub() as line:
            async with asyncio.timeout(QUIET):
                await line.subscribe(CHANNEL)
            is_asked = False
            while True:
                message = await line.get_message(timeout=QUIET)
                if message is None and is_asked:
                    raise TimeoutError
                is_asked = message is None
                if message is None:
                    await line.ping()
                elif message['type'] == 'subscribe':
                    self._connected('redis')
                elif message['type'] == 'message':
                    self._heard(message['data'])

    def _connected(self, name: str) -> None:
        self._cuts[name] = 0
        self._hub.missed_some()  # also the first time: pages were served, and others committed, before we listened
        self.ready.set()

    def _heard(self, payload: bytes) -> None:
        """Noise, or the words of a release that speaks differently, is no reason to stop hearing."""
        try:
            sender, has_lost, items = orjson.loads(payload)
            changes = [Change(UUID(tenant), str(topic), tuple(detail)) for tenant, topic, detail in items]
        except (ValueError, TypeError, AttributeError):
            log.warning('a message was not understood')
            return
        if sender == self._me:
            return
        self._hub.deliver(changes)
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
