"""Reading the journal in tests."""

from __future__ import annotations

from uuid import UUID

from app import journal
from app.context import Context
from app.database import reading


async def kinds(ctx: Context, subject_id: UUID) -> list[str]:
    """What happened to a subject, oldest first."""
    async with reading(ctx) as db:
        return [entry.kind for entry in reversed(await journal.history(db, subject_id))]
