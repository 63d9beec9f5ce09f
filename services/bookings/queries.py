"""Reads of bookings."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from app.database import Reading
from services.bookings.models import Booking
from services.bookings.referencing import normal
from services.bookings.shapes import BookingShape


async def by_reference(db: Reading, reference: str) -> BookingShape | None:
    """The booking with this reference, however it was typed."""
    row = await db.scalar(select(Booking).where(Booking.tenant_id == db.ctx.tenant,
                                                Booking.reference == normal(reference)))
    return None if row is None else BookingShape(id=row.id, reference=row.reference, client_id=row.client_id)


async def references(db: Reading, booking_ids: Collection[UUID]) -> dict[UUID, str]:
    """The references of several bookings."""
    rows = await db.execute(select(Booking.id, Booking.reference)
                            .where(Booking.tenant_id == db.ctx.tenant, Booking.id.in_(booking_ids)))
    return {row.id: row.reference for row in rows}
