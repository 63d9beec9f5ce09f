"""The life of an appointment, and what a request for one must be. Pure."""

from __future__ import annotations

from datetime import timedelta

from app.errors import Invalid
from app.intervals import Interval
from services.appointments.errors import NotPossibleAnyMore
from services.appointments.shapes import Status

WORKFLOW: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.CONFIRMED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED}),
    Status.COMPLETED: frozenset(),
    Status.NO_SHOW: frozenset(),
    Status.CANCELLED: frozenset(),
}
MOVABLE = frozenset({Status.PENDING, Status.CONFIRMED})
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
REASON_LENGTH = 500


def check_step(before: Status, after: Status) -> None:
    """Raises: NotPossibleAnyMore unless the workflow leads from one to the other."""
    if after not in WORKFLOW[before]:
        raise NotPossibleAnyMore(before, after)


def check_movable(status: Status) -> None:
    """Raises: NotPossibleAnyMore for what is over or cancelled."""
    if status not in MOVABLE:
        raise NotPossibleAnyMore(status, status)


def check_length(during: Interval) -> None:
    """Raises: Invalid at `ends_at` unless it lasts 15 minutes to 24 hours."""
    if not SHORTEST <= during.length <= LONGEST:
        raise Invalid.field('ends_at', 'An appointment lasts 15 minutes to 24 hours.')
