"""The measurements that need the database, and one that needs Redis."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from random import Random
from typing import TypeVar
from uuid import UUID, uuid4

import orjson
import psycopg
from redis.asyncio import Redis

from app import database
from app.broadcast import redis_client
from app.context import Context
from app.intervals import Interval
from app.paging import Page
from services import availability
from services.availability import finding as front
from services.availability import seeking
from services.availability.grid import Grid
from services.availability.shapes import Wanted
from services.availability.store import store
from services.occupancy import Holder, HolderKind, TimeTaken, claim
from tests import servers
from tests.load.finding import FREE_IN, LARGE, SMALL, grid_of
from tests.load.measuring import ROUNDS, Goal, Ratios, garbage_left, paired
from tests.load.stocking import MORNING, TENANT, stocked
from tests.load.workload import wanted
from tests.statements import counting

T = TypeVar('T')
CTX = Context.system(TENANT, MORNING)
RUSH, RUSHES = 100, 100
YEARS_LATER = MORNING + timedelta(days=365)


@contextmanager
def connected(url: str, pool_size: int = 20) -> Iterator[Callable[[Awaitable[T]], T]]:
    """The product on a database, and how to run its coroutines."""
    with asyncio.Runner() as runner:
        database.configure(url, pool_size=pool_size)
        store.forget()
        try:
            yield runner.run
        finally:
            runner.run(database.dispose())


def cold_load_against_scan(size: tuple[int, int]) -> Ratios:
    """Nothing in memory to the first page, against the plain index-only scan of the same busy rows."""
    stock = stocked(size)
    question = wanted(size[1])

    async def cold() -> None:
        store.forget()
        found = (await availability.search(CTX, wanted=question, page=Page(limit=50))).found
        assert found.total == FREE_IN[size], found.total

    def scan(connection: psycopg.Connection) -> None:
        row = connection.execute('select count(*), min(starts_at), max(ends_at) from claims '
                                 'where tenant_id = %s and ends_at > %s', [TENANT, MORNING - timedelta(days=1)])
        assert row.fetchone()[0] == len(stock.load.claims.plain)

    with connected(stock.url) as run, _plain(stock.url) as connection:
        return _alternated(lambda: run(cold()), partial(scan, connection))


def in_process_against_redis(size: tuple[int, int]) -> Ratios:
    """The first page of a search with its JSON, against one GET of the same bytes by the client the product has."""
    grid = grid_of(size)
    questions = [replace(wanted(size[1], minutes), want_total=False) for minutes in (30, 45, 60, 75, 90)]

    async def ours(times: int) -> None:
        for number in range(times):
            assert answer(grid, questions[number % len(questions)])

    async def theirs(cache: Redis, times: int) -> None:
        for number in range(times):
            assert await cache.get(f'page:{number % len(questions)}')

    with asyncio.Runner() as runner, servers.valkey_for_tests() as address:
        cache = redis_client(address)
        for number, question in enumerate(questions):
            runner.run(cache.set(f'page:{number}', answer(grid, question)))
        ratios = paired(lambda: runner.run(ours(100)), lambda: runner.run(theirs(cache, 100)),
                        clock=time.perf_counter)
        runner.run(cache.aclose())
    return ratios


def answer(grid: Grid, question: Wanted) -> bytes:
    """A page of fifty, with the head counts met on the way, as a program gets it."""
    found = seeking.find(grid, question, limit=50)
    return orjson.dumps({
        'starts': found.page_starts, 'calendars': found.page_calendars, 'total': found.total,
        'heads': [found.start_seconds, found.start_counts],
    }, option=orjson.OPT_SERIALIZE_NUMPY)


def searches_that_reach_the_database(size: tuple[int, int]) -> Ratios:
    """Statements per search after the first touch, bookings between them, over two thousand searches."""
    async def many() -> int:
        dice = Random(42)
        await front.search(CTX, wanted=wanted(size[1]))
        with counting() as count:
            for number in range(2000):
                await front.search(CTX, wanted=wanted(size[1], dice.choice((30, 45, 60, 90))),
                                   page=Page(limit=50, offset=50 * (number % 4)))
        return int(count)

    with connected(stocked(size).url) as run:
        return Ratios((run(many()) / 2000,))


@cache
def rushes(size: tuple[int, int]) -> tuple[float, ...]:
    """A hundred at once on one slot, each on a connection of its own, until all are answered; over one alone."""
    stock = stocked(size)
    calendars = [entry.id for entry in stock.load.entries]

    async def measure() -> tuple[float, ...]:
        lines = await asyncio.gather(*(_line(stock.url) for _ in range(RUSH)))
        for number, line in enumerate(lines):  # as in a pool: plans are made once a connection, the last at the sixth
            for hours in range(7):
                await _claimed(line, calendars[number], YEARS_LATER + timedelta(days=20, hours=hours))
        alone = [await _timed(_claimed(lines[0], calendars[number % len(calendars)],
                                       YEARS_LATER + timedelta(hours=number))) for number in range(60)]
        one = statistics.median(alone)
        ratios = []
        for number in range(RUSHES):
            at = YEARS_LATER + timedelta(days=30, hours=number)
            start = time.perf_counter()
            won = await asyncio.gather(*(_claimed(line, calendars[0], at) for line in lines))
            ratios.append((time.perf_counter() - start) / one)
            assert sum(won) == 1, f'{sum(won)} winners'
        for line in lines:
            await line.close()
        return tuple(ratios)

    deadlocks = _deadlocks(stock.url)
    with asyncio.Runner() as runner, garbage_left():
        ratios = runner.run(measure())
    assert _deadlocks(stock.url) == deadlocks
    return ratios


async def _line(url: str) -> psycopg.AsyncConnection:
    """As the run-time role, in the tenant."""
    line = await psycopg.AsyncConnection.connect(url.replace('+psycopg', ''), autocommit=True)
    await line.execute('set role daybook_runtime')
    await line.execute('set jit = off')
    await line.execute("select set_config('app.tenant_id', %s, false)", [str(TENANT)])
    await line.execute(_DECIDED)
    return line


# The one round trip a booking is decided in, as the product ends it: a loser's transaction is rolled back.
_DECIDED = """
    create or replace function pg_temp.decided(
        p_calendar uuid, p_starts timestamptz, p_ends timestamptz, p_now timestamptz
    ) returns void language plpgsql as $$
    begin
        if claim_time(gen_random_uuid(), p_calendar, p_starts, p_ends, p_starts, p_ends, false, 'appointment',
                      gen_random_uuid(), null, p_now) is null then
            raise exclusion_violation;
        end if;
    end $$
