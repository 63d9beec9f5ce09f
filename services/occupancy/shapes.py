"""Claims as others see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.intervals import Interval


class HolderKind(StrEnum):
    APPOINTMENT = 'appointment'
    HOLD = 'hold'
    STAY = 'stay'


@dataclass(frozen=True, slots=True)
class Holder:
    kind: HolderKind
    id: UUID


@dataclass(frozen=True, slots=True)
class ClaimShape:
    """`during` includes the buffers, `core` does not; a hold has `expires_at`."""

    id: UUID
    resource_id: UUID
    during: Interval
    core: Interval
    shares_buffers: bool
    holder: Holder
    expires_at: datetime | None = None
