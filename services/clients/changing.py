"""Creating, changing and retiring clients."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, insert

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one
from services.clients.errors import ClientNotFound
from services.clients.events import ClientChanged, ClientCreated, ClientRetired
from services.clients.models import Client, ClientWord
from services.clients.queries import shape
from services.clients.rules import Details, words
from services.clients.shapes import ClientShape

FIELDS = ('name', 'email', 'phone', 'note')


@operation(needs=Permission.MANAGE_CLIENTS)
async def create(ctx: Context, *, name: str, email: str = '', phone: str = '', note: str = '') -> ClientShape:
    """Put a client on file; neither an e-mail nor a phone is needed. Raises: Invalid (names the field)."""
    details, kept_note = Details.checked(name, email, phone), text.many_lines(note, 'note')
    async with transaction(ctx) as db:
        return await added(db, details, kept_note)


@operation(needs=Permission.MANAGE_CLIENTS)
async def change(ctx: Context, *, client_id: UUID, name: str, email: str, phone: str, note: str) -> ClientShape:
    """Write a client's details anew, as a whole. Raises: ClientNotFound, Invalid (names the field)."""
    details, kept_note = Details.checked(name, email, phone), text.many_lines(note, 'note')
    async with transaction(ctx) as db:
        client = await one(db, Client, client_id, ClientNotFound, lock=True)
        before = {field: getattr(client, field) for field in FIELDS}
        _describe(client, details, kept_note)
        await db.execute(delete(ClientWord).where(
            ClientWord.tenant_id == ctx.tenant, ClientWord.client_id == client_id))
        await _index(db, client, details)
        changed = tuple(field for field in FIELDS if before[field] != getattr(client, field))
        await record(db, ClientChanged(client_id=client.id, changed=changed))
        return shape(client)


@operation(needs=Permission.MANAGE_CLIENTS)
async def retire(ctx: Context, *, client_id: UUID) -> None:
    """Find a client no more. What they booked stays. Raises: ClientNotFound."""
    async with transaction(ctx) as db:
        client = await one(db, Client, client_id, ClientNotFound, lock=True)
        client.is_active = False
        await record(db, ClientRetired(client_id=client.id))


async def added(db: Transaction, details: Details, note: str = '') -> ClientShape:
    """Put a client on file, within somebody else's transaction."""
    client = Client(tenant_id=db.ctx.tenant, is_active=True, created_at=db.ctx.now)
    _describe(client, details, note)
    db.add(client)
    await db.flush()  # its words point to it
    await _index(db, client, details)
    await record(db, ClientCreated(client_id=client.id))
    return shape(client)


def _describe(client: Client, details: Details, note: str) -> None:
    client.name, client.email, client.phone = details.name, details.email, details.phone
    client.phone_key = details.phone_key
    client.note = note


async def _index(db: Transaction, client: Client, details: Details) -> None:
    await db.execute(insert(ClientWord), [
        {'tenant_id': client.tenant_id, 'word': word, 'client_id': client.id} for word in sorted(words(details))])
