"""The life of an appointment, and what a request for one must be. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.errors import Invalid
from app.intervals import Interval
from app.localtime import instant, wall_clock
from services.appointments.errors import NotPossibleAnyMore, NotYetPossible
from services.appointments.shapes import Status

WORKFLOW: dict[Status, frozenset[Status]] = {
    Status.PENDING: frozenset({Status.CONFIRMED, Status.CANCELLED}),
    Status.CONFIRMED: frozenset({Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED}),
    Status.COMPLETED: frozenset(),
    Status.NO_SHOW: frozenset(),
    Status.CANCELLED: frozenset(),
}
OUTCOMES = frozenset({Status.COMPLETED, Status.NO_SHOW})
MOVABLE = frozenset({Status.PENDING, Status.CONFIRMED})
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
REASON_LENGTH = 500
FURTHEST = timedelta(days=800)  # from now, either way: beyond it nothing is looked up


def check_step(before: Status, after: Status, *, starts_at: datetime, now: datetime) -> None:
    """Raises: NotPossibleAnyMore unless the workflow leads there, NotYetPossible for the outcome of what is to come."""
    if after not in WORKFLOW[before]:
        raise NotPossibleAnyMore(before, after)
    if after in OUTCOMES and now < starts_at:
        raise NotYetPossible


def check_movable(status: Status) -> None:
    """Raises: NotPossibleAnyMore for what is over or cancelled."""
    if status not in MOVABLE:
        raise NotPossibleAnyMore(status, status)


def check_length(during: Interval) -> None:
    """Raises: Invalid at `ends_at` unless it lasts 15 minutes to 24 hours."""
    if not SHORTEST <= during.length <= LONGEST:
        raise Invalid.field('ends_at', 'An appointment lasts 15 minutes to 24 hours.')


def check_near(during: Interval, now: datetime) -> None:
    """Raises: Invalid at `starts_at` for a time years from now: a slip of the pen, or an attempt at one."""
    if abs(during.starts_at - now) > FURTHEST:
        raise Invalid.field('starts_at', 'This is too far from today.')


def redrawn(during: Interval, zone: str, *, starts_by: timedelta, ends_by: timedelta) -> Interval:
    """Where an interval lies after its edges were pulled on the wall clock of `zone`; as a whole it keeps its length.

    An edge that was not pulled stays to the second. Raises: Invalid at `ends_at` when nothing is left of it.
    """
    starts_at = _pulled(during.starts_at, zone, starts_by)
    ends_at = starts_at + during.length if starts_by == ends_by else _pulled(during.ends_at, zone, ends_by)
    if starts_at >= ends_at:
        raise Invalid.field('ends_at', 'An appointment ends after it starts.')
    return Interval(starts_at, ends_at)


def _pulled(at: datetime, zone: str, by: timedelta) -> datetime:
    return instant(wall_clock(at, zone).replace(fold=0) + by, zone) if by else at
