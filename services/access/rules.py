"""How long a session lives, by role (S-13); how long somebody who was wrong has to wait (S-03, S-04); and how far
anybody travels (S-22).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.permissions import Role


@dataclass(frozen=True, slots=True)
class Life:
    """`idle` since somebody last did something, `absolute` since the sign-in."""

    idle: timedelta
    absolute: timedelta

    def is_over(self, *, created_at: datetime, last_seen_at: datetime, now: datetime) -> bool:
        return now >= created_at + self.absolute or now >= last_seen_at + self.idle


HALF_LASTS = timedelta(minutes=10)  # for the second step of signing in
_STAFF = Life(timedelta(hours=8), timedelta(hours=12))
LIVES = {
    Role.CLIENT: Life(timedelta(days=14), timedelta(days=30)),
    Role.USER: _STAFF,
    Role.SUPERVISOR: _STAFF,
    Role.ADMIN: Life(timedelta(minutes=30), timedelta(hours=12)),
}

AT_ONCE, WINDOW = 5, timedelta(minutes=5)  # so many wrong ones in that time
LONGEST_WAIT = timedelta(minutes=15)
HARD_STOP = 100  # in a row: then no more until the password was reset
FORGOTTEN_AFTER = (timedelta(days=1), timedelta(days=30))  # a few in a row, and more


FAR, FAST = 100.0, 900.0  # kilometres, and kilometres an hour: beyond both nobody travels


def is_impossible(kilometres: float, within: timedelta) -> bool:
    """Whether nobody gets that far in that time: too far for one network to be another by mistake, and too fast."""
    return kilometres > FAR and kilometres > FAST * within.total_seconds() / 3600


def wait_after(in_a_row: int) -> timedelta:
    """How long after the last of so many wrong ones: from the fifth on a second, and twice as long each time."""
    if in_a_row < AT_ONCE:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=1 << min(in_a_row - AT_ONCE, 20)))


def wait_for(in_a_row: int, recent: Sequence[datetime], last_at: datetime, now: datetime) -> timedelta:
    """How long until another try may be made; nothing when it may be made now. `recent` is in order."""
    if in_a_row >= HARD_STOP:
        return LONGEST_WAIT
    within = [each for each in recent if now - each < WINDOW]
    by_window = within[0] + WINDOW - now if len(within) >= AT_ONCE else timedelta()
    return max(by_window, last_at + wait_after(in_a_row) - now, timedelta())
