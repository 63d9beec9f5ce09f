"""The append-only record of facts, and the reactions each fact owes.

`record(db, event)` writes both in the use case's own transaction and remembers which topics to ring after it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    Identity,
    Index,
    Insert,
    Select,
    SmallInteger,
    and_,
    any_,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from app import topics
from app.context import Context
from app.database import Reading, Transaction
from app.intervals import Interval
from app.live import Change
from app.model import Base, Entity, InTenant, new_id, own_key, points_to


class JournalRow(InTenant, Base):
    __tablename__ = 'journal'
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    at: Mapped[datetime]
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    actor_kind: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    trace_id: Mapped[str]
    __table_args__ = (
        own_key('id'),
        Index('journal_by_subject', 'tenant_id', 'subject_id', 'id'),
        Index('journal_by_time', 'tenant_id', 'at'),
        CheckConstraint("actor_kind in ('user', 'system', 'anonymous')", name='actor_is_known'),
    )


class Reaction(Entity, Base):
    """One handler that owes one fact an effect. Claimed by the relay, removed when done."""

    __tablename__ = 'reactions'
    journal_id: Mapped[int] = mapped_column(BigInteger)
    handler: Mapped[str]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default=text('0'))
    parked_at: Mapped[datetime | None]
    parked_because: Mapped[str | None]
    __table_args__ = (
        own_key(),
        points_to('journal_id', 'journal'),
        Index('reactions_by_line', 'tenant_id', 'journal_id'),
        Index('reactions_by_handler', 'handler', 'due_at', postgresql_where=text('parked_at is null')),
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. Fields are what the journal keeps; ids and instants, no bodies and no secrets."""

    kind: ClassVar[str]
    subject_kind: ClassVar[str]

    @property
    def subject_id(self) -> UUID:
        """What the fact is about: by default the field called like the kind of subject."""
        return cast(UUID, getattr(self, f'{self.subject_kind}_id'))

    def topics(self) -> tuple[str, ...]:
        """Which live topics it touches."""
        return ()

    def data(self) -> dict[str, Any]:
        return {field.name: plain(getattr(self, field.name)) for field in dataclasses.fields(self)}


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal as people read it: what happened, when (aware), by whom."""

    id: int
    at: datetime
    kind: str
    actor_name: str
    data: dict[str, Any]


AT_ONCE = timedelta()
Delay = timedelta | Callable[[Context, ColumnElement[UUID]], ColumnElement[datetime]]  # of the subject's id

_handlers: dict[str, tuple[str, ...]] = {}
_delays: dict[str, Delay] = {}
_of_many: list[str] = []


def react(table: Mapping[type[Event], tuple[str, ...]], *, delays: Mapping[str, Delay] | None = None,
          of_many: Collection[str] = ()) -> None:
    """Install the table of event and handlers (`services/reactions.py`).

    A handler in `delays` is due so much after its fact, or when the expression there says, asked as the fact is
    written; nobody is woken for what is due later. Where it says null, nothing is owed. Those `of_many` are owed by
    what was known before as well.
    """
    _handlers.clear()
    _handlers.update({event.kind: handlers for event, handlers in table.items()})
    _delays.clear()
    _delays.update(delays or {})
    _of_many[:] = of_many


async def record(db: Transaction, event: Event) -> None:
    """Write the fact and one reaction row per handler; ring its topics after the commit."""
    ctx = db.ctx
    fact = insert(JournalRow).values(
        tenant_id=ctx.tenant, at=ctx.now, kind=event.kind, subject_kind=event.subject_kind,
        subject_id=event.subject_id, actor_kind=ctx.actor.kind, actor_id=ctx.actor.user_id,
        actor_name=ctx.actor.name, data=event.data(), trace_id=ctx.trace_id,
    )
    handlers = _handlers.get(event.kind, ())
    if handlers:
        due = list(await db.scalars(_owing(ctx, event, fact, handlers)))
        if any(at <= ctx.now for at in due):
            ring(db, topics.OWED)
    else:
        await db.execute(fact)
    for topic in event.topics():
        ring(db, topic)


def _owing(ctx: Context, event: Event, fact: Insert, handlers: tuple[str, ...]) -> ReturningInsert[datetime]:
    """The fact and what it owes in one statement: both or neither, in one round trip. Answers when each is due."""
    written = fact.returning(JournalRow.id).cte('written')
    ids, due = [new_id() for _ in handlers], [
        _due(ctx, literal(event.subject_id, JournalRow.subject_id.type), name) for name in handlers]
    rows = func.unnest(literal(ids, ARRAY(Reaction.id.type)), literal(list(handlers), ARRAY(Reaction.handler.type)),
                       array(due))
    owed = rows.table_valued('id', 'handler', 'due_at', name='owed').render_derived()
    return insert(Reaction).from_select(
        ['tenant_id', 'id', 'journal_id', 'handler', 'due_at'],
        select(literal(ctx.tenant), owed.c.id, written.c.id, owed.c.handler, owed.c.due_at)
        .select_from(written.join(owed, true())).where(owed.c.due_at.is_not(None)), include_defaults=False
    ).returning(Reaction.due_at)


def _due(ctx: Context, subject_id: ColumnElement[UUID], handler: str) -> ColumnElement[datetime]:
    delay = _delays.get(handler, AT_ONCE)
    return literal(ctx.now + delay, Reaction.due_at.type) if isinstance(delay, timedelta) else delay(ctx, subject_id)


async def record_many(db: Transaction, events: Sequence[Event], *, is_owing: bool = True) -> None:
    """Write many facts that are news to nobody (they were known before): one statement, and where it
    `is_owing` one for each handler that they owe all the same.
    """
    if not events:
        return
    ctx = db.ctx
    owing = {kind: [name for name in _of_many if name in names] for kind, names in _handlers.items()}
    written = await db.execute(insert(JournalRow).returning(JournalRow.id, JournalRow.kind), [
        {'tenant_id': ctx.tenant, 'at': ctx.now, 'kind': event.kind, 'subject_kind': event.subject_kind,
         'subject_id': event.subject_id, 'actor_kind': ctx.actor.kind, 'actor_id': ctx.actor.user_id,
         'actor_name': ctx.actor.name, 'data': event.data(), 'trace_id': ctx.trace_id} for event in events])
    lines = written.all()
    for handler in _of_many if is_owing else ():
        await _owe(db, handler, [id_ for id_, kind in lines if handler in owing.get(kind, ())])
    for topic in dict.fromkeys(topic for event in events for topic in event.topics()):
        ring(db, topic)


async def _owe(db: Transaction, handler: str, lines: Sequence[int]) -> None:
    """Have these lines of the journal owe a handler what is due by then."""
    if lines:
        due = _due(db.ctx, JournalRow.subject_id.expression, handler).label('due_at')
        found = select(JournalRow.id, due).where(
            JournalRow.tenant_id == db.ctx.tenant, JournalRow.id == any_(literal(lines, ARRAY(BigInteger)))).subquery()
        await db.execute(insert(Reaction).from_select(
            ['tenant_id', 'id', 'journal_id', 'handler', 'due_at'],
            select(literal(db.ctx.tenant), func.gen_random_uuid(), found.c.id, literal(handler), found.c.due_at)
            .where(found.c.due_at.is_not(None)), include_defaults=False))


def ring(db: Transaction, topic: str, *detail: Any) -> None:
    """Announce a topic when, and only when, this transaction commits."""
    db.info.setdefault('changes', []).append(Change(db.ctx.tenant, topic, detail))


async def history(db: Reading, subject_id: UUID, *, most: int = 200) -> tuple[Entry, ...]:
    """What happened to one subject, newest first."""
    rows = await db.execute(
        select(JournalRow.id, JournalRow.at, JournalRow.kind, JournalRow.actor_name, JournalRow.data)
        .where(JournalRow.tenant_id == db.ctx.tenant, JournalRow.subject_id == subject_id)
        .order_by(JournalRow.id.desc()).limit(most)
    )
    return tuple(Entry(*row) for row in rows)


@dataclasses.dataclass(frozen=True, slots=True)
class Owed:
    """What one handler still owes a subject. `due_at` is its next try, unless it was `parked`; `because` why it was."""

    tries: int
    due_at: datetime
    is_parked: bool
    because: str


async def owed(db: Reading, subject_ids: Collection[UUID], handler: str) -> dict[UUID, Owed]:
    """What this handler owes these subjects, by subject: one statement."""
    rows = await db.execute(select(
        JournalRow.subject_id, Reaction.tries, Reaction.due_at, Reaction.parked_at.is_not(None),
        func.coalesce(Reaction.parked_because, '')).where(
            _owes(db.ctx, handler), JournalRow.subject_id.in_(set(subject_ids))))
    return {subject_id: Owed(tries, due_at, is_parked, because)
            for subject_id, tries, due_at, is_parked, because in rows}


def parked(ctx: Context, handler: str) -> Select[UUID]:
    """For `in_()` of other queries: subjects for which this handler has given up."""
    return select(JournalRow.subject_id).where(_owes(ctx, handler), Reaction.parked_at.is_not(None))


async def owe_again(db: Transaction, subject_id: UUID, handler: str) -> bool:
    """Have what was parked tried again, from now on as if for the first time; whether there was anything."""
    anew = {'parked_at': None, 'parked_because': None, 'tries': 0, 'due_at': db.ctx.now}
    found = await db.scalars(update(Reaction).values(anew).returning(Reaction.id).where(
        Reaction.tenant_id == db.ctx.tenant, Reaction.handler == handler, Reaction.parked_at.is_not(None),
        Reaction.journal_id.in_(_lines(db, subject_id))))
    ring(db, topics.OWED)
    return found.first() is not None


async def hasten(db: Transaction, waiting: Select[UUID, datetime | None], handler: str) -> None:
    """Have what this handler put off tried now: `waiting` are subjects, each with the instant it was put off until.
    What somebody is at work on has another one by then, and is left alone.
    """
    owed = select(JournalRow.id).where(
        JournalRow.tenant_id == db.ctx.tenant, JournalRow.id == Reaction.journal_id,
        tuple_(JournalRow.subject_id, Reaction.due_at).in_(waiting)).correlate(Reaction)
    await db.execute(update(Reaction).values(due_at=db.ctx.now).where(
        Reaction.tenant_id == db.ctx.tenant, Reaction.handler == handler, Reaction.parked_at.is_(None), owed.exists()),
        execution_options={'synchronize_session': False})
    ring(db, topics.OWED)


async def take_over(db: Transaction, reaction_id: UUID) -> bool:
    """Whether this is the newest a handler owes a subject; then what it owed before is withdrawn."""
    own = (await db.execute(select(Reaction.handler, Reaction.journal_id, JournalRow.subject_id).where(
        Reaction.tenant_id == db.ctx.tenant, Reaction.id == reaction_id, JournalRow.tenant_id == db.ctx.tenant,
        JournalRow.id == Reaction.journal_id))).one_or_none()
    if own is None:
        return False
    others = and_(Reaction.tenant_id == db.ctx.tenant, Reaction.handler == own.handler,
                  Reaction.journal_id.in_(_lines(db, own.subject_id)))
    await db.execute(delete(Reaction).where(others, Reaction.journal_id < own.journal_id))
    return not await db.scalar(select(exists().where(others, Reaction.journal_id > own.journal_id)))


async def withdraw(db: Transaction, subject_id: UUID, handler: str) -> None:
    """Whatever this handler owes a subject, it owes no more."""
    await db.execute(delete(Reaction).where(
        Reaction.tenant_id == db.ctx.tenant, Reaction.handler == handler,
        Reaction.journal_id.in_(_lines(db, subject_id))))


def _lines(db: Transaction, subject_id: UUID) -> Select[int]:
    return select(JournalRow.id).where(JournalRow.tenant_id == db.ctx.tenant, JournalRow.subject_id == subject_id)


def _owes(ctx: Context, handler: str) -> ColumnElement[bool]:
    return and_(JournalRow.tenant_id == ctx.tenant, Reaction.tenant_id == ctx.tenant,
                Reaction.journal_id == JournalRow.id, Reaction.handler == handler)


async def count(db: Reading, subject_id: UUID, kind: str, *, since: datetime) -> int:
    """How often this happened to one subject after an instant."""
    return await db.scalar(select(func.count()).select_from(JournalRow).where(
        JournalRow.tenant_id == db.ctx.tenant, JournalRow.subject_id == subject_id, JournalRow.kind == kind,
        JournalRow.at > since)) or 0


def plain(value: Any) -> Any:
    """A value as JSON knows it; lengths of time become seconds."""
    match value:
        case Enum():
            return value.value
        case UUID():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Interval():
            return {'starts_at': value.starts_at.isoformat(), 'ends_at': value.ends_at.isoformat()}
        case list() | tuple() | set() | frozenset():
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _:
            return value
