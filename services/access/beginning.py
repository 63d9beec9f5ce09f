"""How the first administrator of a business comes to a password, before anybody could invite them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from app.database import Transaction
from services.access import letters, passwords, strength, tokens
from services.access.shapes import Purpose


async def hashed(password: str, about: Iterable[str], again: str | None = None) -> str:
    """What is kept of a password, if it is strong enough for who it is about.

    Raises: Invalid at `password` and `again`, SigningInIsBusy.
    """
    await strength.check(password, about, again)
    return await passwords.hashed(password)


async def invited_by_hand(db: Transaction, user_id: UUID, *, email: str) -> str:
    """The address at which this user chooses a first password; whoever gets it here passes it on, no mail goes out."""
    return letters.by_hand(await tokens.issue(db, user_id, Purpose.INVITE, email=email))
