"""Who leads which groups, of a whole tenant at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.database import Reading
from services.people.models import Group, GroupMember


async def leaders(db: Reading) -> dict[UUID, frozenset[UUID]]:
    """User id to the groups they lead, retired ones not; one statement."""
    rows = await db.execute(
        select(GroupMember.user_id, GroupMember.group_id)
        .join(Group, (Group.tenant_id == GroupMember.tenant_id) & (Group.id == GroupMember.group_id))
        .where(GroupMember.tenant_id == db.ctx.tenant, GroupMember.is_supervisor, Group.is_active))
    led: dict[UUID, set[UUID]] = {}
    for user_id, group_id in rows:
        led.setdefault(user_id, set()).add(group_id)
    return {user_id: frozenset(groups) for user_id, groups in led.items()}
