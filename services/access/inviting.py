"""Inviting: whoever is added gets a link by mail, with which they choose their first password."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app import journal
from app.context import Context
from app.database import transaction
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from services import people
from services.access import choosing
from services.access.errors import AlreadySignsIn, InvitedOften
from services.access.events import InvitedAgain
from services.access.shapes import Purpose, StandingLink
from services.people import UserNotFound

AGAIN, WITHIN = 3, timedelta(hours=6)


@operation(needs=Permission.MANAGE_PEOPLE)
async def invite_again(ctx: Context, *, user_id: UUID) -> None:
    """Mail another link to somebody who has no password yet; the one before works no more.

    Raises: UserNotFound, AlreadySignsIn, InvitedOften (three times in six hours).
    """
    async with transaction(ctx) as db:
        account = await people.account(db, user_id, lock=True)
        if account is None:
            raise UserNotFound
        if not choosing.is_open_to(account, Purpose.INVITE):
            raise AlreadySignsIn
        if await journal.count(db, user_id, InvitedAgain.kind, since=ctx.now - WITHIN) >= AGAIN:
            raise InvitedOften(retry_after=WITHIN.total_seconds())
        await record(db, InvitedAgain(user_id=user_id))


@query(needs=None)
async def invitation(ctx: Context, *, token: str) -> StandingLink:
    """Who is invited by this link. Looking uses nothing up. Raises: LinkIsDead."""
    return await choosing.link(ctx, Purpose.INVITE, token)


@operation(needs=None)
async def accept(ctx: Context, *, token: str, password: str, again: str | None = None) -> None:
    """A first password by the link in the invitation; whoever chose it signs in with it.

    Raises: LinkIsDead, Invalid at `password` and `again` (the link still works), SigningInIsBusy.
    """
    await choosing.choose(ctx, Purpose.INVITE, token, password, again)
