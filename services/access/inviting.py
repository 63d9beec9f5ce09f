"""Inviting: whoever is added gets a link by mail, with which they choose their first password."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app import journal
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from services import people
from services.access import choosing
from services.access.errors import AlreadySignsIn, InvitedOften
from services.access.events import AddressCorrected, InvitedAgain
from services.access.shapes import Purpose, StandingLink
from services.people import UserNotFound, UserStatus

AGAIN, WITHIN = 3, timedelta(hours=6)


@operation(needs=Permission.MANAGE_PEOPLE)
async def invite_again(ctx: Context, *, user_id: UUID) -> None:
    """Mail another link to somebody who has no password yet; the one before works no more.

    Raises: UserNotFound, AlreadySignsIn, InvitedOften (three times in six hours).
    """
    async with transaction(ctx) as db:
        if not choosing.is_open_to(await _account(db, user_id), Purpose.INVITE):
            raise AlreadySignsIn
        await _owe_another(db, user_id)


@operation(needs=Permission.MANAGE_PEOPLE, is_weighty=True)
async def correct_address(ctx: Context, *, user_id: UUID, email: str) -> str:
    """Another address for somebody invited who has not come yet, and an invitation to there; links in mails to the one
    before lead nowhere. Returns it as it is kept.

    Raises: UserNotFound, AlreadySignsIn, Invalid at `email`, EmailTaken, InvitedOften (three times in six hours).
    """
    known = people.normal_email(email)
    async with transaction(ctx) as db:
        account = await _account(db, user_id)
        if account.status is not UserStatus.INVITED:
            raise AlreadySignsIn
        if account.email != known:
            await people.change_email(db, user_id, known, is_proved=False)
            await record(db, AddressCorrected(user_id=user_id))
            await _owe_another(db, user_id)
    return known


async def _account(db: Transaction, user_id: UUID) -> people.Account:
    account = await people.account(db, user_id, lock=True)
    if account is None:
        raise UserNotFound
    return account


async def _owe_another(db: Transaction, user_id: UUID) -> None:
    if await journal.count(db, user_id, InvitedAgain.kind, since=db.ctx.now - WITHIN) >= AGAIN:
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
