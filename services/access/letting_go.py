"""Shutting somebody out: signed out everywhere, or let in no more as they have left."""

from __future__ import annotations

from uuid import UUID

from app.context import Context
from app.database import transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from services import people
from services.access import address_changes
from services.access.ending import end_sessions
from services.access.events import SignedOutEverywhere
from services.people import UserNotFound


@operation(needs=Permission.MANAGE_PEOPLE)
async def deactivate(ctx: Context, *, user_id: UUID) -> None:
    """Let a user in no more: every session ends, every open page leaves; their calendars are found no more, what was
    booked stays.

    Raises: UserNotFound, LastAdmin.
    """
    async with transaction(ctx) as db:
        await people.let_go(db, user_id)
        await end_sessions(db, user_id)
        await address_changes.stop(db, user_id)


@operation(needs=Permission.MANAGE_PEOPLE)
async def end_sessions_of(ctx: Context, *, user_id: UUID) -> int:
    """Sign somebody out everywhere; every open page of theirs leaves, and an address that is awaited is no more.
    Returns how many sessions ended.

    Raises: UserNotFound.
    """
    async with transaction(ctx) as db:
        if await people.account(db, user_id) is None:
            raise UserNotFound
        count = await end_sessions(db, user_id)
        await address_changes.stop(db, user_id)
        if count:
            await record(db, SignedOutEverywhere(user_id=user_id, sessions=count))
        return count
