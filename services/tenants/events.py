"""Facts about a business as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from app import topics
from app.journal import Event
from app.permissions import Role
from services.tenants.shapes import TenantShape


@dataclass(frozen=True, kw_only=True)
class SettingsChanged(Event):
    """All of them as they are now; `changed` names those that were different before."""

    kind = 'business.settings_changed'
    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    changed: tuple[str, ...]
    name: str
    zone: str
    is_registering_open: bool
    needs_verified_email: bool
    factor_roles: tuple[Role, ...]
    undo_seconds: int
    reminder_hours: tuple[int, ...]
    quiet_from: int | None
    quiet_until: int | None

    @classmethod
    def of(cls, now: TenantShape, changed: tuple[str, ...]) -> Self:
        return cls(business_id=now.id, changed=changed, name=now.name, zone=now.zone,
                   is_registering_open=now.is_registering_open, needs_verified_email=now.needs_verified_email,
                   factor_roles=tuple(role for role in Role if role in now.factor_roles),
                   undo_seconds=now.undo_seconds, reminder_hours=now.reminder_hours,
                   quiet_from=now.quiet_from, quiet_until=now.quiet_until)

    def topics(self) -> tuple[str, ...]:
        return (topics.BUSINESS,)
