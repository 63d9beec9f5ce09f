"""A client who signs in: the record and the user are the same person."""

from __future__ import annotations

from uuid import UUID

from app.database import Transaction
from app.journal import record
from app.rows import one
from services.clients.errors import ClientNotFound
from services.clients.events import ClientLinked
from services.clients.models import Client


async def link(db: Transaction, client_id: UUID, user_id: UUID) -> None:
    """From now on what this client has booked is the user's own to see, open pages included. Raises: ClientNotFound."""
    client = await one(db, Client, client_id, ClientNotFound, lock=True)
    was_user_id, client.user_id = client.user_id, user_id
    if was_user_id != user_id:
        await record(db, ClientLinked(client_id=client.id, user_id=user_id, was_user_id=was_user_id))
