"""Reads of groups, and what other capabilities ask about users."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, Subquery, and_, false, func, select, union_all
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app import rows
from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Reach, Role
from app.rows import one, paged
from services.people.errors import GroupNotFound, UserNotFound
from services.people.models import Group, GroupMember, User
from services.people.shapes import GroupShape, MemberShape, MembershipShape, UserShape, UserStatus


@query(needs=Permission.VIEW_GROUPS)
async def groups(ctx: Context, *, page: Page | None = None, including_retired: bool = False) -> Paged[GroupShape]:
    """Groups within reach by name with their members: three statements at any size."""
    wanted = select(Group).where(_within(ctx))
    if not including_retired:
        wanted = wanted.where(Group.is_active)
    async with reading(ctx) as db:
        found = await paged(db, wanted.order_by(Group.name_key, Group.id), page or Page(), _group_row)
        members = await members_of(db, [row.id for row in found.rows])
        return Paged(tuple(group_shape(row, members[row.id]) for row in found.rows), found.total, found.page)


@query(needs=Permission.VIEW_GROUPS)
async def group(ctx: Context, *, group_id: UUID) -> GroupShape:
    """One group with its members. Raises: GroupNotFound, also for what is out of reach."""
    async with reading(ctx) as db:
        row = await db.scalar(select(Group).where(_within(ctx), Group.id == group_id))
        if row is None:
            raise GroupNotFound
        return group_shape(row, (await members_of(db, [group_id]))[group_id])


async def employed(db: Reading, user_id: UUID) -> UserShape:
    """A user who works here: neither deactivated nor a client. Raises: UserNotFound."""
    user = shape(await one(db, User, user_id, UserNotFound))
    if user.status is UserStatus.DEACTIVATED or user.role is Role.CLIENT:
        raise UserNotFound
    return user


async def groups_must_exist(db: Reading, group_ids: Collection[UUID]) -> None:
    """Raises GroupNotFound unless every id is a group of this tenant that is not retired."""
    wanted = set(group_ids)
    known = await db.scalar(select(func.count()).select_from(
        group_ids_in_use(db.ctx).where(Group.id.in_(wanted)).subquery()))
    if known != len(wanted):
        raise GroupNotFound


async def led_by(db: Reading, user_id: UUID) -> frozenset[UUID]:
    """The groups this user leads, retired ones not."""
    return frozenset((await db.scalars(ids_led_by(db.ctx, user_id))).all())


def standings(ctx: Context, user_ids: Select[Any] | None = None) -> Subquery:
    """For joining: of each user (None: of all) `user_id`, `is_active` and `group_ids` (retired ones not) by id."""
    live = and_(Group.tenant_id == GroupMember.tenant_id, Group.id == GroupMember.group_id, Group.is_active)
    ids = func.array_agg(aggregate_order_by(Group.id, Group.id)).filter(Group.id.is_not(None)).label('group_ids')
    wanted = (
        select(User.id.label('user_id'), (User.status != UserStatus.DEACTIVATED.value).label('is_active'), ids)
        .outerjoin(GroupMember, and_(GroupMember.tenant_id == User.tenant_id, GroupMember.user_id == User.id))
        .outerjoin(Group, live).where(User.tenant_id == ctx.tenant).group_by(User.id, User.status))
    return (wanted if user_ids is None else wanted.where(User.id.in_(user_ids))).subquery()


async def members_of(db: Reading, group_ids: Collection[UUID]) -> dict[UUID, tuple[MemberShape, ...]]:
    """The members of each group by name, deactivated ones not; one statement."""
    rows = await db.execute(
        select(GroupMember.group_id, User.id, User.name, GroupMember.is_supervisor)
        .join(User, and_(User.tenant_id == GroupMember.tenant_id, User.id == GroupMember.user_id))
        .where(GroupMember.tenant_id == db.ctx.tenant, GroupMember.group_id.in_(group_ids),
               User.status != UserStatus.DEACTIVATED.value).order_by(User.name, User.id))
    members: dict[UUID, list[MemberShape]] = defaultdict(list)
    for group_id, user_id, name, is_supervisor in rows:
        members[group_id].append(MemberShape(user_id=user_id, name=name, is_supervisor=is_supervisor))
    return {group_id: tuple(members[group_id]) for group_id in group_ids}


async def is_last_admin(db: Reading, user_id: UUID) -> bool:
    """Whether nobody else administers the business."""
    found = await db.scalars(select(User.id).limit(2).where(
        User.tenant_id == db.ctx.tenant, User.role == Role.ADMIN.value, User.status == UserStatus.ACTIVE.value))
    return list(found.all()) == [user_id]


def active_ids(ctx: Context) -> Select[UUID]:
    """For `in_()` of other capabilities' queries: the users in service, those who are invited too."""
    return select(User.id).where(User.tenant_id == ctx.tenant, User.status != UserStatus.DEACTIVATED.value)


def group_ids_in_use(ctx: Context) -> Select[UUID]:
    """For `in_()`: the groups that are not retired."""
    return select(Group.id).where(Group.tenant_id == ctx.tenant, Group.is_active)


def group_ids_seen(ctx: Context, *, only: UUID | None = None) -> Select[UUID]:
    """For `in_()`: the groups the actor may see, retired ones not, or `only` this one if it is among them."""
    wanted = select(Group.id).where(_within(ctx), Group.is_active)
    return wanted if only is None else wanted.where(Group.id == only)


def ids_led_by(ctx: Context, user_id: UUID) -> Select[UUID]:
    """For `in_()`: the groups this user leads, retired ones not."""
    return select(GroupMember.group_id).where(
        GroupMember.tenant_id == ctx.tenant, GroupMember.user_id == user_id, GroupMember.is_supervisor,
        GroupMember.group_id.in_(group_ids_in_use(ctx)))


def member_ids(ctx: Context, group_ids: Select[UUID]) -> Select[UUID]:
    """For `in_()`: the users in any of these groups."""
    return select(GroupMember.user_id).where(
        GroupMember.tenant_id == ctx.tenant, GroupMember.group_id.in_(group_ids))


def shape(row: User, memberships: tuple[MembershipShape, ...] = ()) -> UserShape:
    return UserShape(id=row.id, email=row.email, name=row.name, role=Role(row.role), status=UserStatus(row.status),
                     zone=row.zone, theme=row.theme, last_signed_in_at=row.last_signed_in_at, memberships=memberships)


def group_shape(row: Group, members: tuple[MemberShape, ...] = ()) -> GroupShape:
    return GroupShape(id=row.id, name=row.name, description=row.description, region=row.region,
                      is_active=row.is_active, members=members)


def _within(ctx: Context) -> ColumnElement[bool]:
    """The condition on `Group` for those the actor may see: all, or the ones they lead."""
    mine, user_id = Group.tenant_id == ctx.tenant, ctx.actor.user_id
    reach = ctx.reach(Permission.VIEW_GROUPS)
    if reach is Reach.TENANT:
        return mine
    if reach is not Reach.GROUP or user_id is None:
        return and_(mine, false())
    return and_(mine, Group.id.in_(ids_led_by(ctx, user_id)))


def _group_row(row: Row[Any]) -> Group:
    found: Group = row[0]
    return found


def names(ctx: Context, ids: Collection[UUID]) -> CompoundSelect[UUID, str]:
    """For a union: id and name of those of these that are people or groups, whoever and whichever is gone too."""
    return union_all(rows.names(User, ctx, ids), rows.names(Group, ctx, ids))
