"""What there is to tell somebody, from what they were told last and how it stands now."""

from __future__ import annotations

from datetime import datetime, timedelta

from services.notifications.shapes import Kind, Standing

UNDO_WINDOW = timedelta(seconds=60)  # a change that is taken back within it was never told


def news(told: Standing | None, now_is: Standing, now: datetime) -> Kind | None:
    """The one message that brings them up to date; None where they are, or where it is too late to matter.

    Whatever happened in between is left out: who was told of nothing is told of no cancellation.
    """
    if told is None or not told.is_on:
        if not now_is.is_on or now_is.during.starts_at <= now:
            return None
        return Kind.REQUESTED if now_is.is_request else Kind.BOOKED
    if not now_is.is_on:
        return Kind.CANCELLED if told.during.ends_at > now else None
    if now_is.during.ends_at <= now:
        return None
    if (now_is.during, now_is.calendar_id) != (told.during, told.calendar_id):
        return Kind.MOVED
    return Kind.CONFIRMED if told.is_request and not now_is.is_request else None
