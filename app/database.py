"""The engine, and the two ways to it: `transaction(ctx)` writes, `reading(ctx)` reads.

Both set the tenant for the database session, transaction-locally, so that the row policies hold. What a
transaction recorded is announced after it has committed, never before.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from sqlalchemy import event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from app import live, topics
from app.context import Context
from app.errors import Unavailable

RUNTIME_ROLE = 'daybook_runtime'
SESSION_SETTINGS = {
    'role': RUNTIME_ROLE,
    'jit': 'off',
    'max_parallel_workers_per_gather': '0',  # starting workers costs more than they save on what we ask
    'timezone': 'UTC',
    'statement_timeout': '5000',
    'lock_timeout': '2000',
    'idle_in_transaction_session_timeout': '10000',
}
_BUSY = 'Daybook is very busy. Nothing was lost; please try again.'
_SET_TENANT = text("select set_config('app.tenant_id', :tenant, true)")


class Reading(AsyncSession):
    """A session that reads. Building blocks that only read take this."""

    @property
    def ctx(self) -> Context:
        ctx: Context = self.info['ctx']
        return ctx


class Transaction(Reading):
    """A session that writes. Committed by its context manager, by nobody else."""


_engine: AsyncEngine | None = None
_whole: ContextVar[Transaction | None] = ContextVar('whole', default=None)


def configure(url: str, *, pool_size: int = 20, **options: Any) -> AsyncEngine:
    """Make the engine. Connections are opened when first needed, so the database may arrive later."""
    global _engine
    settings = ' '.join(f'-c {name}={value}' for name, value in SESSION_SETTINGS.items())
    _engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=2,
        pool_pre_ping=True,
        hide_parameters=True,  # passwords, addresses and sealed secrets are among them, and errors are logged
        connect_args={'connect_timeout': 2, 'options': settings, 'application_name': 'daybook'},
        **options,
    )
    event.listen(_engine.sync_engine, 'handle_error', _without_its_row)
    return _engine


def _without_its_row(context: ExceptionContext) -> None:
    """Below its first line, what the server says of an error shows the row it was about."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(each.partition('\nDETAIL:')[0] if isinstance(each, str) else each for each in error.args)


def engine() -> AsyncEngine:
    if _engine is None:
        raise Unavailable('The database is not configured yet.')
    return _engine


async def dispose() -> None:
    """Close every connection."""
    global _engine
    if _engine is not None:
        await _engine.dispose()
        _engine = None


@asynccontextmanager
async def transaction(ctx: Context) -> AsyncIterator[Transaction]:
    """One visible transaction in the tenant of `ctx`; commits at the end, rolls back on any exception.

    Raises: NotSignedIn without a tenant, Unavailable when the database cannot be reached.
    """
    whole = _whole.get()
    if whole is not None:
        async with _joined(whole, ctx):
            yield whole
        return
    async with Transaction(engine(), expire_on_commit=False, autoflush=True) as db:
        db.info['ctx'] = ctx
        with _translated():
            await db.execute(_SET_TENANT, {'tenant': str(ctx.tenant)})
            yield db
            await _committed(db)


async def _committed(db: Transaction) -> None:
    """Commit and tell, with nothing in between that could be cut off.

    A commit that was interrupted may have happened: then nobody is told what, but everybody to look again.
    """
    changes: list[live.Change] = db.info.get('changes', [])
    try:
        await db.commit()
    except BaseException:
        certain = [change for change in changes if change.topic != topics.LEDGER]
        live.announce([*certain, *(live.Change(tenant_id, topics.LEDGER_AGAIN)
                                   for tenant_id in {change.tenant_id for change in changes})])
        raise
    live.announce(changes)


@asynccontextmanager
async def all_or_nothing(ctx: Context) -> AsyncIterator[Transaction]:
    """Every `transaction` and `reading` of the block, in any tenant, is part of one: for what is only right whole."""
    async with transaction(ctx) as db:
        token = _whole.set(db)
        try:
            yield db
        finally:
            _whole.reset(token)


