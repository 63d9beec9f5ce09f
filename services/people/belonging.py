"""Which groups a user is in and leads, set as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.database import Transaction
from app.errors import Invalid
from app.journal import Event, record_many
from app.permissions import Role
from app.rows import saved
from services import tenants
from services.people.errors import AlreadyMember
from services.people.events import MemberAdded, MemberChanged, MemberRemoved
from services.people.models import GroupMember, User
from services.people.queries import group_ids_in_use, groups_must_exist

MOST_GROUPS = 50
REFUSALS = {'group_members_pkey': AlreadyMember}


async def belong(db: Transaction, user: User, groups: Mapping[UUID, bool]) -> None:
    """Put a locked user into exactly these groups; True makes them lead it. Retired groups stay as they are.

    Raises: Invalid at `groups`, GroupNotFound, AlreadyMember (by somebody else, just now).
    """
    if len(groups) > MOST_GROUPS:
        raise Invalid.field('groups', f'At most {MOST_GROUPS} groups.')
    if groups and user.role == Role.CLIENT.value:
        raise Invalid.field('groups', 'A client is in no group.')
    known = {member.group_id: member for member in await db.scalars(select(GroupMember).where(
        GroupMember.tenant_id == user.tenant_id, GroupMember.user_id == user.id,
        GroupMember.group_id.in_(group_ids_in_use(db.ctx))))}
    await groups_must_exist(db, groups.keys() - known.keys())
    facts: list[Event] = []
    for group_id in sorted(known.keys() | groups.keys()):
        member = known.get(group_id)
        if member is None:
            member = GroupMember(tenant_id=user.tenant_id, group_id=group_id, user_id=user.id,
                                 is_supervisor=groups[group_id])
            await saved(db, member, refusals=REFUSALS)
            facts.append(MemberAdded.of(member))
        elif group_id not in groups:
            facts.append(MemberRemoved.of(member))
            await db.delete(member)
        elif member.is_supervisor != groups[group_id]:
            member.is_supervisor = groups[group_id]
            facts.append(MemberChanged.of(member))
    if facts:
        await record_many(db, facts)
        await tenants.touch_catalogue(db)
