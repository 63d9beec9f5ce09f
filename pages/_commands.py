"""What the command palette finds: screens, bookings by reference, clients and colleagues."""

from __future__ import annotations

from collections.abc import Sequence

from app.errors import NotFound, Refusal
from app.paging import Page
from app.permissions import Permission
from components.palette import Command
from pages import paths
from pages._visit import Visit
from services import appointments, clients, people

FOUND = 6  # of each kind
SCREENS = (
    (Command('Find a time', paths.FIND, 'g f', 'search'), Permission.SEARCH_AVAILABILITY),
    (Command('Team board', paths.BOARD, 'g b', 'view_week'), Permission.SEARCH_AVAILABILITY),
    (Command('Appointments', paths.APPOINTMENTS, 'g a', 'event_note'), Permission.VIEW_APPOINTMENTS),
    (Command('People', paths.PEOPLE, 'g p', 'badge'), Permission.MANAGE_PEOPLE),
    (Command('Groups', paths.GROUPS, 'g o', 'groups'), Permission.VIEW_GROUPS),
    (Command('Permissions', paths.PERMISSIONS, '', 'verified_user'), Permission.VIEW_PERMISSIONS),
    (Command('Audit trail', paths.AUDIT, '', 'history'), Permission.VIEW_AUDIT),
    (Command('Messages', paths.MESSAGES, '', 'mail'), Permission.MANAGE_MESSAGES),
    (Command('Templates', paths.TEMPLATES, '', 'article'), Permission.MANAGE_BUSINESS),
    (Command('Channels', paths.CHANNELS, '', 'hub'), Permission.MANAGE_BUSINESS),
    (Command('Settings', paths.SETTINGS, '', 'tune'), Permission.MANAGE_BUSINESS),
    (Command('Single sign-on', paths.ISSUER, '', 'key'), Permission.MANAGE_BUSINESS),
    (Command('Other businesses', paths.BUSINESSES, '', 'domain'), Permission.ENTER_BUSINESSES),
    (Command('Profile', paths.PROFILE, '', 'person'), Permission.VIEW_PROFILE),
    (Command('Security', paths.SECURITY, '', 'lock'), Permission.VIEW_PROFILE),
)


async def commands(visit: Visit, text: str) -> Sequence[Command]:
    """Screens by name at once; from two characters on, bookings by reference, clients and people too."""
    wanted = text.casefold()
    found = [command for command, needs in SCREENS if visit.may(needs) and wanted in command.label.casefold()]
    if len(text) < 2:
        return found
    try:
        return [*found, *await _bookings(visit, text), *await _clients(visit, text),
                *await _people(visit, text)]
    except Refusal:
        return found


async def _bookings(visit: Visit, text: str) -> list[Command]:
    if not visit.may(Permission.VIEW_APPOINTMENTS):
        return []
    try:
        hit = await appointments.by_reference(visit.ctx(), reference=text)
    except NotFound:
        return []
    return [Command(f'{hit.client_name}, {hit.offering_name}', paths.appointment(hit.reference), hit.reference,
                    'event', 'Bookings')]


async def _clients(visit: Visit, text: str) -> list[Command]:
    if not visit.may(Permission.VIEW_CLIENTS):
        return []
    hits = await clients.lookup(visit.ctx(), text=text, limit=FOUND)
    return [Command(client.name, paths.with_query(paths.APPOINTMENTS, client=str(client.id)),
                    client.phone or client.email, 'person', 'Clients') for client in hits]


async def _people(visit: Visit, text: str) -> list[Command]:
    if not visit.may(Permission.MANAGE_PEOPLE):
        return []
    hits = await people.listed(visit.ctx(), text=text, page=Page(FOUND))
    return [Command(each.name, paths.person(each.id), each.email, 'badge', 'People') for each in hits.rows]
