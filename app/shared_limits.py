"""How often something may happen in all processes together, while two of them overlap and there is Redis.

This process counts first and by itself. What Redis adds is the others. When it is away nothing opens and nothing
closes: each process lets half as many through, which together is no more than before.
"""

from __future__ import annotations

import asyncio
import hashlib
from datetime import datetime, timedelta

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from app.broadcast import REST, redis_client
from app.errors import TooMany
from app.limits import MovingWindow

log = structlog.get_logger(__name__)
_AWAY = (RedisError, OSError, TimeoutError)
# Instants are whole microseconds, handed over as text: numbers of this size lose digits on their way through Lua.
_TAKE = '''
redis.call('zremrangebyscore', KEYS[1], '-inf', ARGV[2])
if redis.call('zcard', KEYS[1]) >= tonumber(ARGV[4]) then
    return redis.call('zrange', KEYS[1], 0, 0, 'withscores')[2]
end
redis.call('zadd', KEYS[1], ARGV[1], ARGV[1] .. ':' .. redis.call('incr', KEYS[1] .. ':number'))
redis.call('pexpire', KEYS[1], ARGV[3])
redis.call('pexpire', KEYS[1] .. ':number', ARGV[3])
return false
'''
_GIVE_BACK = '''
local found = redis.call('zrangebyscore', KEYS[1], ARGV[1], ARGV[1], 'limit', 0, 1)
if found[1] then redis.call('zrem', KEYS[1], found[1]) end
'''


class Shared:
    """The Redis of this process, which is left alone for a while after it failed."""

    def __init__(self, url: str) -> None:
        self.redis: Redis = redis_client(url)
        self._rests_until = 0.0

    @property
    def rests(self) -> bool:
        return asyncio.get_running_loop().time() < self._rests_until

    def failed(self) -> None:
        if not self.rests:
            log.warning('redis is away, limits are halved')
        self._rests_until = asyncio.get_running_loop().time() + REST


_shared: list[Shared] = []


def share(redis_url: str | None) -> None:
    """With whom limits are shared: the processes on this Redis, or nobody."""
    _shared[:] = [Shared(redis_url)] if redis_url else []


async def stop_sharing() -> None:
    """Let go of it."""
    while _shared:
        await _shared.pop().redis.aclose()


class SharedWindow:
    """At most `most` times `within` for each key, in all processes together."""

    def __init__(self, name: str, most: int, within: timedelta) -> None:
        self._name, self._most, self._within = name, most, within
        self._mine = MovingWindow(most, within)

    async def take(self, key: str, now: datetime) -> None:
        """Count one. Raises: TooMany, and then it is not counted."""
        shared = _shared[0] if _shared else None
        self._mine.take(key, now)
        try:
            if shared is not None and (shared.rests or not await self._taken(shared, key, now)):
                self._mine.hold(key, now, self._most // 2)
        except BaseException:
            self._mine.give_back(key, now)
            raise

    async def give_back(self, key: str, now: datetime) -> None:
        """The one that was taken at `now` turned out not to count."""
        self._mine.give_back(key, now)
        if _shared and not _shared[0].rests:
            try:
                await _shared[0].redis.eval(_GIVE_BACK, 1, self._name_of(key), str(_microseconds(now)))
            except _AWAY:
                _shared[0].failed()  # there it counts for a while, and makes nobody freer

    def clear(self) -> None:
        """Forget what this process counted."""
        self._mine.clear()

    async def _taken(self, shared: Shared, key: str, now: datetime) -> bool:
        """Whether it was counted there as well; False when nobody could be asked. Raises: TooMany."""
        instant, window = _microseconds(now), self._within // timedelta(microseconds=1)
        try:
            oldest = await shared.redis.eval(
                _TAKE, 1, self._name_of(key), str(instant), str(instant - window), str(window // 1000), str(self._most))
        except _AWAY:
            shared.failed()
            return False
        if oldest is not None:
            raise TooMany(retry_after=(int(float(oldest)) + window - instant) / 1_000_000)
        return True

    def _name_of(self, key: str) -> str:
        return f'daybook:limits:{self._name}:{hashlib.sha256(key.encode()).hexdigest()}'


def _microseconds(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)) // timedelta(microseconds=1)
