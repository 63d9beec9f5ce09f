"""Opening a booking: the one reference a client can read out on the phone."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.database import Transaction
from app.model import new_id
from services.bookings.models import Booking
from services.bookings.shapes import BookingShape

ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'  # nothing that is misheard or misread: no 0 O 1 I L
LENGTH = 7  # 31^7, some 27 thousand million: a random one is free at the first try


async def open_many(db: Transaction, client_ids: Sequence[UUID]) -> list[BookingShape]:
    """A new booking for each of these clients, in their order: one statement. A reference taken is a fault to retry."""
    opened = [BookingShape(id=new_id(), reference=_fresh(), client_id=client_id) for client_id in client_ids]
    await db.execute(insert(Booking), [
        {'tenant_id': db.ctx.tenant, 'id': each.id, 'reference': each.reference, 'client_id': each.client_id,
         'created_at': db.ctx.now, 'created_by': db.ctx.actor.user_id} for each in opened])
    return opened


def is_reference(text: str) -> bool:
    """Whether this could be one, however it was typed."""
    said = normal(text)
    return len(said) == LENGTH and set(said) <= set(ALPHABET)


def normal(text: str) -> str:
    """As references are on file: without what people put in between."""
    return ''.join(c for c in text.upper() if c.isalnum())[:20]


def _fresh() -> str:
    return ''.join(secrets.choice(ALPHABET) for _ in range(LENGTH))


async def open_for(db: Transaction, client_id: UUID) -> BookingShape:
    """A new booking of a client under a fresh reference, unique in the tenant."""
    while True:
        reference = _fresh()
        booking_id = await db.scalar(
            insert(Booking).on_conflict_do_nothing(constraint='references_are_unique').returning(Booking.id)
            .values(tenant_id=db.ctx.tenant, id=new_id(), reference=reference, client_id=client_id,
                    created_at=db.ctx.now, created_by=db.ctx.actor.user_id))
        if booking_id is not None:
            return BookingShape(id=booking_id, reference=reference, client_id=client_id)
