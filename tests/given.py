"""The arranging vocabulary: deterministic factories that speak the product's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import UUID

from app.context import Actor, Context
from app.permissions import Role
from services import skills, tenants
from services.skills import SkillShape

NOW = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)  # a Monday


@dataclass
class Given:
    """Makes things in one tenant through the service layer, as its admin would."""

    tenant_id: UUID
    ctx: Context
    _numbers: count[int]

    @classmethod
    async def a_tenant(cls, *, now: datetime = NOW, slug: str = 'acme', **options: Any) -> Given:
        tenant_id = await tenants.found(slug=slug, name=slug.title(), zone='Europe/London', now=now, **options)
        return cls(tenant_id, Context.system(tenant_id, now, zone='Europe/London'), count(1))

    async def actor(self, role: str) -> Context:
        """A context for a user with this role (without a row of its own until people can be made)."""
        actor = Actor(user_id=None, name=role.title(), role=Role(role))
        return Context(tenant_id=self.tenant_id, actor=actor, now=self.ctx.now, zone='Europe/London')

    async def skill(self, name: str = '', **options: Any) -> SkillShape:
        return await skills.create(self.ctx, name=name or f'Skill {next(self._numbers)}', **options)
