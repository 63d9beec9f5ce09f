"""The clock that wakes work: APScheduler in memory, UTC, coalesced, one instance of each job.

What must not be lost is a row in PostgreSQL; a job only looks for it. Jobs that one process is enough for run
where this process leads: leadership is a session-level advisory lock on a connection of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import psycopg
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)

LEADER = 0x64617962  # 'dayb': one leader in a database


@dataclass(frozen=True, slots=True)
class Job:
    """`work` every so often; `by_leader` when one process is enough."""

    name: str
    every: timedelta
    work: Callable[[], Awaitable[None]]
    by_leader: bool = False


class Timetable:
    """Runs jobs while the process lives."""

    def __init__(self, jobs: tuple[Job, ...], database_url: str) -> None:
        self._conninfo = database_url.replace('+psycopg', '', 1)
        self._scheduler = AsyncIOScheduler(timezone='UTC', job_defaults={
            'coalesce': True, 'max_instances': 1, 'misfire_grace_time': 60})
        self._line: psycopg.AsyncConnection[tuple[object, ...]] | None = None
        for job in jobs:
            self._scheduler.add_job(self._run, 'interval', args=[job], seconds=job.every.total_seconds(),
                                    id=job.name, name=job.name)

    def start(self) -> None:
        self._scheduler.start()

    async def stop(self) -> None:
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        if self._line is not None:
            await self._line.close()

    async def leads(self) -> bool:
        """Whether this process leads; it tries to, whenever asked. A lost connection loses the lead."""
        try:
            if self._line is None or self._line.closed:
                self._line = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=2)
            if await self._answer("select 1 from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"):
                return True
            return bool(await self._answer('select pg_try_advisory_lock(%s)', LEADER))
        except (psycopg.Error, OSError):
            self._line = None
            return False

    async def _answer(self, question: str, *values: object) -> object:
        assert self._line is not None
        row = await (await self._line.execute(question, values)).fetchone()
        return row[0] if row else None

    async def _run(self, job: Job) -> None:
        if job.by_leader and not await self.leads():
            return
        try:
            await job.work()
        except Exception:
            log.exception('a job failed', job=job.name)
