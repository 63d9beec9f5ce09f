"""How long a session lives, by role: without anybody at it, and in all (S-13)."""

from __future__ import annotations

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


_STAFF = Life(timedelta(hours=8), timedelta(hours=12))
LIVES = {
    Role.CLIENT: Life(timedelta(days=14), timedelta(days=30)),
    Role.USER: _STAFF,
    Role.SUPERVISOR: _STAFF,
    Role.ADMIN: Life(timedelta(minutes=30), timedelta(hours=12)),
}
