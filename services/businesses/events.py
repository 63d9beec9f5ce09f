"""Facts about businesses."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.journal import Event


@dataclass(frozen=True, kw_only=True)
class BusinessFounded(Event):
    kind = 'business.founded'
    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    admin_id: UUID
