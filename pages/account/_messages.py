"""Which messages about appointments one gets, on one's own profile."""

from __future__ import annotations

from collections.abc import Callable

from app import topics
from app.permissions import Permission
from components.message_choices import MessageChoices
from pages._live import follow
from pages._visit import Visit
from services import notifications
from services.notifications import Kind, Way


async def mine(visit: Visit) -> Callable[[], None] | None:
    """What draws them, for whoever may have a calendar."""
    if not visit.at_home().may(Permission.VIEW_CALENDARS):
        return None
    found = await notifications.my_messages(visit.at_home())

    @visit.action()
    async def choose(kind: Kind, way: str, is_wanted: bool) -> bool:
        await notifications.choose_messages(visit.at_home(), kind=kind, is_wanted=is_wanted, way=Way(way))
        return True

    def draw() -> None:
        choices = MessageChoices(found, on_choose=choose)

        async def look() -> None:
            choices.show(await notifications.my_messages(visit.at_home()))

        follow(visit, topics.user(visit.session.user_id), look)

    return draw
