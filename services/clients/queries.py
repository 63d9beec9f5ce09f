"""Reads of clients."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, select

from app import rows
from app.context import Context
from app.database import Reading, reading
from app.errors import Invalid
from app.operation import query
from app.permissions import Permission
from app.rows import one
from services.clients import rules
from services.clients.errors import ClientNotFound
from services.clients.models import Client, ClientWord
from services.clients.shapes import ClientShape

MOST_FOUND = 50
_LAST = '\U0010ffff'  # sorts after every character, so that `[word, word + last)` is what begins with the word


@query(needs=Permission.VIEW_CLIENTS)
async def lookup(ctx: Context, *, text: str, limit: int = 10) -> tuple[ClientShape, ...]:
    """As-you-type search by beginnings of name words, digits of the phone, or the e-mail; by name, at most `limit`.

    Every word typed must match. Fewer than two characters find nobody. Raises: Invalid (`text`, `limit`).
    """
    if not 1 <= limit <= MOST_FOUND:
        raise Invalid.field('limit', f'From 1 to {MOST_FOUND}.')
    wanted = [word for word in rules.typed(text) if word]
    if sum(map(len, wanted)) < 2:
        return ()
    # The longest word first: it finds the fewest.
    matches = [Client.id.in_(_beginning_with(ctx, word)) for word in sorted(wanted, key=len, reverse=True)]
    async with reading(ctx) as db:
        rows = await db.scalars(select(Client).where(on_file(ctx), *matches).order_by(Client.name, Client.id)
                                .limit(limit))
        return tuple(shape(row) for row in rows)


@query(needs=Permission.VIEW_CLIENTS)
async def by_id(ctx: Context, *, client_id: UUID) -> ClientShape:
    """Read one client. Raises: ClientNotFound."""
    async with reading(ctx) as db:
        return shape(await one(db, Client, client_id, ClientNotFound))


async def named(db: Reading, client_ids: Collection[UUID]) -> dict[UUID, ClientShape]:
    """These clients by id, retired ones too; one statement."""
    rows = await db.scalars(select(Client).where(Client.tenant_id == db.ctx.tenant, Client.id.in_(set(client_ids))))
    return {row.id: shape(row) for row in rows}


def ids_of(ctx: Context) -> Select[UUID]:
    """For `in_()` of other capabilities' queries: the clients the actor themselves is."""
    user_id = ctx.actor.user_id
    mine = false() if user_id is None else Client.user_id == user_id
    return select(Client.id).where(Client.tenant_id == ctx.tenant, mine)


def on_file(ctx: Context) -> ColumnElement[bool]:
    """A client of the tenant who is not retired."""
    return and_(Client.tenant_id == ctx.tenant, Client.is_active)


def shape(row: Client) -> ClientShape:
    return ClientShape(id=row.id, name=row.name, email=row.email, phone=row.phone, note=row.note,
                       is_active=row.is_active, created_at=row.created_at)


def _beginning_with(ctx: Context, word: str) -> Select[UUID]:
    # Not LIKE: under a row policy it would not use the index.
    return select(ClientWord.client_id).where(
        ClientWord.tenant_id == ctx.tenant, ClientWord.word >= word, ClientWord.word < word + _LAST)


def names(ctx: Context, ids: Collection[UUID]) -> Select[UUID, str]:
    """For a union: id and name of those of these that are clients, retired ones too."""
    return rows.names(Client, ctx, ids)
