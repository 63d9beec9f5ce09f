"""Many at once: who got what, and what the database had to say about it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import event

from app import database

OVERLAPS = '''
    select count(*) from claims a join claims b on a.tenant_id = b.tenant_id and a.resource_id = b.resource_id
        and a.id < b.id and a.core_starts_at < b.core_ends_at and b.core_starts_at < a.core_ends_at
'''
UNCLAIMED = '''
    select count(*) from appointments a full join claims c on c.tenant_id = a.tenant_id and c.holder_id = a.id
    where (coalesce(a.status in ('CONFIRMED', 'COMPLETED'), false)) is distinct from (c.id is not null)
       or c.id is not null and (c.resource_id, c.core_starts_at, c.core_ends_at)
            is distinct from (a.calendar_id, a.starts_at, a.ends_at)
'''
NAIVE_CLAIM = '''
    create or replace function claim_time(
        p_id uuid, p_resource uuid, p_starts timestamptz, p_ends timestamptz, p_core_starts timestamptz,
        p_core_ends timestamptz, p_shares boolean, p_holder_kind text, p_holder_id uuid, p_expires timestamptz,
        p_now timestamptz
    ) returns bigint language plpgsql as $$
    declare
        v_tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
    begin
        if exists (select from in_the_way(
            p_resource, p_starts, p_ends, p_core_starts, p_core_ends, p_shares, p_now)) then
            return null;
        end if;
        insert into claims (tenant_id, id, resource_id, starts_at, ends_at, core_starts_at, core_ends_at,
                            shares_buffers, holder_kind, holder_id, expires_at)
            values (v_tenant, p_id, p_resource, p_starts, p_ends, p_core_starts, p_core_ends,
                    p_shares, p_holder_kind, p_holder_id, p_expires);
        return 1;
    end $$
'''
NO_CONSTRAINTS = 'alter table claims drop constraint claims_never_overlap, drop constraint claims_keep_their_buffers'


@dataclass
class Arena:
    """A database on which races are run."""

    url: str
    complaints: Counter[str] = field(default_factory=Counter)
    sent: int = 0  # statements

    @property
    def conninfo(self) -> str:
        return self.url.replace('+psycopg', '')

    def connect(self, *, pool_size: int) -> None:
        """The product on this database; what the server refuses is counted by its code, before any retry."""
        engine = database.configure(self.url, pool_size=pool_size)

        @event.listens_for(engine.sync_engine, 'handle_error')
        def hear(context: Any) -> None:
            self.complaints[getattr(context.original_exception, 'sqlstate', None) or 'other'] += 1

        @event.listens_for(engine.sync_engine, 'before_cursor_execute')
        def count(*_: Any) -> None:
            self.sent += 1

    async def warmed(self, connections: int) -> None:
        """Open that many connections before the start, so that nobody loses by a slow door."""
        async def hold() -> None:
            async with database.engine().connect() as connection:
                await connection.exec_driver_sql('select pg_sleep(0.05)')
        await asyncio.gather(*(hold() for _ in range(connections)))

    def owner(self, *statements: str) -> Any:
        """Run statements as the owner, past every row policy; the first value of the last one."""
        with psycopg.connect(self.conninfo, autocommit=True) as connection:
            answer = None
            for statement in ('set row_security = off', *statements):
                answer = connection.execute(statement)
            assert answer is not None
            return answer.fetchone()[0] if answer.description else None

    async def deadlocks(self) -> int:
        """How many the server has counted in this database; our connections are closed so that all have reported."""
        await database.dispose()
        return int(self.owner('select deadlocks from pg_stat_database where datname = current_database()'))


@dataclass(frozen=True)
class Outcome:
    """What a crowd was answered: results, and refusals and errors; how long each took, in seconds."""

    results: list[Any]
    errors: list[Exception]
    seconds: list[float]

    @property
    def refused(self) -> Counter[str]:
        """How many of each, by name."""
        return Counter(type(error).__name__ for error in self.errors)

    @property
    def slowest(self) -> float:
        return max(self.seconds)


async def all_at_once(calls: Iterable[Awaitable[Any]]) -> Outcome:
    """Start every call at the same moment and wait for every answer."""
    started = time.perf_counter()

    async def timed(call: Awaitable[Any]) -> tuple[Any, float]:
        try:
            return await call, time.perf_counter() - started
        except Exception as error:
            return error, time.perf_counter() - started

    answers = await asyncio.gather(*map(timed, calls))
    return Outcome([answer for answer, _ in answers if not isinstance(answer, Exception)],
                   [answer for answer, _ in answers if isinstance(answer, Exception)],
                   [seconds for _, seconds in answers])
