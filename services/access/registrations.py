"""Those who asked for an account and have yet to prove their address: kept apart, and in nobody's way."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update

from app.context import Context
from app.database import Reading, Transaction
from app.model import new_id
from services.access.models import Registration
from services.access.shapes import Purpose
from services.access.signing_in import digest
from services.access.tokens import BYTES, LASTS

LAST = LASTS[Purpose.VERIFY]


async def keep(db: Transaction, *, email: str, name: str, password_hash: str) -> UUID:
    """Keep what was typed, each time anew: what others type for the same address changes nothing of it."""
    row = Registration(id=new_id(), tenant_id=db.ctx.tenant, email=email, name=name, password_hash=password_hash,
                       made_at=db.ctx.now, expires_at=db.ctx.now + LAST)
    db.add(row)
    return row.id


async def pending(db: Reading, registration_id: UUID) -> Registration | None:
    """One that waits for its proof, however long it may."""
    return await db.scalar(select(Registration).where(_waits(db.ctx), Registration.id == registration_id))


async def newest(db: Reading, email: str) -> UUID | None:
    """The last one that waits for this address."""
    return await db.scalar(select(Registration.id).where(_waits(db.ctx), Registration.email == email)
                           .order_by(Registration.made_at.desc(), Registration.id.desc()).limit(1))


async def count(db: Reading, email: str, *, since: datetime) -> int:
    """How often somebody asked for an account with this address, whatever came of it."""
    return await db.scalar(select(func.count()).where(
        Registration.tenant_id == db.ctx.tenant, Registration.email == email, Registration.made_at > since)) or 0


async def issue(db: Transaction, registration_id: UUID) -> str:
    """A new token for the letter; the one before is dead. It is kept nowhere but in what is returned."""
    secret = secrets.token_urlsafe(BYTES)
    await db.execute(update(Registration).where(_waits(db.ctx), Registration.id == registration_id).values(
        secret_hash=digest(secret), expires_at=db.ctx.now + LAST))
    return f'{db.ctx.tenant.hex}.{secret}'


async def standing(db: Reading, token: str) -> Registration | None:
    """Whose proof this token would be if it were used now. Looking uses nothing up."""
    return await db.scalar(select(Registration).where(_stands(db.ctx, token)))


async def use(db: Transaction, token: str) -> bool:
    """Use it up: of all who try, at the same time or later, one is told yes."""
    return await db.scalar(update(Registration).values(used_at=db.ctx.now).where(_stands(db.ctx, token))
                           .returning(Registration.id)) is not None


async def forget_registrations(db: Transaction, *, before: datetime) -> None:
    """Whoever did not prove their address by then is forgotten, and whoever did is known elsewhere."""
    await db.execute(delete(Registration).where(
        Registration.tenant_id == db.ctx.tenant, Registration.expires_at < before))


def _waits(ctx: Context) -> ColumnElement[bool]:
    return and_(Registration.tenant_id == ctx.tenant, Registration.used_at.is_(None),
                Registration.expires_at > ctx.now)


def _stands(ctx: Context, token: str) -> ColumnElement[bool]:
    return and_(_waits(ctx), Registration.secret_hash == digest(token.partition('.')[2]))
