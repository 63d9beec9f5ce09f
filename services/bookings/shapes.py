"""Bookings as the doors see them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BookingShape:
    id: UUID
    reference: str
    client_id: UUID
