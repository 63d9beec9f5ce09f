"""When it is time to tell somebody: asked of the database as the fact is written, in the same statement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, literal

from app.context import Context
from app.journal import Event, Reaction
from services import tenants


def when_settled(ctx: Context, event: Event) -> ColumnElement[datetime]:  # noqa: ARG001 - the same for every fact
    """A change that is taken back meanwhile was never told."""
    return literal(ctx.now, Reaction.due_at.type) + tenants.undo_window(ctx)
