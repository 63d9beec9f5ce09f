"""Reads of skills."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from app import rows
from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission
from app.rows import one, paged
from services.skills.errors import SkillNotFound
from services.skills.models import Skill
from services.skills.shapes import SkillShape


@query(needs=Permission.VIEW_CATALOGUE)
async def listed(ctx: Context, *, page: Page | None = None, including_retired: bool = False) -> Paged[SkillShape]:
    """Skills by category and name."""
    wanted = select(Skill).where(Skill.tenant_id == ctx.tenant).order_by(Skill.category, Skill.name_key, Skill.id)
    if not including_retired:
        wanted = wanted.where(Skill.is_active)
    async with reading(ctx) as db:
        return await paged(db, wanted, page or Page(), _of_row)


@query(needs=Permission.VIEW_CATALOGUE)
async def by_id(ctx: Context, *, skill_id: UUID) -> SkillShape:
    """Read one skill. Raises: SkillNotFound."""
    async with reading(ctx) as db:
        return shape(await one(db, Skill, skill_id, SkillNotFound))


def in_use_ids(ctx: Context) -> Select[UUID]:
    """For `in_()` of other capabilities' queries: the skills that are not retired."""
    return select(Skill.id).where(Skill.tenant_id == ctx.tenant, Skill.is_active)


async def must_exist(db: Reading, skill_ids: Collection[UUID]) -> None:
    """Raises SkillNotFound unless every id is an active skill of this tenant."""
    known = await db.scalar(select(func.count()).select_from(Skill).where(
        Skill.tenant_id == db.ctx.tenant, Skill.id.in_(set(skill_ids)), Skill.is_active))
    if known != len(set(skill_ids)):
        raise SkillNotFound


def shape(row: Skill) -> SkillShape:
    return SkillShape(id=row.id, name=row.name, category=row.category, description=row.description,
                      is_active=row.is_active)


def _of_row(row: Row[Any]) -> SkillShape:
    return shape(row[0])


def names(ctx: Context, ids: Collection[UUID]) -> Select[UUID, str]:
    """For a union: id and name of those of these that are skills, retired ones too."""
    return rows.names(Skill, ctx, ids)