"""


async def _claimed(line: psycopg.AsyncConnection, calendar_id: UUID, at: datetime) -> bool:
    """One claim in a transaction of its own."""
    with suppress(psycopg.errors.ExclusionViolation):
        await line.execute('select pg_temp.decided(%s, %s, %s, %s)',
                           [calendar_id, at, at + timedelta(minutes=45), MORNING])
        return True
    return False


def booking_at_a_hundred_times_the_rows() -> Ratios:
    """One booking beside a million claims against one beside ten thousand."""
    small, large = stocked((100, 14)), stocked(LARGE)
    medians = []
    for turn in range(ROUNDS):
        took = {}
        for stock in ((small, large) if turn % 2 else (large, small)):
            with connected(stock.url) as run:
                took[stock.url] = run(_median_booking([entry.id for entry in stock.load.entries], turn))
        medians.append(took[large.url] / took[small.url])
    return Ratios(tuple(medians))


async def _median_booking(calendars: list[UUID], turn: int) -> float:
    at = YEARS_LATER + timedelta(days=100 + turn)
    took = [await _timed(_taken(calendars[number % len(calendars)], at + timedelta(hours=number // len(calendars))))
            for number in range(200)]
    return statistics.median(took[20:])


async def _taken(calendar_id: UUID, at: datetime) -> bool:
    try:
        async with database.transaction(CTX) as db:
            await claim(db, calendar_id, Interval(at, at + timedelta(minutes=45)),
                        Holder(HolderKind.APPOINTMENT, uuid4()))
    except TimeTaken:
        return False
    return True


async def _timed(work: Awaitable[object]) -> float:
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


@contextmanager
def _plain(url: str) -> Iterator[psycopg.Connection]:
    """A connection as the run-time role sees the data, walls and all."""
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute('set role daybook_runtime')
        connection.execute('set jit = off')
        connection.execute("select set_config('app.tenant_id', %s, false)", [str(TENANT)])
        yield connection


def _deadlocks(url: str) -> int:
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as connection:
        return connection.execute('select deadlocks from pg_stat_database where datname = current_database()'
                                  ).fetchone()[0]


def _alternated(one: Callable[[], object], other: Callable[[], object], *, times: int = 1) -> Ratios:
    return paired(one, other, times=times, other_times=max(times, 5), clock=time.perf_counter)


GOALS = [
    Goal('P5 cold load W(1000,14)', 'cold load and search / index-only scan of its claims', 8,
         partial(cold_load_against_scan, SMALL)),
    Goal('P7 page against Redis W(1000,14)', 'search and JSON / Redis GET of the same bytes', 0.7,
         partial(in_process_against_redis, SMALL)),
    Goal('P10 statements a search', 'statements / searches after the first touch', 0.001,
         partial(searches_that_reach_the_database, SMALL)),
    Goal('P15 rush of 100, median', '100 answers on one slot / one booking', 40,
         lambda: Ratios(rushes(SMALL))),
    Goal('P15 rush of 100, worst', 'as above, the worst of all', 120,
         lambda: Ratios((max(rushes(SMALL)),))),
    Goal('P5 cold load W(10000,30)', 'cold load and search / index-only scan of its claims', 8,
         partial(cold_load_against_scan, LARGE)),
    Goal('P7 page against Redis W(10000,30)', 'search and JSON / Redis GET of the same bytes', 0.7,
         partial(in_process_against_redis, LARGE)),
    Goal('P17 booking at 100 x rows', 'one booking beside 1,000,000 claims / beside 10,000', 1.5,
         booking_at_a_hundred_times_the_rows),
]
