"""Carrying out what facts owe: reaction rows are claimed, handed to the handler they name, and removed when it is done.

At least once: a claim is the row's own due time moved ahead, so what a dead worker held falls due again by itself.
What fails is tried again later and later, and parked with a reason in the end. Rows that name a handler this process
does not have are left as they are.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, delete, select, update

from app import clock, telemetry, topics
from app.context import Context
from app.database import asking_by_key, transaction
from app.errors import Invalid, Refusal, Unavailable
from app.journal import JournalRow, Reaction
from app.live import Change

log = structlog.get_logger(__name__)

WORKERS = 4
TURN = 20  # rows of one tenant, then the next has its turn
MOST_TENANTS = 200  # looked at in one round
CLAIMED_FOR = timedelta(minutes=5)
DEADLINE = 60.0  # seconds for a handler, well inside its claim: nobody alive loses one
FIRST_WAIT, LONGEST_WAIT, JITTER = timedelta(seconds=10), timedelta(hours=1), 0.2
RETRIES = 14  # with the waits between them, six hours of somebody else's outage
GRACE = 5.0  # seconds at the end for what is being carried out
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the journal as its handlers get it. `reaction_id` is the same at every try."""

    reaction_id: UUID
    kind: str
    at: datetime
    subject_id: UUID
    actor_id: UUID | None
    data: dict[str, Any]


class NotYet(Exception):
    """Raised by a handler whose turn has not come: it is asked again at `due_at`, and that counts as no try."""

    def __init__(self, due_at: datetime) -> None:
        self.due_at = due_at


class Handler(Protocol):
    """An async function, found by its name. Doing it twice is doing it once."""

    __name__: str

    def __call__(self, ctx: Context, fact: Fact, /) -> Awaitable[None]: ...


@dataclass(frozen=True, slots=True)
class Claim:
    """A row this worker has, until it is due again. `tries` counts this one; a later claim has a higher number."""

    handler: str
    tries: int
    trace_id: str
    fact: Fact


