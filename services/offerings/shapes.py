"""Offerings as the doors see them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.skills.shapes import SkillLevel


@dataclass(frozen=True, slots=True)
class OfferingShape:
    """Lengths are elapsed time in whole minutes; `price_minor` is in minor units of `currency` (ISO 4217).

    `required` are the skills a calendar needs, each at its level or above, by skill id. Clients are reminded
    `reminder_hours` before, the most first; None is as the business says.
    """

    id: UUID
    name: str
    description: str
    duration: timedelta
    buffer_before: timedelta
    buffer_after: timedelta
    shares_buffers: bool
    price_minor: int
    currency: str
    is_active: bool
    required: tuple[SkillLevel, ...] = ()
    reminder_hours: tuple[int, ...] | None = None
