"""Half-open intervals of aware instants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True, slots=True)
class Interval:
    """`[starts_at, ends_at)`: two aware instants, the first before the second, kept in UTC.

    Raises ValueError when an instant is naive or the interval is empty or turned round.
    """

    starts_at: datetime
    ends_at: datetime

    def __post_init__(self) -> None:
        if self.starts_at.tzinfo is None or self.ends_at.tzinfo is None:
            raise ValueError('an interval needs aware instants')
        object.__setattr__(self, 'starts_at', self.starts_at.astimezone(UTC))
        object.__setattr__(self, 'ends_at', self.ends_at.astimezone(UTC))
        if self.starts_at >= self.ends_at:
            raise ValueError('an interval starts before it ends')

    @classmethod
    def lasting(cls, starts_at: datetime, length: timedelta) -> Interval:
        return cls(starts_at, starts_at.astimezone(UTC) + length)

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    def widened(self, before: timedelta, after: timedelta) -> Interval:
        return Interval(self.starts_at - before, self.ends_at + after)

    def shifted(self, by: timedelta) -> Interval:
        return Interval(self.starts_at + by, self.ends_at + by)

    def overlaps(self, other: Interval) -> bool:
        """Touching is not overlapping."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def covers(self, other: Interval) -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at

    def __contains__(self, instant: datetime) -> bool:
        return self.starts_at <= instant < self.ends_at

    def __and__(self, other: Interval) -> Interval | None:
        starts_at, ends_at = max(self.starts_at, other.starts_at), min(self.ends_at, other.ends_at)
        return Interval(starts_at, ends_at) if starts_at < ends_at else None

    def __sub__(self, other: Interval) -> list[Interval]:
        if not self.overlaps(other):
            return [self]
        left = [Interval(self.starts_at, other.starts_at)] if self.starts_at < other.starts_at else []
        right = [Interval(other.ends_at, self.ends_at)] if other.ends_at < self.ends_at else []
        return left + right


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """Sorted; touching or overlapping ones become one."""
    result: list[Interval] = []
    for interval in sorted(intervals):
        if result and interval.starts_at <= result[-1].ends_at:
            result[-1] = Interval(result[-1].starts_at, max(result[-1].ends_at, interval.ends_at))
        else:
            result.append(interval)
    return result
