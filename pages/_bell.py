"""The bell of a tab: what is new to whoever sits there, live."""

from __future__ import annotations

from uuid import UUID

from app import topics
from app.permissions import Permission
from components import when
from components.bell import Bell
from pages import paths
from pages._live import follow
from pages._visit import Visit
from services import notifications


async def bell(visit: Visit) -> Bell | None:
    """For whoever may have appointments of their own, in their own business."""
    if not visit.may(Permission.VIEW_NOTICES) or visit.session.inside is not None:
        return None
    zone = visit.ctx().zone

    @visit.action()
    async def look() -> None:
        ctx = visit.ctx()
        drawn.show(await notifications.my_notices(ctx), today=when.local(ctx.now, zone).date())

    @visit.action()
    async def read(notice_id: str) -> None:
        await notifications.read_notice(visit.ctx(), notice_id=UUID(notice_id))

    @visit.action()
    async def read_all() -> None:
        await notifications.read_notices(visit.ctx())

    async def look_again() -> None:
        if drawn.is_open:
            await look()
        else:
            drawn.count(await notifications.unread_notices(visit.ctx()))

    drawn = Bell(await notifications.unread_notices(visit.ctx()), zone=zone, path_of=paths.appointment, on_open=look,
                 on_read=read, on_read_all=read_all)
    with drawn.place:
        follow(visit, topics.notices(visit.session.user_id), look_again)
    return drawn
