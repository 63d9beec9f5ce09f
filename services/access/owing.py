"""Who has yet to prove their address, and is owed another link to do so."""

from __future__ import annotations

from datetime import timedelta

from app import journal
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from services import tenants
from services.access.errors import NotVerified
from services.access.events import VerificationAsked
from services.people import Account, UserStatus

AGAIN, WITHIN = 3, timedelta(hours=6)


async def owe_a_link(db: Transaction, account: Account) -> bool:
    """Whether another one is on its way to this account."""
    if await journal.count(db, account.user_id, VerificationAsked.kind, since=db.ctx.now - WITHIN) >= AGAIN:
        return False
    await record(db, VerificationAsked(user_id=account.user_id))
    return True


async def must_be_verified(ctx: Context, account: Account) -> None:
    """Whoever knows the password is told what is missing, and gets the link for it; if their business wants it so.

    Raises: NotVerified.
    """
    if account.is_verified:
        return
    async with transaction(Context.system(account.tenant_id, ctx.now)) as db:
        is_owed = await is_owed_a_link(db, account)
    if is_owed:
        raise NotVerified


async def is_owed_a_link(db: Transaction, account: Account) -> bool:
    """Whether they have to prove their address before they come in; then the link for it is on its way."""
    if account.is_verified or not (await tenants.mine(db)).needs_verified_email:
        return False
    await owe_a_link(db, account)
    return True


def has_to_prove(account: Account | None) -> bool:
    """Whether this account has yet to prove its address."""
    return account is not None and account.status is UserStatus.ACTIVE and not account.is_verified
