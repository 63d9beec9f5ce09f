"""Around every screen while inside another business: how long still, and the way back."""

from __future__ import annotations

from nicegui import ui

from app import clock
from components.entered import EnteredBar
from pages._visit import Visit
from services import access
from services.access import Inside

EVERY = 15.0  # seconds


def entered(visit: Visit, inside: Inside) -> None:
    """The bar. When the hour is over, the page begins anew at home, whether or not anybody presses anything."""
    @visit.action()
    async def leave() -> None:
        await access.leave(visit.at_home(), session_id=visit.session.session_id)

    bar = EnteredBar(inside.business, inside.home, inside.reason, inside.ends_at - clock.now(), leave)

    async def tick() -> None:
        left = inside.ends_at - clock.now()
        if left.total_seconds() <= 0:
            await visit.look_again()
        else:
            bar.show(left)

    ui.timer(EVERY, tick)
    ui.timer(max((inside.ends_at - clock.now()).total_seconds(), 0) + 0.1, tick, once=True)
