"""Clients as the doors see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ClientShape:
    """`email` is normalised, `phone` as typed; both may be empty."""

    id: UUID
    name: str
    email: str
    phone: str
    note: str
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClientRef:
    """Whom a booking is for: somebody on file (`id` alone), or a name with what is known of an address."""

    id: UUID | None = None
    name: str = ''
    email: str = ''
    phone: str = ''


@dataclass(frozen=True, slots=True)
class FoundClient:
    """The client, whether the record was there before, and other records that may be the same person."""

    client: ClientShape
    is_reused: bool
    possible_duplicates: tuple[ClientShape, ...] = ()

    @property
    def id(self) -> UUID:
        return self.client.id
