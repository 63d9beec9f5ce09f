"""Whether somebody has a second factor, whether one is asked of them, and taking it away."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import InstrumentedAttribute

from app import topics
from app.context import Context
from app.database import Reading, Transaction
from app.journal import ring
from services import tenants
from services.access.factors import authenticator, backups, passkeys, recoveries
from services.access.models import Factor, Session
from services.access.rules import HALF_LASTS
from services.people import Account


async def are_asked_of(db: Reading, account: Account) -> bool:
    """Whether a password alone is not enough: there is a factor, or the role must have one."""
    if await has(db, account.user_id):
        return True
    return (await tenants.mine(db)).asks_for_factor(account.role)


async def has(db: Reading, user_id: UUID) -> bool:
    """Whether this user has a factor that counts."""
    return bool(await db.scalar(select(there_are(db.ctx, user_id))))


async def forget(db: Transaction, user_id: UUID) -> None:
    """Nothing but the password is asked of this user any more, and nobody waits for a recovery."""
    await authenticator.forget(db, user_id)
    await passkeys.forget(db, user_id)
    await backups.forget(db, user_id)
    await recoveries.forget(db, user_id)


async def ask_elsewhere(db: Transaction, user_id: UUID, *, besides: UUID) -> None:
    """There is a first factor: whoever came in without one, in any session but this, is half signed in until they give
    it there too.
    """
    await db.execute(
        update(Session).values(awaits_factor=True, expires_at=func.least(Session.expires_at, db.ctx.now + HALF_LASTS))
        .where(Session.tenant_id == db.ctx.tenant, Session.user_id == user_id, Session.id != besides,
               Session.ended_at.is_(None), Session.awaits_factor.is_(False)))
    ring(db, topics.user(user_id))  # what is remembered of these sessions is not true any more


async def owners(db: Reading, user_ids: Collection[UUID]) -> frozenset[UUID]:
    """Who of these has one; one statement."""
    each = func.unnest(literal(list(user_ids), ARRAY(PG_UUID(as_uuid=True)))).column_valued('each')
    return frozenset((await db.scalars(select(each).where(there_are(db.ctx, each)))).all())


def there_are(ctx: Context, user_id: UUID | ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """For queries: whether this user has a factor that counts."""
    has_app = exists().where(Factor.tenant_id == ctx.tenant, Factor.user_id == user_id,
                             Factor.confirmed_at.is_not(None))
    return or_(has_app, passkeys.there_are(ctx, user_id))
