"""Codes somebody types to prove themselves: of their app, or one they have kept for the day it is lost."""

from __future__ import annotations

from uuid import UUID

from app.database import Transaction
from app.journal import record
from services.access.events import BackupCodeUsed
from services.access.factors import authenticator, backups


async def accepts(db: Transaction, user_id: UUID, code: str) -> bool:
    """Whether it is right and nobody has used it; from now on somebody has."""
    if await authenticator.accepts(db, user_id, code):
        return True
    if not await backups.use(db, user_id, code):
        return False
    await record(db, BackupCodeUsed(user_id=user_id, left=await backups.left(db, user_id)))
    return True
