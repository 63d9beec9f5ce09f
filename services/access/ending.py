"""Ending sessions: one of one's own, or all others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, or_, select

from app.context import Context
from app.database import Transaction, transaction
from app.errors import NotSignedIn
from app.journal import record_many
from app.operation import operation
from app.permissions import Permission
from services.access import crossing
from services.access.errors import AtHomeOnly, SessionNotFound
from services.access.events import SignedOut
from services.access.models import Session


@operation(needs=Permission.VIEW_PROFILE)
async def end_session(ctx: Context, *, session_id: UUID) -> None:
    """Sign out one of one's own devices; every open page of it leaves.

    Raises: SessionNotFound, alike for a session that never was, that has ended, and of somebody else.
    """
    async with transaction(ctx) as db:
        if not await end_sessions(db, own_id(ctx), only=session_id):
            raise SessionNotFound


@operation(needs=Permission.VIEW_PROFILE)
async def end_other_sessions(ctx: Context, *, session_id: UUID) -> int:
    """Sign out everywhere but in this session; returns how many ended."""
    async with transaction(ctx) as db:
        return await end_sessions(db, own_id(ctx), besides=session_id)


async def forget_sessions(db: Transaction, *, before: datetime) -> None:
    """Those that ended or were over by then; what came of them is in the journal."""
    await db.execute(delete(Session).where(Session.tenant_id == db.ctx.tenant, or_(
        Session.ended_at < before, Session.expires_at < before)))


async def end_sessions(db: Transaction, user_id: UUID, *, only: UUID | None = None, besides: UUID | None = None) -> int:
    """End the sessions of one user, with their facts; returns how many were still open."""
    wanted = select(Session).where(Session.tenant_id == db.ctx.tenant, Session.user_id == user_id,
                                   Session.ended_at.is_(None), Session.expires_at > db.ctx.now)
    wanted = wanted.order_by(Session.id).with_for_update()
    if only is not None:
        wanted = wanted.where(Session.id == only)
    if besides is not None:
        wanted = wanted.where(Session.id != besides)
    rows = (await db.scalars(wanted)).all()
    for row in rows:
        row.ended_at = db.ctx.now
    await crossing.leave(db, session_ids=[row.id for row in rows])
    await record_many(db, [SignedOut(user_id=user_id, session_id=row.id) for row in rows])
    return len(rows)


def own_id(ctx: Context) -> UUID:
    """Whose account it is. Raises: NotSignedIn, AtHomeOnly (inside another business)."""
    if ctx.actor.user_id is None:
        raise NotSignedIn
    if ctx.actor.home_id is not None:
        raise AtHomeOnly
    return ctx.actor.user_id
