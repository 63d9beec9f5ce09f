"""Adding users."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from app import text
from app.addresses import normal_email
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission, Role
from app.rows import one, saved
from services.locations import known_zone
from services.people.accounts import REFUSALS
from services.people.belonging import belong
from services.people.errors import UserNotFound
from services.people.events import UserCreated
from services.people.models import SignInName, User
from services.people.queries import shape
from services.people.rules import known_role
from services.people.shapes import UserShape, UserStatus


@operation(needs=Permission.MANAGE_PEOPLE, is_weighty=True)
async def create(ctx: Context, *, email: str, name: str, role: Role, zone: str | None = None,
                 groups: Mapping[UUID, bool] | None = None) -> UserShape:
    """Invite a user, who cannot sign in before they have chosen a password. `zone` is an IANA name; `groups` maps the
    id of a group they are in to whether they lead it.

    Raises: Invalid (names the field), EmailTaken (an address signs in to one business only), GroupNotFound.
    """
    async with transaction(ctx) as db:
        made = await add(db, email=email, name=name, role=role, zone=zone, status=UserStatus.INVITED)
        if groups:
            await belong(db, await one(db, User, made.id, UserNotFound), groups)
        return made


async def add(db: Transaction, *, email: str, name: str, role: Role, zone: str | None = None,
              password_hash: str | None = None, status: UserStatus = UserStatus.ACTIVE,
              is_verified: bool = True) -> UserShape:
    """Add a user; `password_hash` is made by `services.access`. Whoever is invited has yet to prove their address,
    and whoever the caller does not answer for (`is_verified`).

    Raises: Invalid (names the field), EmailTaken.
    """
    user = User(tenant_id=db.ctx.tenant, email=normal_email(email), name=text.one_line(name, 'name'),
                role=known_role(role).value, status=status.value, theme='auto',
                zone=None if zone is None else known_zone(zone), password_hash=password_hash, created_at=db.ctx.now,
                verified_at=db.ctx.now if is_verified and status is UserStatus.ACTIVE else None)
    await saved(db, user, refusals=REFUSALS)
    await saved(db, SignInName(tenant_id=user.tenant_id, email=user.email, user_id=user.id), refusals=REFUSALS)
    await record(db, UserCreated.of(user))
    return shape(user)
