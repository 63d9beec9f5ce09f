"""The list of appointments: from a day on, by client, provider or state; a row opens the appointment."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from nicegui import ui

from app.localtime import instant
from app.paging import MOST, Page
from app.permissions import Permission
from components import buttons, page_parts, when
from components.appointment_list import AppointmentList, Asked
from components.data_table import Wanted
from pages import paths
from pages._page import page
from pages._visit import Visit
from pages.desk import _moving
from services import appointments, calendars, clients
from services.appointments import Status


@page(paths.APPOINTMENTS, needs=Permission.VIEW_APPOINTMENTS)
async def listing(visit: Visit, client: str = '', status: str = '', provider: str = '', date: str = '') -> None:
    client_id, of_client = await _client(visit, client)
    providers = await _providers(visit)
    asked = Asked(when.read_day(date), status if status in Status.__members__ else '',
                  provider if provider in providers else '')

    with page_parts.PageHeader('Appointments', f'of {of_client}' if of_client else '').actions:
        if of_client:
            buttons.link('Of everybody', paths.APPOINTMENTS, icon='close', marker='everybody')
        if visit.may(Permission.BOOK_APPOINTMENTS):
            buttons.link('New booking', paths.BOOK, kind='primary', keys='n', marker='new-booking')

    @visit.action()
    async def look(asked: Asked, wanted: Wanted) -> None:
        ctx = visit.ctx()
        found = await appointments.upcoming(
            ctx, client_id=client_id, calendar_id=UUID(asked.provider) if asked.provider else None,
            status=Status(asked.status) if asked.status else None,
            since=instant(datetime.combine(asked.since, time()), ctx.zone) if asked.since else None,
            latest_first=wanted.is_descending, page=Page(wanted.size, (wanted.page - 1) * wanted.size))
        if (asked, wanted) == (table.asked, table.wanted):  # an older answer that came late is dropped
            table.show(found.rows, found.total, today=_moving.today(visit))

    async def ask(asked: Asked, wanted: Wanted) -> None:
        ui.navigate.history.replace(paths.with_query(
            paths.APPOINTMENTS, client=client, status=asked.status, provider=asked.provider,
            date=asked.since.isoformat() if asked.since else ''))
        await look(asked, wanted)

    table = AppointmentList(asked, providers, viewer=visit.ctx().zone, on_want=ask,
                            path_of=lambda each: paths.appointment(each.reference),
                            on_open=lambda reference: ui.navigate.to(paths.appointment(reference)))
    if date and asked.since is None:
        table.refuse_day()
    await look(asked, table.wanted)


async def _client(visit: Visit, client: str) -> tuple[UUID | None, str]:
    """The client in the address and their name. Raises: ClientNotFound, for a made-up one too."""
    if not client:
        return None, ''
    try:
        known = UUID(client)
    except ValueError:
        raise clients.ClientNotFound from None
    return known, (await clients.by_id(visit.ctx(), client_id=known)).name


async def _providers(visit: Visit) -> dict[str, str]:
    if not visit.may(Permission.VIEW_CALENDARS):
        return {}
    listed = await calendars.listed(visit.ctx(), page=Page(MOST), within_reach_of=Permission.VIEW_APPOINTMENTS)
    return {str(calendar.id): calendar.name for calendar in listed.rows}
