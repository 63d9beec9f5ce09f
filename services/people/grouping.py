"""Groups: creating, changing, retiring, and who is in them."""

from __future__ import annotations

from uuid import UUID

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission, Reach, Role, reach_of
from app.rows import one, saved
from services import tenants
from services.people.errors import (
    AlreadyMember,
    GroupChangedMeanwhile,
    GroupNameTaken,
    GroupNotFound,
    NotAMember,
)
from services.people.events import (
    GroupChanged,
    GroupCreated,
    GroupReopened,
    GroupRetired,
    MemberAdded,
    MemberChanged,
    MemberRemoved,
)
from services.people.models import Group, GroupMember, User
from services.people.queries import employed, group_shape, members_of
from services.people.shapes import GroupShape

DESCRIBED = ('name', 'description', 'region')
REFUSALS = {'group_names_are_unique': GroupNameTaken, 'group_members_pkey': AlreadyMember}


@operation(needs=Permission.MANAGE_GROUPS)
async def create_group(ctx: Context, *, name: str, description: str = '', region: str = '') -> GroupShape:
    """Add a group. Raises: Invalid (names the field), GroupNameTaken."""
    async with transaction(ctx) as db:
        group = Group(tenant_id=ctx.tenant, is_active=True)
        _describe(group, name, description, region)
        await saved(db, group, refusals=REFUSALS)
        await record(db, GroupCreated.of(group))
        await tenants.touch_catalogue(db)
        return group_shape(group)


@operation(needs=Permission.MANAGE_GROUPS)
async def change_group(ctx: Context, *, group_id: UUID, name: str, description: str, region: str,
                       seen: GroupShape | None = None) -> GroupShape:
    """Describe a group anew. `seen`, unless None, is how it was when somebody began to.

    Raises: GroupNotFound, Invalid (names the field), GroupNameTaken, GroupChangedMeanwhile.
    """
    async with transaction(ctx) as db:
        group = await one(db, Group, group_id, GroupNotFound, lock=True)
        before = group_shape(group)
        if seen is not None and (others := _different(seen, before)):
            raise GroupChangedMeanwhile(changed=others)
        _describe(group, name, description, region)
        if _different(before, group_shape(group)):
            await saved(db, group, refusals=REFUSALS)
            await record(db, GroupChanged.of(group))
            await tenants.touch_catalogue(db)
        return group_shape(group, (await members_of(db, [group.id]))[group.id])


@operation(needs=Permission.MANAGE_GROUPS)
async def retire_group(ctx: Context, *, group_id: UUID) -> None:
    """Use a group no more: nobody is reached through it. Raises: GroupNotFound."""
    async with transaction(ctx) as db:
        group = await one(db, Group, group_id, GroupNotFound, lock=True)
        group.is_active = False
        await record(db, GroupRetired.of(group))
        await tenants.touch_catalogue(db)


@operation(needs=Permission.MANAGE_GROUPS)
async def reopen_group(ctx: Context, *, group_id: UUID) -> GroupShape:
    """Use a retired group again, with the members it had. Raises: GroupNotFound."""
    async with transaction(ctx) as db:
        group = await one(db, Group, group_id, GroupNotFound, lock=True)
        group.is_active = True
        await record(db, GroupReopened.of(group))
        await tenants.touch_catalogue(db)
        return group_shape(group, (await members_of(db, [group.id]))[group.id])


@operation(needs=Permission.MANAGE_GROUPS)
async def add_member(ctx: Context, *, group_id: UUID, user_id: UUID, is_supervisor: bool = False) -> None:
    """Put a user into a group; `is_supervisor` makes them lead it.

    Raises: GroupNotFound, UserNotFound, AlreadyMember.
    """
    async with transaction(ctx) as db:
        await _open_group(db, group_id)
        await employed(db, user_id)
        member = GroupMember(tenant_id=ctx.tenant, group_id=group_id, user_id=user_id, is_supervisor=is_supervisor)
        await saved(db, member, refusals=REFUSALS)
        await record(db, MemberAdded.of(member))
        await tenants.touch_catalogue(db)


@operation(needs=Permission.MANAGE_GROUPS)
async def remove_member(ctx: Context, *, group_id: UUID, user_id: UUID) -> None:
    """Take a user out of a group. Raises: GroupNotFound, NotAMember."""
    async with transaction(ctx) as db:
        await one(db, Group, group_id, GroupNotFound)
        member = await db.get(GroupMember, (ctx.tenant, group_id, user_id))
        if member is None:
            raise NotAMember
        await record(db, MemberRemoved.of(member))
        await db.delete(member)
        await tenants.touch_catalogue(db)


@operation(needs=Permission.MANAGE_GROUPS)
async def lead(ctx: Context, *, group_id: UUID, user_id: UUID, is_supervisor: bool) -> bool:
    """Whether a member leads the group. Returns whether their role lets them do there what whoever leads does.

    Raises: GroupNotFound, NotAMember.
    """
    async with transaction(ctx) as db:
        await _open_group(db, group_id)
        member = await db.get(GroupMember, (ctx.tenant, group_id, user_id), with_for_update=True)
        if member is None:
            raise NotAMember
        if member.is_supervisor != is_supervisor:
            member.is_supervisor = is_supervisor
            await record(db, MemberChanged.of(member))
            await tenants.touch_catalogue(db)
        return reach_of(Role((await one(db, User, user_id)).role), Permission.MANAGE_HOURS) >= Reach.GROUP


async def _open_group(db: Transaction, group_id: UUID) -> None:
    group = await one(db, Group, group_id, GroupNotFound)
    if not group.is_active:
        raise GroupNotFound


def _different(before: GroupShape, after: GroupShape) -> tuple[str, ...]:
    return tuple(each for each in DESCRIBED if getattr(before, each) != getattr(after, each))


def _describe(group: Group, name: str, description: str, region: str) -> None:
    group.name = text.one_line(name, 'name', most=80)
    group.name_key = text.key(group.name)
    group.description = text.many_lines(description, 'description')
    group.region = text.one_line(region, 'region', most=80, required=False)
