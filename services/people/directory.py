"""Who there is: the users of a tenant, looked for by name, role, state and group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app import text as texts
from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Role
from app.rows import among, one, paged
from services.people.errors import UserNotFound
from services.people.models import Group, GroupMember, User
from services.people.queries import shape
from services.people.shapes import MembershipShape, UserShape, UserStatus

Narrowed = Callable[[InstrumentedAttribute[UUID]], ColumnElement[bool]]


@query(needs=Permission.MANAGE_PEOPLE)
async def listed(ctx: Context, *, text: str = '', role: Role | None = None, status: UserStatus | None = None,
                 group_id: UUID | None = None, including_deactivated: bool = False, is_descending: bool = False,
                 by_last_seen: bool = False, page: Page | None = None) -> Paged[UserShape]:
    """Users by name, or by when they last signed in, with their groups: three statements at any size.

    `text` is part of a name or an address; without a `status` the deactivated are left out, unless asked for.

    Raises: Invalid at `text`.
    """
    async with reading(ctx) as db:
        return await looked_for(db, text=text, role=role, status=status, group_id=group_id,
                                including_deactivated=including_deactivated, is_descending=is_descending, page=page,
                                by_last_seen=by_last_seen)


async def looked_for(db: Reading, *, text: str = '', role: Role | None = None, status: UserStatus | None = None,
                     group_id: UUID | None = None, including_deactivated: bool = False, is_descending: bool = False,
                     by_last_seen: bool = False, page: Page | None = None,
                     only: Narrowed | None = None) -> Paged[UserShape]:
    """The same; `only`, unless None, makes of the id of a user what has to be true of them. Raises: Invalid at `text`.
    """
    wanted = select(User).where(User.tenant_id == db.ctx.tenant)
    if status is not None or not including_deactivated:
        wanted = wanted.where(User.status == status.value if status else User.status != UserStatus.DEACTIVATED.value)
    if role is not None:
        wanted = wanted.where(User.role == role.value)
    if group_id is not None:
        wanted = wanted.where(User.id.in_(_ids_in(db.ctx, group_id)))
    if only is not None:
        wanted = wanted.where(only(User.id))
    for word in texts.one_line(text, 'text', required=False).split():
        wanted = wanted.where(or_(User.name.icontains(word, autoescape=True),
                                  User.email.icontains(word, autoescape=True)))
    found = await paged(db, wanted.order_by(*_order(by_last_seen, is_descending)), page or Page(), _row)
    groups = await memberships(db, [row.id for row in found.rows])
    return Paged(tuple(shape(row, groups[row.id]) for row in found.rows), found.total, found.page)


@query(needs=Permission.MANAGE_PEOPLE)
async def by_id(ctx: Context, *, user_id: UUID) -> UserShape:
    """One user with their groups. Raises: UserNotFound."""
    async with reading(ctx) as db:
        return shape(await one(db, User, user_id, UserNotFound), (await memberships(db, [user_id]))[user_id])


async def memberships(db: Reading, user_ids: Collection[UUID]) -> dict[UUID, tuple[MembershipShape, ...]]:
    """The groups of each user by name, retired ones not; one statement."""
    rows = await db.execute(
        select(GroupMember.user_id, Group.id, Group.name, GroupMember.is_supervisor).order_by(Group.name_key, Group.id)
        .join(Group, and_(Group.tenant_id == GroupMember.tenant_id, Group.id == GroupMember.group_id))
        .where(GroupMember.tenant_id == db.ctx.tenant, among(GroupMember.user_id, user_ids), Group.is_active))
    found: dict[UUID, list[MembershipShape]] = defaultdict(list)
    for user_id, group_id, name, is_supervisor in rows:
        found[user_id].append(MembershipShape(group_id, name, is_supervisor))
    return {user_id: tuple(found[user_id]) for user_id in user_ids}


def _order(by_last_seen: bool, is_descending: bool) -> Iterator[ColumnElement[Any]]:
    """Who never signed in comes before all who did."""
    first = (User.last_signed_in_at,) if by_last_seen else ()
    for column in (*first, User.name, User.id):
        yield column.desc().nulls_last() if is_descending else column.asc().nulls_first()


def _ids_in(ctx: Context, group_id: UUID) -> Select[UUID]:
    return select(GroupMember.user_id).where(GroupMember.tenant_id == ctx.tenant, GroupMember.group_id == group_id)


def _row(row: Row[Any]) -> User:
    found: User = row[0]
    return found
