"""`@operation` and `@query`: what every entry point of the service layer has in common.

Permission first, for acts of weight a recent proof of who it is, then the work, seen by metrics and by
name; a transaction that lost a race inside PostgreSQL is tried again, at most three times, with jitter. A
change that has begun runs to its end, also when whoever asked for it goes away meanwhile.
"""

from __future__ import annotations

import asyncio
import functools
import random
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from app import telemetry
from app.context import Context
from app.database import sqlstate
from app.errors import Conflict, Refusal
from app.permissions import Permission

P = ParamSpec('P')
R = TypeVar('R')
EntryPoint = Callable[Concatenate[Context, P], Coroutine[Any, Any, R]]

LOST_RACES = frozenset({'40P01', '40001', '55P03'})  # deadlock, serialisation, lock timeout
TRIES = 3


class Busy(Conflict):
    sentence = 'Several people are changing this right now. Please try again.'


@dataclass(frozen=True, slots=True)
class Registered:
    """An entry point in the register. `needs` is None where anybody may call (signing in); whoever calls one that
    `is_weighty` must have proved lately who they are.
    """

    name: str
    needs: Permission | None
    writes: bool
    call: Callable[..., Coroutine[Any, Any, Any]]
    is_weighty: bool = False


REGISTER: dict[str, Registered] = {}

_begun: set[asyncio.Task[Any]] = set()


def operation(*, needs: Permission | None, is_weighty: bool = False
              ) -> Callable[[EntryPoint[P, R]], EntryPoint[P, R]]:
    """An entry point that changes something."""
    return _entry_point(needs, is_weighty, writes=True)


def query(*, needs: Permission | None, is_weighty: bool = False) -> Callable[[EntryPoint[P, R]], EntryPoint[P, R]]:
    """An entry point that reads."""
    return _entry_point(needs, is_weighty, writes=False)


def _entry_point(needs: Permission | None, is_weighty: bool, *, writes: bool
                 ) -> Callable[[EntryPoint[P, R]], EntryPoint[P, R]]:
    def decorate(function: EntryPoint[P, R]) -> EntryPoint[P, R]:
        name = f'{function.__module__.removeprefix("services.").split(".")[0]}.{function.__name__}'

        async def call(ctx: Context, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if needs is not None:
                ctx.demand(needs)
            if is_weighty:
                ctx.demand_confirmed()
            started, outcome = time.perf_counter(), 'failed'
            try:
                with structlog.contextvars.bound_contextvars(operation=name, trace=ctx.trace_id):
                    work = _retried(function, ctx, *args, **kwargs)
                    result = await (_to_its_end(work) if writes else work)
                outcome = 'done'
                return result
            except Refusal as refusal:
                outcome = refusal.code
                raise
            finally:
                telemetry.operation(name, outcome, time.perf_counter() - started)

        functools.update_wrapper(call, function)
        REGISTER[name] = Registered(name, needs, writes, call, is_weighty)
        return call

    return decorate


async def finish(within: float) -> int:
    """Wait for the changes that have begun, and for those that begin meanwhile; returns how many are left after
    `within` seconds.
    """
    until = time.monotonic() + within
    while _begun and (left := until - time.monotonic()) > 0:
        await asyncio.wait(_begun, timeout=left)
    return len(_begun)


async def _to_its_end(work: Coroutine[Any, Any, R]) -> R:
    task = asyncio.create_task(work)
    _begun.add(task)
    task.add_done_callback(_begun.discard)
    return await asyncio.shield(task)


async def _retried(function: EntryPoint[P, R], ctx: Context, *args: P.args, **kwargs: P.kwargs) -> R:
    for attempt in range(1, TRIES + 2):
        try:
            return await function(ctx, *args, **kwargs)
        except DBAPIError as error:
            if sqlstate(error) not in LOST_RACES:
                raise
            if attempt > TRIES:
                raise Busy from error
            await asyncio.sleep(random.uniform(0.005, 0.02) * 2 ** attempt)  # noqa: S311 - jitter is no secret
    raise AssertionError('unreachable')
