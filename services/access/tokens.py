"""One-time links: 256 random bits in somebody's mail, their SHA-256 here; used once, or not at all."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction
from services.access.errors import LinkIsDead
from services.access.models import OneTimeToken
from services.access.shapes import Purpose, StandingLink
from services.access.signing_in import digest

LASTS = {Purpose.VERIFY: timedelta(hours=24), Purpose.RESET: timedelta(hours=1), Purpose.INVITE: timedelta(days=7),
         Purpose.DISOWN: timedelta(days=7)}
BYTES = 32


async def issue(db: Transaction, user_id: UUID, purpose: Purpose, *, email: str) -> str:
    """A new token for the letter to `email`; the one sent there before is dead. It is kept nowhere but in what is
    returned. What was sent to another address stands: whoever moves an account takes no link from its owner.
    """
    secret = secrets.token_urlsafe(BYTES)
    new = {'secret_hash': digest(secret), 'email': email, 'made_at': db.ctx.now,
           'expires_at': db.ctx.now + LASTS[purpose], 'used_at': None}
    await db.execute(
        insert(OneTimeToken).values(tenant_id=db.ctx.tenant, user_id=user_id, purpose=purpose.value, **new)
        .on_conflict_do_update(index_elements=['tenant_id', 'user_id', 'purpose', 'email'], set_=new))
    return f'{db.ctx.tenant.hex}.{secret}'


async def standing(db: Reading, purpose: Purpose, token: str) -> StandingLink | None:
    """What this token would do if it were used now. Looking uses nothing up."""
    row = await db.scalar(select(OneTimeToken).where(_stands(db.ctx, purpose, token)))
    return None if row is None else StandingLink(user_id=row.user_id, email=row.email, expires_at=row.expires_at)


async def is_from(db: Reading, user_id: UUID, purpose: Purpose, made_at: datetime) -> bool:
    """Whether the newest was made at this very instant."""
    return bool(await db.scalar(select(exists().where(
        OneTimeToken.tenant_id == db.ctx.tenant, OneTimeToken.user_id == user_id,
        OneTimeToken.purpose == purpose.value, OneTimeToken.made_at == made_at))))


async def use(db: Transaction, purpose: Purpose, token: str) -> StandingLink | None:
    """Use it up: of all who try, at the same time or later, one gets the answer and the others None."""
    row = (await db.execute(
        update(OneTimeToken).values(used_at=db.ctx.now).where(_stands(db.ctx, purpose, token))
        .returning(OneTimeToken.user_id, OneTimeToken.email, OneTimeToken.expires_at))).one_or_none()
    return None if row is None else StandingLink(*row)


async def void(db: Transaction, user_id: UUID, purpose: Purpose) -> None:
    """What was sent to this user for this purpose works no more."""
    await db.execute(delete(OneTimeToken).where(
        OneTimeToken.tenant_id == db.ctx.tenant, OneTimeToken.user_id == user_id,
        OneTimeToken.purpose == purpose.value))


def at_home(ctx: Context, token: str) -> Context:
    """The same asker, in the business where the token may be known. Raises: LinkIsDead."""
    tenant_id = tenant_of(token)
    if tenant_id is None:
        raise LinkIsDead
    return replace(ctx, tenant_id=tenant_id)


def tenant_of(token: str) -> UUID | None:
    """Where it may be known; the first part of it says so, and proves nothing."""
    try:
        return UUID(hex=token.partition('.')[0])
    except ValueError:
        return None


def _stands(ctx: Context, purpose: Purpose, token: str) -> ColumnElement[bool]:
    return and_(
        OneTimeToken.tenant_id == ctx.tenant, OneTimeToken.secret_hash == digest(token.partition('.')[2]),
        OneTimeToken.purpose == purpose.value, OneTimeToken.used_at.is_(None), OneTimeToken.expires_at > ctx.now)
