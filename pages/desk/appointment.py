"""One appointment: what is known of it, what can be done with it, and what happened."""

from __future__ import annotations

from collections.abc import Sequence

from app import topics
from app.paging import MOST, Page
from app.permissions import Permission
from components.appointment_card import AppointmentCard
from components.appointment_words import Happened, Rights
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from pages.desk import _changes
from services import appointments, calendars, notifications
from services.notifications import DeliveryShape


@page(paths.APPOINTMENT, needs=Permission.VIEW_APPOINTMENTS)
async def appointment(visit: Visit, reference: str) -> None:
    found = await appointments.by_reference(visit.ctx(), reference=reference)
    known = [found]

    async def step(name: str) -> None:
        await _changes.take(visit, known[0], name)

    async def past() -> tuple[list[Happened], Sequence[DeliveryShape]]:
        history = await appointments.history(visit.ctx(), appointment_id=found.id)
        return ([Happened(entry.at, entry.kind, entry.actor_name, entry.data) for entry in history],
                await notifications.about(visit.ctx(), appointment_id=found.id))

    card = AppointmentCard(
        found, *await past(),
        rights=Rights(visit.may(Permission.CHANGE_APPOINTMENTS), visit.may(Permission.CANCEL_APPOINTMENTS),
                      visit.may(Permission.BOOK_APPOINTMENTS)),
        viewer=visit.ctx().zone, now=visit.ctx().now, back=('Appointments', paths.APPOINTMENTS),
        names=await _names(visit), on_step=step)

    async def look_again() -> None:
        known[0] = await appointments.by_id(visit.ctx(), appointment_id=found.id)
        card.show(known[0], *await past(), now=visit.ctx().now)

    follow(visit, topics.appointment(found.id), look_again)


async def _names(visit: Visit) -> dict[str, str]:
    """Calendar names for the history; one that may not be seen is another calendar."""
    if not visit.may(Permission.VIEW_CALENDARS):
        return {}
    listed = await calendars.listed(visit.ctx(), page=Page(MOST), including_retired=True)
    return {str(calendar.id): calendar.name for calendar in listed.rows}
