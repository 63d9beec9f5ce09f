"""When it is time to tell somebody: asked of the database as the fact is written, in the same statement."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, literal

from app.context import Context
from app.journal import Reaction
from services import appointments, tenants


def when_settled(ctx: Context, _: ColumnElement[UUID]) -> ColumnElement[datetime]:
    """A change that is taken back meanwhile was never told."""
    return literal(ctx.now, Reaction.due_at.type) + tenants.undo_window(ctx)


def when_reminded(ctx: Context, subject_id: ColumnElement[UUID]) -> ColumnElement[datetime]:
    """At the first reminder that is ahead of what an appointment is by this; never where none is."""
    return appointments.first_reminder(ctx, subject_id)
