"""Sign-ins that may not have been by whose account it is: their owner is told (S-22)."""

from __future__ import annotations

from uuid import UUID

from app.database import Transaction
from app.journal import record
from services.access.events import NewBrowserUsed
from services.people import Account


async def notice(db: Transaction, account: Account, session_id: UUID, *, is_known: bool) -> None:
    """Somebody comes in with a browser that this account has not seen; with the very first one, nobody is surprised."""
    if account.last_signed_in_at is not None and not is_known:
        await record(db, NewBrowserUsed(user_id=account.user_id, session_id=session_id))
