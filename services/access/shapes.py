"""Sessions as the doors see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.context import Actor, Context
from app.permissions import Role


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A live session: who, where, until when. `zone` is the one the user thinks in."""

    session_id: UUID
    tenant_id: UUID
    user_id: UUID
    name: str
    email: str
    role: Role
    zone: str
    theme: str
    expires_at: datetime

    def context(self, now: datetime) -> Context:
        """A fresh context for one interaction."""
        return Context(tenant_id=self.tenant_id, actor=Actor(self.user_id, self.name, self.role), now=now,
                       zone=self.zone)
