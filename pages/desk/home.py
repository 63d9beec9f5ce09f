"""The start: for whoever may search, the search; for a client, their own appointments and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from nicegui import ui

from app import topics
from app.permissions import Permission
from components import when
from components.agenda import Agenda, AgendaLine
from components.page_parts import PageHeader
from pages import paths
from pages._live import follow
from pages._page import page
from pages._visit import Visit
from pages.desk._finding import find_a_time
from services import appointments
from services.appointments import AppointmentShape

NOTHING = 'You have no appointments ahead. Once one is booked for you, it stands here.'


@page(paths.HOME, needs=Permission.VIEW_PROFILE)
async def home(visit: Visit) -> None:
    if visit.may(Permission.SEARCH_AVAILABILITY):
        await find_a_time(visit, {})
    else:
        await own_appointments(visit)


async def own_appointments(visit: Visit) -> None:
    """What a client has ahead, by day, live."""
    found = await appointments.upcoming(visit.ctx())
    zone = visit.ctx().zone
    PageHeader('Your appointments', f'Times where each takes place; your own are {when.place(zone)}')
    with ui.element('div').classes('reading'):
        agenda = Agenda(empty=NOTHING)
    agenda.show([_line(each, zone) for each in found.rows])

    async def reload() -> None:
        again = await appointments.upcoming(visit.ctx())
        agenda.show([_line(each, zone) for each in again.rows])
        following.to(_touching(visit, again.rows))

    following = follow(visit, _touching(visit, found.rows), reload)


def _touching(visit: Visit, shown: Sequence[AppointmentShape]) -> set[str]:
    """What could change the list: a calendar in it, or who one is as a client."""
    return {topics.user(visit.session.user_id), *(topics.calendar(each.calendar_id) for each in shown)}


def _line(each: AppointmentShape, zone: str) -> AgendaLine:
    return AgendaLine(
        time=f'{when.clock(each.during.starts_at, each.zone)}–{when.clock(each.during.ends_at, each.zone)}',
        title=each.offering_name, about=f'{each.calendar_name} · {each.location_name}', status=each.status.value,
        path=paths.appointment(each.reference), heading=when.long_day(when.local(each.during.starts_at, each.zone)),
        zone='' if each.zone == zone else when.place(each.zone))
