"""Recoveries: whoever has lost their app and their codes waits a day, in which the owner of the address can stop it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction
from services.access.models import Recovery

WAIT, ENDS = timedelta(hours=24), timedelta(days=7)  # after it was asked for; the mailed link lasts as long


async def asked(db: Reading, user_id: UUID) -> Recovery | None:
    """The one that was asked for, while it lasts."""
    found: Recovery | None = await db.scalar(select(Recovery).where(
        _of(db.ctx, user_id), Recovery.asked_at > db.ctx.now - ENDS))
    return found


def is_due(recovery: Recovery | None, ctx: Context) -> bool:
    """Whether the wait is over: from now on the password alone leads to another app."""
    return recovery is not None and ctx.now >= recovery.asked_at + WAIT


async def ask(db: Transaction, user_id: UUID) -> bool:
    """Whether this is a new one; the wait of one that lasts goes on."""
    new = {'asked_at': db.ctx.now}
    return await db.scalar(
        insert(Recovery).values(tenant_id=db.ctx.tenant, user_id=user_id, **new)
        .on_conflict_do_update(index_elements=['tenant_id', 'user_id'], set_=new,
                               where=Recovery.asked_at <= db.ctx.now - ENDS)
        .returning(Recovery.user_id)) is not None


async def forget(db: Transaction, user_id: UUID) -> None:
    """It is over, whether it was needed or not."""
    await db.execute(delete(Recovery).where(_of(db.ctx, user_id)))


def _of(ctx: Context, user_id: UUID) -> ColumnElement[bool]:
    return and_(Recovery.tenant_id == ctx.tenant, Recovery.user_id == user_id)
