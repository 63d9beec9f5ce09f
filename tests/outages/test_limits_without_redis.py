"""Limits are exact with Redis and without, and when it goes in the middle of an attack (S-05)."""

import asyncio
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from app import shared_limits
from app.errors import TooMany
from app.shared_limits import SharedWindow
from tests import servers
from tests.given import NOW
from tests.outages.holes import hole

MOST, WITHIN = 20, timedelta(minutes=5)
TRIES = 1_000


@pytest.fixture
def redis_url():
    with servers.valkey_for_tests() as url:
        yield url


@asynccontextmanager
async def sharing(url):
    shared_limits.share(url)
    try:
        yield
    finally:
        await shared_limits.stop_sharing()


def two_processes():
    """Each has counts of its own; what they have in common is Redis."""
    return SharedWindow('place', MOST, WITHIN), SharedWindow('place', MOST, WITHIN)


async def attack(windows, tries=TRIES, *, later=timedelta(), meanwhile=None, at=50):
    """How many of so many tries, in turn at each process, are let through; `meanwhile` happens after the first few."""
    allowed = 0
    for number in range(tries):
        if meanwhile and number == at:
            meanwhile()
        try:
            await windows[number % len(windows)].take('203.0.113.7/32', NOW + later)
            allowed += 1
        except TooMany:
            continue
    return allowed


async def test_s05_two_processes_on_one_redis_let_through_as_many_as_one(redis_url):
    windows = two_processes()
    async with sharing(redis_url):
        assert await attack(windows) == MOST
        assert await attack(windows, 100, later=WITHIN - timedelta(microseconds=1)) == 0
        assert await attack(windows, 100, later=WITHIN) == MOST


async def test_s05_the_control_two_processes_without_redis_let_through_twice_as_many(redis_url):
    async with sharing(None):
        assert await attack(two_processes()) == 2 * MOST


async def test_s05_of_many_at_once_as_many_are_let_through_as_may_be(redis_url):
    windows = two_processes()
    async with sharing(redis_url):
        said = await asyncio.gather(*(windows[number % 2].take('a', NOW) for number in range(100)),
                                    return_exceptions=True)
    assert (said.count(None), {type(each) for each in said}) == (MOST, {type(None), TooMany})


async def test_s05_what_is_given_back_is_free_for_the_other_process(redis_url):
    here, there = two_processes()
    async with sharing(redis_url):
        for second in range(MOST):
            await here.take('a', NOW + timedelta(seconds=second))
        with pytest.raises(TooMany) as refusal:
            await there.take('a', NOW + timedelta(minutes=1))
        assert refusal.value.retry_after == 240
        await here.give_back('a', NOW)
        await there.take('a', NOW + timedelta(minutes=1))


@pytest.mark.parametrize('at', [0, 5, 13, 50])
async def test_s05_redis_killed_in_the_middle_of_an_attack_opens_nothing(at):
    server = servers._started_valkey()
    async with sharing(f'{server.connection_url}/0'):
        allowed = await attack(two_processes(), meanwhile=server.stop, at=at)
    assert MOST // 2 <= allowed <= MOST, 'neither open nor closed'


@pytest.mark.parametrize('at', [0, 13])
async def test_s05_redis_that_swallows_everything_opens_nothing_and_holds_nobody_up(redis_url, at):
    server = urlsplit(redis_url)
    async with (hole(server.hostname, server.port) as proxy, sharing(f'redis://127.0.0.1:{proxy.port}/0')):
        def swallow():
            proxy.is_black = True

        started = time.monotonic()
        allowed = await attack(two_processes(), meanwhile=swallow, at=at)
        assert MOST // 2 <= allowed <= MOST
        assert time.monotonic() - started < 4, 'it is asked once, not a thousand times'


async def test_s05_one_process_without_redis_lets_half_as_many_through_and_all_again_when_it_is_back(redis_url,
                                                                                                    monkeypatch):
    server = urlsplit(redis_url)
    window = SharedWindow('place', MOST, WITHIN)
    async with (hole(server.hostname, server.port) as proxy, sharing(f'redis://127.0.0.1:{proxy.port}/0')):
        proxy.is_black = True
        assert await attack([window], 100) == MOST // 2
        proxy.is_black = False
        monkeypatch.setattr(shared_limits._shared[0], '_rests_until', 0)
        assert await attack([window], 100) == MOST - MOST // 2, 'and no more than there may be in all'