class Relay:
    """One per process, its workers side by side; any number of processes share the rows."""

    def __init__(self) -> None:
        self._handlers: dict[str, Handler] = {}
        self._woken = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False

    def install(self, handlers: Iterable[Handler]) -> None:
        """Carry out these, found by their names, and no others."""
        self._handlers = {handler.__name__: handler for handler in handlers}

    def start(self) -> None:
        self._woken, self._is_ending = asyncio.Event(), False
        self._task = asyncio.create_task(self._run())
        self.wake()

    async def stop(self) -> None:
        """Begin nothing more; what is being carried out may finish, and is left to fall due again if it takes long."""
        self._is_ending = True
        if self._task is None:
            return
        self.wake()
        await asyncio.wait({self._task}, timeout=GRACE)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    def wake(self) -> None:
        """There may be something to do."""
        self._woken.set()

    def hear(self, change: Change) -> None:
        """A listener of the hub: something was owed by a transaction that has committed."""
        if change.topic == topics.OWED:
            self.wake()

    async def work_off(self) -> None:
        """Carry out everything that is due. Raises: Unavailable."""
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(WORKERS):
                    workers.create_task(self._work())
        except* Unavailable as away:
            raise Unavailable from away

    async def _run(self) -> None:
        while not self._is_ending:
            await self._woken.wait()
            self._woken.clear()
            try:
                await self.work_off()
            except Unavailable:
                continue  # the database is away; the timetable wakes us again
            except Exception:
                log.exception('the relay stumbled')

    async def _work(self) -> None:
        is_busy = True
        while is_busy and not self._is_ending:
            is_busy = False
            for tenant_id in await self._tenants_with_something_due():
                is_busy = await self._turn(tenant_id) or is_busy

    async def _turn(self, tenant_id: UUID) -> bool:
        """A few rows of one tenant; whether there was any."""
        for taken in range(TURN):
            ctx = Context.system(tenant_id, clock.now())
            claim = None if self._is_ending else await self._claimed(ctx)
            if claim is None:
                return taken > 0
            await self._carry_out(tenant_id, claim)
        return True

    async def _tenants_with_something_due(self) -> list[UUID]:
        wanted = select(Reaction.tenant_id).where(*_is_due(clock.now(), self._handlers)).distinct().limit(MOST_TENANTS)
        async with asking_by_key('every_tenant', 'yes') as db:
            found = list(await db.scalars(wanted))
        random.shuffle(found)
        return found

    async def _claimed(self, ctx: Context) -> Claim | None:
        """The next row of this tenant, out of everybody else's way."""
        async with transaction(ctx) as db:
            row = await db.scalar(
                select(Reaction).where(Reaction.tenant_id == ctx.tenant, *_is_due(ctx.now, self._handlers))
                .order_by(Reaction.due_at, Reaction.id).limit(1).with_for_update(skip_locked=True))
            if row is None:
                return None
            line = (await db.scalars(select(JournalRow).where(
                JournalRow.tenant_id == ctx.tenant, JournalRow.id == row.journal_id))).one()
            row.due_at = ctx.now + CLAIMED_FOR
            row.tries += 1
            return Claim(row.handler, row.tries, line.trace_id, Fact(
                row.id, line.kind, line.at, line.subject_id, line.actor_id, line.data))

    async def _carry_out(self, tenant_id: UUID, claim: Claim) -> None:
        outcome = 'done'
        ctx = replace(Context.system(tenant_id, clock.now()), trace_id=claim.trace_id)
        with structlog.contextvars.bound_contextvars(reaction=claim.handler, trace=claim.trace_id):
            try:
                async with asyncio.timeout(DEADLINE):
                    await self._handlers[claim.handler](ctx, claim.fact)
            except NotYet as turn:
                outcome = 'waits'
                await self._later(ctx, claim, due_at=turn.due_at, tries=claim.tries - 1)
            except Exception as error:
                outcome = await self._put_off(ctx, claim, error)
            else:
                await self._settle(ctx, claim)
        telemetry.reaction(claim.handler, outcome)

    async def _settle(self, ctx: Context, claim: Claim) -> None:
        async with transaction(ctx) as db:
            await db.execute(delete(Reaction).where(
                Reaction.tenant_id == ctx.tenant, Reaction.id == claim.fact.reaction_id,
                Reaction.tries == claim.tries))

    async def _put_off(self, ctx: Context, claim: Claim, error: Exception) -> str:
        """Later, or never where trying again cannot help or was tried for long enough; says which."""
        reason = _reason(error)
        is_parked = isinstance(error, Invalid) or claim.tries > RETRIES
        now = clock.now()
        later = {'parked_at': now, 'parked_because': reason} if is_parked else {'due_at': now + wait(claim.tries)}
        if isinstance(error, Refusal | TimeoutError):
            log.warning('put off', because=reason, tries=claim.tries, parked=is_parked)
        else:
            log.exception('a reaction failed', tries=claim.tries, parked=is_parked)
        await self._later(ctx, claim, **later)
        return 'parked' if is_parked else 'put_off'

    async def _later(self, ctx: Context, claim: Claim, **changes: object) -> None:
        async with transaction(ctx) as db:
            await db.execute(update(Reaction).values(changes).where(
                Reaction.tenant_id == ctx.tenant, Reaction.id == claim.fact.reaction_id,
                Reaction.tries == claim.tries))


def wait(tries: int) -> timedelta:
    """How long after the `tries`-th failure: 10 s, twice as long each time, an hour at most; a fifth more or less."""
    plain: timedelta = min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
    return plain * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - jitter is no secret


def _is_due(now: datetime, handlers: Iterable[str]) -> tuple[ColumnElement[bool], ...]:
    return Reaction.handler.in_(list(handlers)), Reaction.due_at <= now, Reaction.parked_at.is_(None)


def _reason(error: Exception) -> str:
    """In words that are safe to keep: a refusal's own, else only what kind of thing went wrong."""
    said = f'{type(error).__name__}: {error.message}' if isinstance(error, Refusal) else type(error).__name__
    return said[:LONGEST_REASON]


relay = Relay()
