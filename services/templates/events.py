"""Facts about what letters say and how they look: which parts changed, and none of their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app import topics
from app.journal import Event
from services.templates.shapes import Kind


@dataclass(frozen=True, kw_only=True)
class TemplateChanged(Event):
    kind: ClassVar[str] = 'business.template_changed'
    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    letter: Kind
    changed: tuple[str, ...]

    def topics(self) -> tuple[str, ...]:
        return (topics.TEMPLATES,)


@dataclass(frozen=True, kw_only=True)
class TemplateReset(Event):
    """It says again what the default says."""

    kind: ClassVar[str] = 'business.template_reset'
    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    letter: Kind

    def topics(self) -> tuple[str, ...]:
        return (topics.TEMPLATES,)


@dataclass(frozen=True, kw_only=True)
class BrandChanged(Event):
    kind: ClassVar[str] = 'business.brand_changed'
    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    changed: tuple[str, ...]

    def topics(self) -> tuple[str, ...]:
        return (topics.TEMPLATES,)
