"""Changing and deactivating users."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission, Role
from app.rows import one
from services import tenants
from services.locations import known_zone
from services.people.errors import LastAdmin, UserNotFound
from services.people.events import UserChanged, UserDeactivated
from services.people.models import User
from services.people.queries import shape
from services.people.rules import known_role
from services.people.shapes import UserShape, UserStatus

FIELDS = ('name', 'role', 'zone')


@operation(needs=Permission.MANAGE_PEOPLE)
async def change(ctx: Context, *, user_id: UUID, name: str, role: Role, zone: str | None) -> UserShape:
    """Change a user's name, role and zone (an IANA name or None); an address changes only by its owner's proof.

    Raises: UserNotFound, Invalid (names the field), LastAdmin.
    """
    async with transaction(ctx) as db:
        role = known_role(role)
        user = await _kept_administered(db, user_id, is_staying=role is Role.ADMIN)
        before, role_before = (user.name, user.role, user.zone), Role(user.role)
        user.name = text.one_line(name, 'name')
        user.role = role.value
        user.zone = None if zone is None else known_zone(zone)
        after = (user.name, user.role, user.zone)
        changed = tuple(field for field, was, is_ in zip(FIELDS, before, after, strict=True) if was != is_)
        await record(db, UserChanged(user_id=user.id, role_before=role_before, role=role, changed=changed))
        return shape(user)


@operation(needs=Permission.MANAGE_PEOPLE)
async def deactivate(ctx: Context, *, user_id: UUID) -> None:
    """Let a user in no more; their calendars are found no more, what was booked stays.

    Raises: UserNotFound, LastAdmin.
    """
    async with transaction(ctx) as db:
        user = await _kept_administered(db, user_id, is_staying=False)
        user.status = UserStatus.DEACTIVATED.value
        await record(db, UserDeactivated.of(user))
        await tenants.touch_catalogue(db)


async def _kept_administered(db: Transaction, user_id: UUID, *, is_staying: bool) -> User:
    # All administrators are locked first, in one order: two who demote each other at once cannot both succeed.
    admins = (await db.scalars(select(User.id).order_by(User.id).with_for_update().where(
        User.tenant_id == db.ctx.tenant, User.role == Role.ADMIN.value,
        User.status == UserStatus.ACTIVE.value))).all() if not is_staying else ()
    if list(admins) == [user_id]:
        raise LastAdmin
    return await one(db, User, user_id, UserNotFound, lock=True)
