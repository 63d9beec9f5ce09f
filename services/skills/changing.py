"""Creating, changing and retiring skills."""

from __future__ import annotations

from uuid import UUID

from app import text
from app.context import Context
from app.database import transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one, saved
from services import tenants
from services.skills.errors import SkillNameTaken, SkillNotFound
from services.skills.events import SkillChanged, SkillCreated, SkillRetired
from services.skills.models import Skill
from services.skills.queries import shape
from services.skills.shapes import SkillShape

REFUSALS = {'skill_names_are_unique': SkillNameTaken}


@operation(needs=Permission.MANAGE_SKILLS)
async def create(ctx: Context, *, name: str, category: str = '', description: str = '') -> SkillShape:
    """Add a skill to the tenant's catalogue. Raises: Invalid (names the field), SkillNameTaken."""
    async with transaction(ctx) as db:
        skill = Skill(tenant_id=ctx.tenant, is_active=True)
        _describe(skill, name, category, description)
        await saved(db, skill, refusals=REFUSALS)
        await record(db, SkillCreated(skill_id=skill.id, name=skill.name))
        await tenants.touch_catalogue(db)
        return shape(skill)


@operation(needs=Permission.MANAGE_SKILLS)
async def change(ctx: Context, *, skill_id: UUID, name: str, category: str = '', description: str = '') -> SkillShape:
    """Describe a skill anew. Raises: SkillNotFound, Invalid (names the field), SkillNameTaken."""
    async with transaction(ctx) as db:
        skill = await one(db, Skill, skill_id, SkillNotFound, lock=True)
        _describe(skill, name, category, description)
        await saved(db, skill, refusals=REFUSALS)
        await record(db, SkillChanged(skill_id=skill.id, name=skill.name))
        await tenants.touch_catalogue(db)
        return shape(skill)


@operation(needs=Permission.MANAGE_SKILLS)
async def retire(ctx: Context, *, skill_id: UUID) -> None:
    """Offer a skill no more. What was booked with it stays. Raises: SkillNotFound."""
    async with transaction(ctx) as db:
        skill = await one(db, Skill, skill_id, SkillNotFound, lock=True)
        skill.is_active = False
        await record(db, SkillRetired(skill_id=skill.id, name=skill.name))
        await tenants.touch_catalogue(db)


def _describe(skill: Skill, name: str, category: str, description: str) -> None:
    skill.name = text.one_line(name, 'name', most=80)
    skill.name_key = text.key(skill.name)
    skill.category = text.one_line(category, 'category', most=80, required=False)
    skill.description = text.many_lines(description, 'description')
