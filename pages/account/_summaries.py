"""The mail of the day, on one's own profile."""

from __future__ import annotations

from collections.abc import Callable

from app import topics
from app.permissions import Permission
from components.summaries import Summaries
from pages._live import follow
from pages._visit import Visit
from services import notifications
from services.notifications import Summary


async def mine(visit: Visit) -> Callable[[], None] | None:
    """What draws it, for whoever may have a calendar."""
    if not visit.at_home().may(Permission.VIEW_CALENDARS):
        return None
    found = await notifications.my_summaries(visit.at_home())

    @visit.action(done='Saved')
    async def choose(summary: Summary, minute: int | None, is_ahead: bool) -> None:
        await notifications.choose_summary(visit.at_home(), summary=summary, minute=minute, is_ahead=is_ahead)

    def draw() -> None:
        summaries = Summaries(found, on_choose=choose)

        async def look() -> None:
            summaries.show(await notifications.my_summaries(visit.at_home()))

        follow(visit, topics.user(visit.session.user_id), look)

    return draw
