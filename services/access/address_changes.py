"""Addresses that are asked for and have yet to be proved: one at a time for each user, used once, or not at all."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select, update

from app.context import Context
from app.database import Reading, Transaction
from app.journal import record
from app.model import new_id
from services.access.events import AddressChangeAsked, AddressChangeStopped
from services.access.models import AddressChange
from services.access.shapes import Purpose
from services.access.signing_in import digest
from services.access.tokens import BYTES, LASTS
from services.people import Account

LAST = LASTS[Purpose.VERIFY]


async def keep(db: Transaction, account: Account, email: str) -> None:
    """Await the proof of this address, and of no other any more. The caller has locked the account."""
    await db.execute(delete(AddressChange).where(_of(db.ctx, account.user_id), AddressChange.used_at.is_(None)))
    row = AddressChange(id=new_id(), tenant_id=db.ctx.tenant, user_id=account.user_id, email=email,
                        instead_of=account.email, made_at=db.ctx.now, expires_at=db.ctx.now + LAST)
    db.add(row)
    await record(db, AddressChangeAsked(user_id=account.user_id, change_id=row.id))


async def awaited(db: Reading, user_id: UUID) -> AddressChange | None:
    """The one this user has yet to prove."""
    return await db.scalar(select(AddressChange).where(_waits(db.ctx), AddressChange.user_id == user_id))


async def known(db: Reading, change_id: UUID) -> AddressChange | None:
    """One that is awaited or was used, however long ago."""
    return await db.scalar(select(AddressChange).where(
        AddressChange.tenant_id == db.ctx.tenant, AddressChange.id == change_id))


async def issue(db: Transaction, change_id: UUID) -> str | None:
    """A new token for the letter; the one before is dead. None where nothing is awaited any more."""
    secret = secrets.token_urlsafe(BYTES)
    found = await db.scalar(update(AddressChange).where(_waits(db.ctx), AddressChange.id == change_id)
                            .values(secret_hash=digest(secret)).returning(AddressChange.id))
    return None if found is None else f'{db.ctx.tenant.hex}.{secret}'


async def standing(db: Reading, token: str) -> AddressChange | None:
    """Which change this token would prove if it were used now. Looking uses nothing up."""
    return await db.scalar(select(AddressChange).where(_stands(db.ctx, token)))


async def use(db: Transaction, token: str) -> bool:
    """Use it up: of all who try, at the same time or later, one is told yes."""
    return await db.scalar(update(AddressChange).values(used_at=db.ctx.now).where(_stands(db.ctx, token))
                           .returning(AddressChange.id)) is not None


async def stop(db: Transaction, user_id: UUID) -> bool:
    """What was mailed to another address works no more; whether there was anything to stop."""
    stopped = await db.scalar(delete(AddressChange).where(_of(db.ctx, user_id), AddressChange.used_at.is_(None))
                              .returning(AddressChange.id))
    if stopped is None:
        return False
    await record(db, AddressChangeStopped(user_id=user_id, change_id=stopped))
    return True


async def forget_address_changes(db: Transaction, *, before: datetime) -> None:
    """The addresses of changes that ended by then, one way or the other."""
    await db.execute(delete(AddressChange).where(
        AddressChange.tenant_id == db.ctx.tenant, AddressChange.expires_at < before))


def _of(ctx: Context, user_id: UUID) -> ColumnElement[bool]:
    return and_(AddressChange.tenant_id == ctx.tenant, AddressChange.user_id == user_id)


def _waits(ctx: Context) -> ColumnElement[bool]:
    return and_(AddressChange.tenant_id == ctx.tenant, AddressChange.used_at.is_(None),
                AddressChange.expires_at > ctx.now)


def _stands(ctx: Context, token: str) -> ColumnElement[bool]:
    return and_(_waits(ctx), AddressChange.secret_hash == digest(token.partition('.')[2]))
