"""Changing and deactivating users."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.journal import history, record
from app.operation import operation
from app.permissions import Permission, Role
from app.rows import one
from services import tenants
from services.locations import known_zone
from services.people.belonging import belong
from services.people.directory import memberships
from services.people.errors import LastAdmin, NotDeactivated, PersonChangedMeanwhile, UserNotFound
from services.people.events import UserChanged, UserDeactivated, UserReactivated
from services.people.models import User
from services.people.queries import shape
from services.people.rules import known_role
from services.people.shapes import UserShape, UserStatus

FIELDS = ('name', 'role', 'zone')


@operation(needs=Permission.MANAGE_PEOPLE)
async def change(ctx: Context, *, user_id: UUID, name: str, role: Role, zone: str | None,
                 groups: Mapping[UUID, bool] | None = None, seen: UserShape | None = None) -> UserShape:
    """Change a user's name, role and zone (an IANA name or None); an address changes only by its owner's proof.

    `groups`, unless None, maps each group they are in from now on to whether they lead it. `seen`, unless None, is how
    they were when somebody began to change them.
    Raises: UserNotFound, Invalid (names the field), LastAdmin, GroupNotFound, PersonChangedMeanwhile, NotConfirmed
    (another role is an act of weight).
    """
    async with transaction(ctx) as db:
        role = known_role(role)
        user = await _kept_administered(db, user_id, is_staying=role is Role.ADMIN)
        if seen is not None:
            _must_be_as_seen(seen, shape(user, (await memberships(db, [user_id]))[user_id]))
        if role.value != user.role:
            ctx.demand_confirmed()
        before, role_before = (user.name, user.role, user.zone), Role(user.role)
        user.name = text.one_line(name, 'name')
        user.role = role.value
        user.zone = None if zone is None else known_zone(zone)
        if groups is not None:
            await belong(db, user, groups)
        after = (user.name, user.role, user.zone)
        changed = tuple(field for field, was, is_ in zip(FIELDS, before, after, strict=True) if was != is_)
        if changed:
            await record(db, UserChanged(user_id=user.id, role_before=role_before, role=role, changed=changed))
        return shape(user, (await memberships(db, [user_id]))[user_id])


async def let_go(db: Transaction, user_id: UUID) -> None:
    """Let a user in no more; their calendars are found no more, what was booked stays. Sessions are the caller's.

    Raises: UserNotFound, LastAdmin.
    """
    user = await _kept_administered(db, user_id, is_staying=False)
    was, user.status = UserStatus(user.status), UserStatus.DEACTIVATED.value
    if was is not UserStatus.DEACTIVATED:
        await record(db, UserDeactivated(user_id=user.id, role=Role(user.role), status=UserStatus.DEACTIVATED, was=was))
        await tenants.touch_catalogue(db)


@operation(needs=Permission.MANAGE_PEOPLE)
async def reactivate(ctx: Context, *, user_id: UUID) -> UserShape:
    """Let a deactivated user in again, as what they were; the sessions they had stay ended.

    Raises: UserNotFound, NotDeactivated.
    """
    async with transaction(ctx) as db:
        user = await one(db, User, user_id, UserNotFound, lock=True)
        if user.status != UserStatus.DEACTIVATED.value:
            raise NotDeactivated
        user.status = await _status_before(db, user_id)
        await record(db, UserReactivated.of(user))
        await tenants.touch_catalogue(db)
        return shape(user, (await memberships(db, [user_id]))[user_id])


async def _status_before(db: Transaction, user_id: UUID) -> str:
    told = (entry.data.get('was') for entry in await history(db, user_id) if entry.kind == UserDeactivated.kind)
    return str(next(told, None) or UserStatus.ACTIVE.value)


def _must_be_as_seen(seen: UserShape, now: UserShape) -> None:
    changed = tuple(field for field in (*FIELDS, 'memberships') if getattr(seen, field) != getattr(now, field))
    if changed:
        raise PersonChangedMeanwhile(changed=changed)


async def _kept_administered(db: Transaction, user_id: UUID, *, is_staying: bool) -> User:
    # All administrators are locked first, in one order: two who demote each other at once cannot both succeed.
    admins = (await db.scalars(select(User.id).order_by(User.id).with_for_update().where(
        User.tenant_id == db.ctx.tenant, User.role == Role.ADMIN.value,
        User.status == UserStatus.ACTIVE.value))).all() if not is_staying else ()
    if list(admins) == [user_id]:
        raise LastAdmin
    return await one(db, User, user_id, UserNotFound, lock=True)
