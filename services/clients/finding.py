"""Is this somebody we know? Reusing a record, and pointing at records that may be the same person."""

from __future__ import annotations

from hashlib import blake2b
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, union

from app.context import Context
from app.database import Reading, Transaction, reading
from app.operation import query
from app.permissions import Permission
from services.clients import rules
from services.clients.changing import added
from services.clients.errors import ClientNotFound
from services.clients.models import Client, ClientWord
from services.clients.queries import on_file, shape
from services.clients.rules import Details
from services.clients.shapes import ClientRef, ClientShape, FoundClient

MOST_DUPLICATES = 10
TELLING_DIGITS = 8  # a number written with and without its country ends alike

_WAIT_FOR_OTHERS = text('select pg_advisory_xact_lock(key) from unnest(cast(:keys as bigint[])) as key')


@query(needs=Permission.VIEW_CLIENTS)
async def possible_duplicates(ctx: Context, *, name: str = '', email: str = '',
                              phone: str = '') -> tuple[ClientShape, ...]:
    """Clients on file with this e-mail, this number or exactly this name, oldest first, at most ten.

    Raises: Invalid (names the field).
    """
    details = Details.checked(name, email, phone, needs_name=False)
    async with reading(ctx) as db:
        return tuple(shape(row) for row in await _alike(db, details))


async def find_or_create(db: Transaction, ref: ClientRef) -> FoundClient:
    """The client on file, or a new one. The same e-mail or number is the same client, unless the other of both differs.

    Nothing on file is changed. Raises: ClientNotFound (for a `ref` with an id), Invalid (names the field).
    """
    if ref.id is not None:
        row = await db.scalar(select(Client).where(on_file(db.ctx), Client.id == ref.id))
        if row is None:
            raise ClientNotFound
        return FoundClient(shape(row), is_reused=True)
    details = Details.checked(ref.name, ref.email, ref.phone)
    await _alone(db, details)
    alike = await _alike(db, details)
    same = next((row for row in alike if _is_same(row, details)), None)
    client = shape(same) if same else await added(db, details)
    return FoundClient(client, same is not None, tuple(shape(row) for row in alike if row is not same))


async def _alone(db: Transaction, details: Details) -> None:
    """Two who enter the same new client at once take turns: the second finds what the first wrote."""
    keys = sorted(_lock_key(db.ctx, kind, value) for kind, value in
                  (('email', details.email), ('phone', details.phone_key)) if value)
    if keys:
        await db.execute(_WAIT_FOR_OTHERS, {'keys': keys})


def _lock_key(ctx: Context, kind: str, value: str) -> int:
    digest = blake2b(f'{ctx.tenant}:client:{kind}:{value}'.encode(), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)


def _is_same(row: Client, details: Details) -> bool:
    pairs = [(row.email, details.email), (row.phone_key, details.phone_key)]
    agree = [ours == theirs for ours, theirs in pairs if ours and theirs]
    return bool(agree) and all(agree)


async def _alike(db: Reading, details: Details) -> list[Client]:
    """Those with the same address or number first, then the oldest."""
    ways = _ways(db.ctx, details)
    if not ways:
        return []
    # A union, not an `or`: each part finds its rows by its own index.
    found = select(union(*ways).subquery().c.id)
    same_address = _same_address(details)
    first = [or_(*same_address).desc()] if same_address else []
    rows = await db.scalars(select(Client).where(on_file(db.ctx), Client.id.in_(found)).limit(MOST_DUPLICATES)
                            .order_by(*first, Client.created_at, Client.id))
    return list(rows)


def _ways(ctx: Context, details: Details) -> list[Select[UUID]]:
    ways = [select(Client.id.label('id')).where(Client.tenant_id == ctx.tenant, same)
            for same in _same_address(details)]
    named = rules.typed_words(details.name)
    if named:
        ways.append(_words(ctx, named).group_by(ClientWord.client_id).having(func.count() == len(named)))
    ending = next((word for word in rules.number_words(details.phone) if len(word) == TELLING_DIGITS), None)
    if ending:
        ways.append(_words(ctx, [ending]))
    return ways


def _same_address(details: Details) -> list[ColumnElement[bool]]:
    pairs = ((Client.email, details.email), (Client.phone_key, details.phone_key))
    # `<> ''` says again what `= value` implies: the partial index is taken only for what it says itself.
    return [and_(column != '', column == value) for column, value in pairs if value]


def _words(ctx: Context, words: list[str]) -> Select[UUID]:
    return select(ClientWord.client_id.label('id')).where(
        ClientWord.tenant_id == ctx.tenant, ClientWord.word.in_(words))
