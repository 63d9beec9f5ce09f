"""Can we work? Asked by whoever watches the process."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import database
from app.broadcast import redis_client
from app.errors import Unavailable

_redis_url: str | None = None
_is_migrated = False


@dataclass(frozen=True, slots=True)
class Report:
    """`status` is ready, degraded or unavailable; `parts` the state of each part by name."""

    status: str
    parts: dict[str, str]

    @property
    def is_ready(self) -> bool:
        return self.status != 'unavailable'


def configure(*, redis_url: str | None) -> None:
    """Which parts there are to ask."""
    global _redis_url
    _redis_url = redis_url


def mark_migrated() -> None:
    """The schema is the one this code knows: from now on readiness depends on the database alone."""
    global _is_migrated
    _is_migrated = True


async def check() -> Report:
    """Ask each part, none longer than two seconds."""
    parts = {'database': await _asked(_database())}
    if not _is_migrated:
        parts['schema'] = 'waiting'
    if _redis_url:
        parts['redis'] = await _asked(_redis(_redis_url))
    if parts['database'] != 'up' or not _is_migrated:
        return Report('unavailable', parts)
    return Report('ready' if set(parts.values()) == {'up'} else 'degraded', parts)


async def _asked(question: object) -> str:
    try:
        async with asyncio.timeout(2):
            await question  # type: ignore[misc]  # a coroutine, by its makers below
    except (SQLAlchemyError, RedisError, Unavailable, OSError, TimeoutError):
        return 'down'
    return 'up'


async def _database() -> None:
    async with database.engine().connect() as connection:
        await connection.execute(text('select 1'))


async def _redis(url: str) -> None:
    async with redis_client(url) as redis:
        await redis.ping()
