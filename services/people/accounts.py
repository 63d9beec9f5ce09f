"""Users as signing in sees them: with the password's hash, and before the tenant is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from app import topics
from app.database import Reading, Transaction, asking_by_key
from app.journal import ring
from app.permissions import Role
from app.rows import one, saved
from services.people.errors import EmailTaken, UserNotFound
from services.people.models import SignInName, User
from services.people.shapes import UserStatus

REFUSALS = {'emails_are_unique': EmailTaken, 'sign_in_names_pkey': EmailTaken}


@dataclass(frozen=True, slots=True)
class Account:
    tenant_id: UUID
    user_id: UUID
    name: str
    email: str
    role: Role
    status: UserStatus
    password_hash: str | None
    zone: str | None
    theme: str
    is_verified: bool
    may_enter: bool = False
    last_signed_in_at: datetime | None = None


async def home_of(email: str) -> tuple[UUID, UUID] | None:
    """(tenant id, user id) of a normalised address, or None where nobody signs in with it."""
    async with asking_by_key('sign_in_email', email) as db:
        row = (await db.execute(select(SignInName.tenant_id, SignInName.user_id)
                                .where(SignInName.email == email))).one_or_none()
    return None if row is None else (row.tenant_id, row.user_id)


async def account(db: Reading, user_id: UUID, *, lock: bool = False) -> Account | None:
    """The account of a user of this tenant. `lock` keeps others from changing it meanwhile."""
    wanted = select(User).where(User.tenant_id == db.ctx.tenant, User.id == user_id)
    row = await db.scalar(wanted.with_for_update() if lock else wanted)
    return None if row is None else Account(
        tenant_id=row.tenant_id, user_id=row.id, name=row.name, email=row.email, role=Role(row.role),
        status=UserStatus(row.status), password_hash=row.password_hash, zone=row.zone, theme=row.theme,
        is_verified=row.verified_at is not None, may_enter=row.may_enter,
        last_signed_in_at=row.last_signed_in_at)


async def keep_password(db: Transaction, user_id: UUID, password_hash: str, *, instead_of: str | None = None) -> bool:
    """Store a password's hash; only `services.access` makes one. With `instead_of`, unless it is another one by now.

    Returns whether it is kept.
    """
    change = update(User).values(password_hash=password_hash).where(User.tenant_id == db.ctx.tenant, User.id == user_id)
    guarded = change if instead_of is None else change.where(User.password_hash == instead_of)
    return await db.scalar(guarded.returning(User.id)) is not None


async def take_password(db: Transaction, user_id: UUID) -> None:
    """Nobody signs in with a password until there is another one."""
    await db.execute(update(User).values(password_hash=None).where(
        User.tenant_id == db.ctx.tenant, User.id == user_id))


async def prove_address(db: Transaction, user_id: UUID) -> None:
    """Whoever got our mail is whose address it is; who was invited is one of us from now on. Raises: UserNotFound."""
    row = await db.scalar(select(User).where(User.tenant_id == db.ctx.tenant, User.id == user_id).with_for_update())
    if row is None:
        raise UserNotFound
    row.verified_at = row.verified_at or db.ctx.now
    if row.status == UserStatus.INVITED.value:
        row.status = UserStatus.ACTIVE.value
        ring(db, topics.PEOPLE)
        ring(db, topics.user(user_id))


async def change_email(db: Transaction, user_id: UUID, email: str, *, is_proved: bool = True) -> None:
    """Another address to sign in with, normalised, for somebody who has proved that it is theirs, or has yet to.

    Raises: UserNotFound, EmailTaken.
    """
    user = await one(db, User, user_id, UserNotFound, lock=True)
    name = await db.scalar(select(SignInName).where(
        SignInName.tenant_id == db.ctx.tenant, SignInName.user_id == user_id).with_for_update())
    if name is None:
        raise UserNotFound
    user.email = name.email = email
    user.verified_at = db.ctx.now if is_proved else None
    await saved(db, user, name, refusals=REFUSALS)


async def note_sign_in(db: Transaction, user_id: UUID) -> None:
    """Remember when this user last signed in."""
    await db.execute(update(User).values(last_signed_in_at=db.ctx.now)
                     .where(User.tenant_id == db.ctx.tenant, User.id == user_id))
