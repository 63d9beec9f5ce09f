"""What may be done, and how far each role reaches. One screen, read by code, tests and people."""

from enum import IntEnum, StrEnum


class Role(StrEnum):
    CLIENT = 'CLIENT'
    USER = 'USER'
    SUPERVISOR = 'SUPERVISOR'
    ADMIN = 'ADMIN'


class Reach(IntEnum):
    """How far a permission goes: nothing, what is one's own, the groups one leads, the whole tenant."""

    NONE = 0
    OWN = 1
    GROUP = 2
    TENANT = 3


class Permission(StrEnum):
    VIEW_PROFILE = 'profile:view'
    SEARCH_AVAILABILITY = 'availability:search'
    VIEW_APPOINTMENTS = 'appointments:view'
    BOOK_APPOINTMENTS = 'appointments:book'
    CHANGE_APPOINTMENTS = 'appointments:change'
    CANCEL_APPOINTMENTS = 'appointments:cancel'
    OVERRIDE_RULES = 'appointments:override'
    VIEW_CLIENTS = 'clients:view'
    MANAGE_CLIENTS = 'clients:manage'
    VIEW_CATALOGUE = 'catalogue:view'
    VIEW_CALENDARS = 'calendars:view'
    VIEW_GROUPS = 'groups:view'
    MANAGE_SKILLS = 'skills:manage'
    MANAGE_OFFERINGS = 'offerings:manage'
    MANAGE_LOCATIONS = 'locations:manage'
    MANAGE_CALENDARS = 'calendars:manage'
    MANAGE_HOURS = 'hours:manage'
    MANAGE_GROUPS = 'groups:manage'
    MANAGE_PEOPLE = 'people:manage'
    VIEW_PERMISSIONS = 'permissions:view'
    VIEW_AUDIT = 'audit:view'
    MANAGE_MESSAGES = 'messages:manage'
    VIEW_NOTICES = 'notices:view'
    MANAGE_BUSINESS = 'business:manage'
    ENTER_BUSINESSES = 'businesses:enter'


_P, _R = Permission, Reach

#                              CLIENT    USER       SUPERVISOR ADMIN
_ROWS: dict[Permission, tuple[Reach, Reach, Reach, Reach]] = {
    _P.VIEW_PROFILE:          (_R.OWN,   _R.OWN,    _R.OWN,    _R.OWN),
    _P.SEARCH_AVAILABILITY:   (_R.NONE,  _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.VIEW_APPOINTMENTS:     (_R.OWN,   _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.BOOK_APPOINTMENTS:     (_R.NONE,  _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.CHANGE_APPOINTMENTS:   (_R.NONE,  _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.CANCEL_APPOINTMENTS:   (_R.NONE,  _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.OVERRIDE_RULES:        (_R.NONE,  _R.NONE,   _R.GROUP,  _R.TENANT),
    _P.VIEW_CLIENTS:          (_R.NONE,  _R.TENANT, _R.TENANT, _R.TENANT),
    _P.MANAGE_CLIENTS:        (_R.NONE,  _R.TENANT, _R.TENANT, _R.TENANT),
    _P.VIEW_CATALOGUE:        (_R.NONE,  _R.TENANT, _R.TENANT, _R.TENANT),
    _P.VIEW_CALENDARS:        (_R.NONE,  _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.VIEW_GROUPS:           (_R.NONE,  _R.TENANT, _R.GROUP,  _R.TENANT),
    _P.MANAGE_SKILLS:         (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.MANAGE_OFFERINGS:      (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.MANAGE_LOCATIONS:      (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.MANAGE_CALENDARS:      (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.MANAGE_HOURS:          (_R.NONE,  _R.NONE,   _R.GROUP,  _R.TENANT),
    _P.MANAGE_GROUPS:         (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.MANAGE_PEOPLE:         (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.VIEW_PERMISSIONS:      (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.VIEW_AUDIT:            (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.MANAGE_MESSAGES:       (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.VIEW_NOTICES:          (_R.NONE,  _R.OWN,    _R.OWN,    _R.OWN),
    _P.MANAGE_BUSINESS:       (_R.NONE,  _R.NONE,   _R.NONE,   _R.TENANT),
    _P.ENTER_BUSINESSES:      (_R.NONE,  _R.NONE,   _R.NONE,   _R.OWN),
}

MATRIX: dict[Permission, dict[Role, Reach]] = {
    permission: dict(zip(Role, reaches, strict=True)) for permission, reaches in _ROWS.items()
}

# For auditors and administrators: what each lets one do, in a sentence without its reach.
SENTENCES: dict[Permission, str] = {
    _P.VIEW_PROFILE: "See one's own profile and business, and choose how the screens look.",
    _P.SEARCH_AVAILABILITY: 'Search for free time and see when calendars are open.',
    _P.VIEW_APPOINTMENTS: 'See appointments and what happened to them.',
    _P.BOOK_APPOINTMENTS: 'Book appointments, or ask for them.',
    _P.CHANGE_APPOINTMENTS: 'Confirm, move and reassign appointments, and say whether they took place.',
    _P.CANCEL_APPOINTMENTS: 'Cancel appointments.',
    _P.OVERRIDE_RULES: 'Book against hours and buffers, with a reason; never over another appointment.',
    _P.VIEW_CLIENTS: 'Find clients and read their details.',
    _P.MANAGE_CLIENTS: 'Put clients on file, change and retire them.',
    _P.VIEW_CATALOGUE: 'See skills, offerings and locations.',
    _P.VIEW_CALENDARS: 'See calendars, their hours and their exceptions.',
    _P.VIEW_GROUPS: 'See groups and who is in them.',
    _P.MANAGE_SKILLS: 'Add, change and retire skills.',
    _P.MANAGE_OFFERINGS: 'Add, change and retire offerings.',
    _P.MANAGE_LOCATIONS: 'Add, change and retire locations, and close them for a time.',
    _P.MANAGE_CALENDARS: 'Open, change and retire calendars, and say what they can do.',
    _P.MANAGE_HOURS: 'Set weekly hours and exceptions.',
    _P.MANAGE_GROUPS: 'Add, change and retire groups, and say who is in them and who leads them.',
    _P.MANAGE_PEOPLE: 'Add people, give them a role, and end their access.',
    _P.VIEW_PERMISSIONS: 'Read who may do what in this business.',
    _P.VIEW_AUDIT: 'Read and export everything that happened in this business.',
    _P.MANAGE_MESSAGES: 'See what was sent to whom, or could not be, and send it again.',
    _P.VIEW_NOTICES: "Read what is new about one's own appointments, and say that it was read.",
    _P.MANAGE_BUSINESS: 'Name the business, word its letters, and say what it asks of those who register and sign in.',
    _P.ENTER_BUSINESSES: 'Enter another business for an hour, with a reason that both journals keep; only whom an '
                         'operator has allowed it.',
}

# Not for everybody with the role: an operator allows it to one person after another.
BY_NAME = frozenset({_P.ENTER_BUSINESSES})


def reach_of(role: Role | None, permission: Permission) -> Reach:
    """How far `role` reaches; nobody (None) reaches nothing."""
    return Reach.NONE if role is None else MATRIX[permission][role]
