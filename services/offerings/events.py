"""Facts about offerings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from app.journal import Event
from services.offerings.models import Offering
from services.skills.shapes import SkillLevel


@dataclass(frozen=True, kw_only=True)
class OfferingFact(Event):
    """Lengths are minutes; `required` maps the id of a skill to its least level."""

    subject_kind: ClassVar[str] = 'offering'
    offering_id: UUID
    name: str
    duration_minutes: int
    buffer_before_minutes: int
    buffer_after_minutes: int
    shares_buffers: bool
    price_minor: int
    currency: str
    required: dict[str, str]
    reminder_hours: tuple[int, ...] | None

    @classmethod
    def of(cls, offering: Offering, required: Iterable[SkillLevel]) -> Self:
        return cls(
            offering_id=offering.id, name=offering.name, duration_minutes=offering.duration_minutes,
            buffer_before_minutes=offering.buffer_before_minutes, buffer_after_minutes=offering.buffer_after_minutes,
            shares_buffers=offering.shares_buffers, price_minor=offering.price_minor, currency=offering.currency,
            required={str(skill.skill_id): skill.level.value for skill in required},
            reminder_hours=None if offering.reminder_hours is None else tuple(offering.reminder_hours))


class OfferingCreated(OfferingFact):
    kind = 'offering.created'


class OfferingChanged(OfferingFact):
    kind = 'offering.changed'


class OfferingRetired(OfferingFact):
    kind = 'offering.retired'
