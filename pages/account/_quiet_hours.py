"""When one is left alone, on one's own profile."""

from __future__ import annotations

from collections.abc import Callable

from app import topics
from app.permissions import Permission
from components.quiet_hours import QuietHours
from pages._live import follow
from pages._visit import Visit
from services import notifications


async def mine(visit: Visit) -> Callable[[], None] | None:
    """What draws it, for whoever may have a calendar."""
    if not visit.at_home().may(Permission.VIEW_CALENDARS):
        return None
    begins, ends = await _now(visit)

    @visit.action(done='Saved')
    async def choose(begins: int | None, ends: int | None) -> None:
        await notifications.choose_quiet_hours(visit.at_home(), quiet_from=begins, quiet_until=ends)

    def draw() -> None:
        hours = QuietHours(begins, ends, on_choose=choose)

        async def look() -> None:
            hours.show(*await _now(visit))

        follow(visit, topics.user(visit.session.user_id), look)

    return draw


async def _now(visit: Visit) -> tuple[int | None, int | None]:
    hours = await notifications.my_quiet_hours(visit.at_home())
    return (hours.begins, hours.ends) if hours else (None, None)
