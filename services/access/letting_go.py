"""Letting nobody in any more who has left: their account, and every session of it, at once."""

from __future__ import annotations

from uuid import UUID

from app.context import Context
from app.database import transaction
from app.operation import operation
from app.permissions import Permission
from services import people
from services.access.ending import end_sessions


@operation(needs=Permission.MANAGE_PEOPLE)
async def deactivate(ctx: Context, *, user_id: UUID) -> None:
    """Let a user in no more: every session ends, every open page leaves; their calendars are found no more, what was
    booked stays.

    Raises: UserNotFound, LastAdmin.
    """
    async with transaction(ctx) as db:
        await people.let_go(db, user_id)
        await end_sessions(db, user_id)
