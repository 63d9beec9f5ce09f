"""Whom an operator lets enter other businesses."""

from __future__ import annotations

from uuid import UUID

from app.database import Transaction
from app.journal import record
from app.rows import one
from services.people.errors import UserNotFound
from services.people.events import EnteringAllowed, EnteringForbidden
from services.people.models import User


async def admit(db: Transaction, user_id: UUID, *, may_enter: bool) -> None:
    """Allow it, or no more; it counts while they are an administrator at home. Raises: UserNotFound."""
    user = await one(db, User, user_id, UserNotFound, lock=True)
    if user.may_enter is not may_enter:
        user.may_enter = may_enter
        await record(db, (EnteringAllowed if may_enter else EnteringForbidden).of(user))
