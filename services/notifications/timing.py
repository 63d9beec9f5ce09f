"""When it is time to tell somebody: asked of the database as the fact is written, in the same statement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, literal

from app.context import Context
from app.journal import Event, Reaction
from services import tenants
from services.notifications.shapes import interval_of


def when_settled(ctx: Context, event: Event) -> ColumnElement[datetime]:  # noqa: ARG001 - the same for every fact
    """A change that is taken back meanwhile was never told."""
    return literal(ctx.now, Reaction.due_at.type) + tenants.undo_window(ctx)


def when_reminded(ctx: Context, event: Event) -> ColumnElement[datetime]:
    """At the first reminder that is ahead of what an appointment is by this; never where none is."""
    return tenants.first_reminder(ctx, interval_of(event.data()['during']).starts_at)
