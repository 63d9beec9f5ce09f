"""Recoveries: whoever has lost their app and their codes waits a day, in which the owner of the address can stop it.

The day begins when the letter that says so has left: while the mail is away, nobody could stop anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction
from services.access.models import Recovery

WAIT = timedelta(hours=24)  # after the letter; and so long after it was asked for a letter may leave
ENDS = timedelta(days=7)  # after the letter, whose link lasts as long


async def asked(db: Reading, user_id: UUID) -> Recovery | None:
    """The one that was asked for, while it lasts."""
    found: Recovery | None = await db.scalar(select(Recovery).where(_of(db.ctx, user_id), _lasts(db.ctx)))
    return found


def opens_at(recovery: Recovery | None) -> datetime | None:
    """From when on the password alone leads to another app; None while its owner was not told."""
    return recovery.told_at + WAIT if recovery is not None and recovery.told_at is not None else None


def is_due(recovery: Recovery | None, ctx: Context) -> bool:
    """Whether the wait is over."""
    opens = opens_at(recovery)
    return opens is not None and ctx.now >= opens


async def ask(db: Transaction, user_id: UUID) -> bool:
    """Whether this is a new one; the wait of one that lasts goes on."""
    new = {'asked_at': db.ctx.now, 'told_at': None}
    return await db.scalar(
        insert(Recovery).values(tenant_id=db.ctx.tenant, user_id=user_id, **new)
        .on_conflict_do_update(index_elements=['tenant_id', 'user_id'], set_=new, where=~_lasts(db.ctx))
        .returning(Recovery.user_id)) is not None


async def told(db: Transaction, recovery: Recovery) -> None:
    """The letter about this one has left at `db.ctx.now`; one that leaves again prolongs nothing."""
    await db.execute(update(Recovery).values(told_at=db.ctx.now).where(
        _of(db.ctx, recovery.user_id), Recovery.asked_at == recovery.asked_at, Recovery.told_at.is_(None)))


async def forget(db: Transaction, user_id: UUID) -> None:
    """It is over, whether it was needed or not."""
    await db.execute(delete(Recovery).where(_of(db.ctx, user_id)))


def _lasts(ctx: Context) -> ColumnElement[bool]:
    return func.coalesce(Recovery.told_at > ctx.now - ENDS, Recovery.asked_at > ctx.now - WAIT)


def _of(ctx: Context, user_id: UUID) -> ColumnElement[bool]:
    return and_(Recovery.tenant_id == ctx.tenant, Recovery.user_id == user_id)
