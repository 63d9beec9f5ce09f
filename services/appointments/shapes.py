"""Appointments as the doors see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.intervals import Interval
from app.journal import Entry

MOST_ON_A_BOARD = 2_000  # appointments; an answer of so many may have been cut


class Status(StrEnum):
    PENDING = 'PENDING'
    CONFIRMED = 'CONFIRMED'
    COMPLETED = 'COMPLETED'
    NO_SHOW = 'NO_SHOW'
    CANCELLED = 'CANCELLED'

    @property
    def blocks(self) -> bool:
        """Whether an appointment in this status holds a claim on its time."""
        return self in (Status.CONFIRMED, Status.COMPLETED)


@dataclass(frozen=True, slots=True)
class AppointmentShape:
    """`during` is the time itself without buffers; `zone` is the calendar's; `price_minor` in minor units."""

    id: UUID
    reference: str
    booking_id: UUID
    status: Status
    during: Interval
    calendar_id: UUID
    calendar_name: str
    zone: str
    location_id: UUID
    location_name: str
    offering_id: UUID
    offering_name: str
    client_id: UUID
    client_name: str
    client_email: str
    client_phone: str
    buffer_before_minutes: int
    buffer_after_minutes: int
    price_minor: int
    currency: str
    note: str
    cancelled_because: str | None
    overridden_because: str | None
    revision: int
    created_at: datetime


def of_ones_own(known: AppointmentShape) -> AppointmentShape:
    """An appointment as its client reads it: without the words staff write for each other."""
    return replace(known, note='', cancelled_because=None, overridden_because=None)


def milestone(entry: Entry) -> Entry:
    """A line of the history as the client reads it: what happened and when, not by whom, where from or why."""
    return replace(entry, actor_name='', data={})


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another time, or another provider, that can be booked instead: one click each."""

    calendar_id: UUID
    calendar_name: str
    zone: str
    during: Interval
    why: str  # 'same provider', 'same time', 'next day', 'soonest'
