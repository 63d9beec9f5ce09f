"""The topics of live refresh. The tenant is not in the name: the hub keeps tenants apart."""

from uuid import UUID

CATALOGUE = 'catalogue'  # skills, offerings, calendars, hours, groups, locations of the tenant
CLIENTS = 'clients'
BUSINESS = 'business'  # its name, its zone, and what it asks of those who sign in
PEOPLE = 'people'  # who signs in, with which role, and whether they still may
MESSAGES = 'messages'  # what is to be sent, was, or could not be
TEMPLATES = 'templates'  # what letters of the business say, and how they look
OWED = 'owed'  # a reaction that this product carries out
LEDGER_AGAIN = 'ledger again'  # many claims at once: compare versions
LEDGER = 'ledger'  # details: (resource id, version, taken?, starts, ends, ...)


def calendar(calendar_id: UUID) -> str:
    """Appointments in this calendar changed."""
    return f'calendar:{calendar_id}'


def user(user_id: UUID) -> str:
    """Name, role, zone, theme or status of this user changed, or whose appointments are theirs."""
    return f'user:{user_id}'


def notices(user_id: UUID) -> str:
    """What is new to this user, and what of it they have read."""
    return f'notices:{user_id}'


def appointment(appointment_id: UUID) -> str:
    return f'appointment:{appointment_id}'
