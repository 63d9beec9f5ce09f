"""Booking without leaving the screen one is on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from components.dialogs import Dialog
from pages._visit import Visit
from pages.desk._booking import announce, booking_form, prepared
from services.appointments import AppointmentShape


async def book_in_dialog(visit: Visit, *, calendar_id: UUID, starts: datetime, ends: datetime | None = None,
                         offering_id: UUID | None = None) -> AppointmentShape | None:
    """Ask for the rest and book; None when it was left. Raises: CalendarNotFound."""
    offer = await prepared(visit, calendar_id=calendar_id, starts=starts, ends=ends, offering_id=offering_id)
    dialog = Dialog('Book')

    async def booked(appointment: AppointmentShape) -> None:
        dialog.close(appointment)

    with dialog.body:
        form = booking_form(visit, offer, on_booked=booked)
    with dialog.actions:
        form.draw_actions(lambda: dialog.close(None))
    form.focus()
    appointment = await dialog.opened()
    if not isinstance(appointment, AppointmentShape):
        return None
    announce(appointment, visit.ctx().zone)
    return appointment