@asynccontextmanager
async def _joined(whole: Transaction, ctx: Context) -> AsyncIterator[None]:
    around = whole.ctx
    whole.info['ctx'] = ctx
    await whole.execute(_SET_TENANT, {'tenant': str(ctx.tenant)})
    try:
        yield
        await whole.flush()  # in the tenant it was made in
    finally:
        whole.info['ctx'] = around
    await whole.execute(_SET_TENANT, {'tenant': str(around.tenant)})


@asynccontextmanager
async def elsewhere(db: Transaction, ctx: Context) -> AsyncIterator[Transaction]:
    """The same transaction, for the block, in the tenant of `ctx`: for a fact that two businesses have to know."""
    await db.flush()  # in the tenant it was made in
    async with _joined(db, ctx):
        yield db


@asynccontextmanager
async def reading(ctx: Context, *, is_snapshot: bool = False) -> AsyncIterator[Reading]:
    """A read-only look at the tenant of `ctx`; a snapshot sees one instant in all its statements.

    Raises: NotSignedIn without a tenant, Unavailable when the database cannot be reached.
    """
    whole = _whole.get()
    if whole is not None:
        async with _joined(whole, ctx):
            yield whole
        return
    async with Reading(engine(), expire_on_commit=False, autoflush=False) as db:
        db.info['ctx'] = ctx
        with _translated():
            options = {'isolation_level': 'REPEATABLE READ'} if is_snapshot else {}
            await db.connection(execution_options={'postgresql_readonly': True, **options})
            await db.execute(_SET_TENANT, {'tenant': str(ctx.tenant)})
            yield db


@asynccontextmanager
async def asking_by_key(name: str, value: str) -> AsyncIterator[AsyncSession]:
    """Before the tenant is known: a read-only look at the rows a policy shows to who knows this key, and no others."""
    async with AsyncSession(engine(), autoflush=False) as db:
        with _translated():
            await db.connection(execution_options={'postgresql_readonly': True})
            await db.execute(text('select set_config(:name, :value, true)'), {'name': f'app.{name}', 'value': value})
            yield db


async def fetched_binary(db: Reading, query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a driver-level query in the driver's binary format: for bulk, where text would be twice the bytes."""
    raw = await (await db.connection()).get_raw_connection()
    assert raw.driver_connection is not None
    try:
        async with raw.driver_connection.cursor(binary=True) as cursor:
            await cursor.execute(query, values)
            rows: list[tuple[Any, ...]] = await cursor.fetchall()
    except psycopg.Error as error:  # as everything else that the database says
        raise DBAPIError.instance(query, values, error, psycopg.Error, hide_parameters=True) from error
    return rows


class _translated:  # noqa: N801 - reads as a word where it is used
    """Turns a lost or missing database into a refusal; leaves every other error alone."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PoolTimeout):
            raise Unavailable(_BUSY) from error
        if isinstance(error, DBAPIError) and is_too_slow(error):
            raise Unavailable(_BUSY) from error
        if isinstance(error, DBAPIError) and is_lost(error):
            raise Unavailable from error


def is_lost(error: DBAPIError) -> bool:
    """Whether the server is away (no connection, or it went while we used it)."""
    state = sqlstate(error)
    if state is None:
        return isinstance(error, (OperationalError, InterfaceError)) or error.connection_invalidated
    return state.startswith('08') or state in ('57P01', '57P02', '57P03', '25P03')


def is_too_slow(error: DBAPIError) -> bool:
    """Whether the server gave up on a statement after its five seconds; it has undone it."""
    return sqlstate(error) == '57014'


def sqlstate(error: BaseException) -> str | None:
    """The five characters PostgreSQL gives an error, or None when it never got that far."""
    return getattr(getattr(error, 'orig', None), 'sqlstate', None)


def constraint(error: BaseException) -> str | None:
    """The name of the constraint that refused, or None."""
    diagnosis = getattr(getattr(error, 'orig', None), 'diag', None)
    return getattr(diagnosis, 'constraint_name', None)
