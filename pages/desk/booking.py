"""Booking a time, as a page of its own: for links, and for those who want the whole width."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from nicegui import ui

from app.errors import Invalid
from app.permissions import Permission
from components.client_box import client_id_of
from components.need import instant_of
from components.page_parts import PageHeader, empty
from pages import paths
from pages._page import page
from pages._visit import Visit
from pages.desk._booking import announce, booking_form, prepared
from services import clients
from services.appointments import AppointmentShape

LONGEST = 24 * 60  # minutes
INCOMPLETE = 'This link to a booking is not complete.'


@page(paths.BOOK, needs=Permission.BOOK_APPOINTMENTS)
async def booking(visit: Visit, calendar: str = '', starts: str = '', offering: str = '', client: str = '',
                  minutes: str = '') -> None:
    if not calendar or not starts:
        PageHeader('Book')
        empty('Choose a time first.', 'A booking begins with somebody who is free.', icon='search',
              action=('Find a time', lambda: ui.navigate.to(paths.FIND)))
        return
    calendar_id, at, lasts = _read(calendar, starts, minutes)
    offer = await prepared(visit, calendar_id=calendar_id, starts=at, ends=at + lasts if lasts else None,
                           offering_id=client_id_of(offering))
    client_id = client_id_of(client)
    known = await clients.by_id(visit.ctx(), client_id=client_id) if client_id else None

    async def booked(appointment: AppointmentShape) -> None:
        announce(appointment, visit.ctx().zone)
        ui.navigate.to(paths.appointment(appointment.reference))

    PageHeader('Book', back=('Find a time', paths.FIND))
    with ui.element('div').classes('booking'):
        form = booking_form(visit, offer, on_booked=booked)
        with ui.element('div').classes('booking__actions'):
            form.draw_actions(lambda: ui.navigate.to(paths.FIND))
    if known is not None:
        await form.client.choose(known)
    else:
        form.focus()


def _read(calendar: str, starts: str, minutes: str) -> tuple[UUID, datetime, timedelta | None]:
    """What the address says. Raises: Invalid, since it may come from anywhere."""
    at = instant_of(starts)
    if at is None:
        raise Invalid.field('starts', f'{INCOMPLETE} It needs a time between 2000 and 2199.')
    if minutes and not (minutes.isdecimal() and len(minutes) < 5 and 1 <= int(minutes) <= LONGEST):
        raise Invalid.field('minutes', f'Between 1 and {LONGEST:,} minutes.')
    try:
        return UUID(calendar), at, timedelta(minutes=int(minutes)) if minutes else None
    except ValueError as problem:
        raise Invalid.field('calendar', INCOMPLETE) from problem
