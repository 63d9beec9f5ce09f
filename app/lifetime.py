"""From start to stop: migrate when the database is there, hear the other processes, keep the timetable, owe nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import psycopg
import structlog
from sqlalchemy.exc import OperationalError

from app import database, health, operation, shared_limits
from app.broadcast import Broadcast
from app.errors import Unavailable
from app.live import hub
from app.relay import relay
from app.scheduler import Job, Timetable
from app.settings import Settings

log = structlog.get_logger(__name__)

RETRY_EVERY = 1.0  # seconds
LAST_CHANGES = 5.0  # seconds that changes which have begun get to end


class Lifetime:
    """One per process. A database that is not there yet is waited for; the process is live meanwhile, not ready.

    `prepare` returns what the console says when all is ready, below everything else.
    """

    def __init__(self, settings: Settings, database_url: str, *, migrate: Callable[[str], None],
                 prepare: Callable[[], Awaitable[str]], timetable: tuple[Job, ...]) -> None:
        self._url = database_url
        self._migrate = migrate
        self._prepare = prepare
        self._broadcast = Broadcast(hub, database_url, settings.redis_url)
        self._timetable = Timetable(timetable, database_url)
        self._starting: asyncio.Task[None] | None = None
        database.configure(database_url, pool_size=settings.pool_size)
        health.configure(redis_url=settings.redis_url)
        shared_limits.share(settings.redis_url)

    async def start(self) -> None:
        """Returns at once; the rest happens as soon as the database answers."""
        self._starting = asyncio.create_task(self._start())

    async def stop(self) -> None:
        """Let what was begun come to its end, tell what is left to tell, then let go of everything."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if left := await operation.finish(LAST_CHANGES):
            log.error('changes were cut off', count=left)
        await self._timetable.stop()
        await relay.stop()
        await self._broadcast.stop()
        await shared_limits.stop_sharing()
        await database.dispose()

    async def _start(self) -> None:
        address = await self._prepared()
        self._broadcast.start()
        self._timetable.start()
        relay.start()
        health.mark_migrated()
        log.info('ready')
        print(address, flush=True)

    async def _prepared(self) -> str:
        """Come back when the database is there, and in it what has to be. Nothing that goes wrong ends the waiting."""
        is_first_try = True
        while True:
            try:
                await self._knock()
                await asyncio.to_thread(self._migrate, self._url)
                return await self._prepare()
            except (OperationalError, psycopg.OperationalError, Unavailable, OSError) as error:
                if is_first_try:
                    log.warning('waiting for the database', error=type(error).__name__)
                is_first_try = False
                await asyncio.sleep(RETRY_EVERY)
            except Exception:
                log.exception('the database cannot be prepared')
                await asyncio.sleep(RETRY_EVERY * 10)

    async def _knock(self) -> None:
        """Ask for a connection with patience of its own: migrations wait in a thread, which nothing can cancel.

        As the owner: the run-time role is made by the first migration.
        """
        line = await psycopg.AsyncConnection.connect(self._url.replace('+psycopg', '', 1), connect_timeout=2)
        await line.close()
