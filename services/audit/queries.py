"""Reading the journal of a whole business, newest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from app.context import Context
from app.database import reading
from app.errors import Invalid
from app.journal import Event, JournalRow
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission
from app.rows import paged
from services.audit import naming
from services.audit.models import JournalSeal
from services.audit.shapes import AuditEntry

MOST_EXPORTED = 50_000
BY_THE_PRODUCT = 'system'


@query(needs=Permission.VIEW_AUDIT)
async def entries(ctx: Context, *, actor_id: UUID | None = None, actor_kind: str = '', kind: str = '',
                  subject_id: UUID | None = None, since: datetime | None = None, until: datetime | None = None,
                  page: Page | None = None) -> Paged[AuditEntry]:
    """What happened in this business, newest first: by whom, of which kind, to what, from `since` until before `until`.

    Raises: Invalid at `until`.
    """
    wanted = _asked(ctx, actor_id, actor_kind, kind, subject_id, since, until)
    async with reading(ctx) as db:
        found = await paged(db, wanted, page or Page(), _entry)
        known = await naming.names(db, _mentioned(found.rows))
    return Paged(await _named(ctx, found.rows, known), found.total, found.page)


@query(needs=Permission.VIEW_AUDIT, is_weighty=True)
async def exported(ctx: Context, *, actor_id: UUID | None = None, actor_kind: str = '', kind: str = '',
                   subject_id: UUID | None = None, since: datetime | None = None,
                   until: datetime | None = None) -> tuple[AuditEntry, ...]:
    """What happened, without pages, for a file: the newest 50,000. Raises: Invalid at `until`."""
    wanted = _asked(ctx, actor_id, actor_kind, kind, subject_id, since, until)
    async with reading(ctx) as db:
        found = [_entry(row) for row in await db.execute(wanted.limit(MOST_EXPORTED))]
        known = await naming.names(db, _mentioned(found))
    return await _named(ctx, found, known)


def kinds() -> tuple[str, ...]:
    """Every kind of fact there is."""
    return tuple(sorted({kind for event in _all_of(Event) if (kind := getattr(event, 'kind', ''))}))


def _all_of(event: type[Event]) -> set[type[Event]]:
    below = set(event.__subclasses__())
    return below | {each for one in below for each in _all_of(one)}


def _asked(ctx: Context, actor_id: UUID | None, actor_kind: str, kind: str, subject_id: UUID | None,
           since: datetime | None, until: datetime | None) -> Select[Any]:
    if since and until and until <= since:
        raise Invalid.field('until', 'The end is before the beginning.')
    row = JournalRow
    sealed = (JournalSeal.tenant_id == row.tenant_id) & (JournalSeal.journal_id == row.id)
    conditions = [row.tenant_id == ctx.tenant]
    told = ((row.actor_id, actor_id), (row.actor_kind, actor_kind), (row.kind, kind), (row.subject_id, subject_id))
    conditions += [column == value for column, value in told if value]
    conditions += [row.at >= since] if since else []
    conditions += [row.at < until] if until else []
    return (select(row.id, row.at, row.kind, row.subject_kind, row.subject_id, row.actor_kind, row.actor_id,
                   row.actor_name, row.data, row.trace_id, JournalSeal.number)
            .outerjoin(JournalSeal, sealed).where(*conditions).order_by(row.id.desc()))


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(row.id, row.at, row.kind, row.subject_kind, row.subject_id, row.actor_kind, row.actor_id,
                      row.actor_name, row.data, row.trace_id, row.number)


def _mentioned(entries: Iterable[AuditEntry]) -> set[UUID]:
    return {id_ for each in entries for id_ in naming.mentioned(each.subject_id, each.data)}


async def _named(ctx: Context, entries: Sequence[AuditEntry], known: Mapping[UUID, str]) -> tuple[AuditEntry, ...]:
    """The same with what their ids are called, this business and others included."""
    crossed = {id_ for each in entries for id_ in naming.businesses(each.data)}
    known = {**known, **await naming.of_businesses(crossed)}
    return tuple(replace(
        each, is_at_home=each.subject_kind != 'business' or each.subject_id == ctx.tenant,
        names={id_: known[id_] for id_ in naming.mentioned(each.subject_id, each.data) if id_ in known})
        for each in entries)
