"""Facts about notifications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app import topics
from app.journal import Event


@dataclass(frozen=True, kw_only=True)
class DeliveryPlanned(Event):
    """Somebody is to be told something. Of no delivery is more written here than that it is owed."""

    kind: ClassVar[str] = 'delivery.planned'
    subject_kind: ClassVar[str] = 'delivery'
    delivery_id: UUID
    appointment_id: UUID

    def topics(self) -> tuple[str, ...]:
        return (topics.MESSAGES,)
