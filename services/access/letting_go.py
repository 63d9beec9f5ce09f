"""Letting nobody in any more who has left: their account, and every session of it, at once."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.context import Context
from app.database import Transaction, transaction
from app.journal import record_many
from app.operation import operation
from app.permissions import Permission
from services import people
from services.access.events import SignedOut
from services.access.models import Session


@operation(needs=Permission.MANAGE_PEOPLE)
async def deactivate(ctx: Context, *, user_id: UUID) -> None:
    """Let a user in no more: every session ends, every open page leaves; their calendars are found no more, what was
    booked stays.

    Raises: UserNotFound, LastAdmin.
    """
    async with transaction(ctx) as db:
        await people.let_go(db, user_id)
        await _end_sessions(db, user_id)


async def _end_sessions(db: Transaction, user_id: UUID) -> None:
    sessions = (await db.scalars(select(Session).with_for_update().order_by(Session.id).where(
        Session.tenant_id == db.ctx.tenant, Session.user_id == user_id, Session.ended_at.is_(None)))).all()
    for session in sessions:
        session.ended_at = db.ctx.now
    await record_many(db, [SignedOut(user_id=user_id, session_id=session.id) for session in sessions])
