"""People in rows: a toolbar to look for them above one page of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from components import fields, when, words
from components.data_table import Column, DataTable, Wanted
from components.page_parts import Toolbar
from services.access.shapes import AccountShape
from services.people.shapes import UserShape, UserStatus

WAIT: Final = 200  # ms of quiet before what is typed counts
EVERYBODY: Final = 'everybody'
ROLES: Final = {'': 'All roles', **words.ROLES}
STATES: Final = {'': 'Active and invited', **{status.value: words.look_of(status).word for status in UserStatus},
                 EVERYBODY: 'All states'}
ANY_GROUP: Final = 'All groups'
FACTORS: Final = {'': 'All factors', 'none': 'No second factor'}
NOBODY: Final = 'Nobody is like that.'
COLUMNS: Final = (
    Column('name', 'Name', 'link', is_sortable=True, second='email'),
    Column('role', 'Role'),
    Column('groups', 'Groups', 'wraps'),
    Column('status', 'State', 'status'),
    Column('factor', 'Second factor', 'status', is_extra=True),
    Column('seen', 'Last signed in', 'time', is_sortable=True, is_extra=True),
)


@dataclass(frozen=True, slots=True)
class Looked:
    """Whom to look for: part of a name or address, a role, a state or EVERYBODY, a group's id as text, and 'none' for
    those without a second factor.
    """

    text: str = ''
    role: str = ''
    status: str = ''
    group: str = ''
    factor: str = ''


class PeopleList:
    """`on_want(Looked, Wanted)` is awaited for every page, order and filter, and answers by calling `show`."""

    def __init__(self, looked: Looked, groups: Mapping[str, str], *, wanted: Wanted,
                 path_of: Callable[[UserShape], str], on_open: Callable[[str], Any],
                 on_want: Callable[[Looked, Wanted], Awaitable[None]], on_clear: Callable[[], Any]) -> None:
        self._path_of, self._on_want = path_of, on_want
        self.looked = looked
        with Toolbar('Filters'):
            self._text = fields.text('', looked.text, placeholder='Name or e-mail', icon='search', kind='search',
                                     wait=WAIT, keys='/', marker='look-for',
                                     on_change=lambda value: self._look(text=(value or '').strip()))
            for name, label, options, chosen in (('role', 'Role', ROLES, looked.role),
                                                 ('status', 'State', STATES, looked.status),
                                                 ('group', 'Group', {'': ANY_GROUP, **groups}, looked.group),
                                                 ('factor', 'Second factor', FACTORS, looked.factor)):
                self._choice(name, label, options, chosen)
        self._table = DataTable(COLUMNS, label='People', **asdict(wanted), on_want=self._wanted, on_open=on_open,
                                empty=NOBODY, way_on=('Show everybody', on_clear))

    @property
    def wanted(self) -> Wanted:
        """The page and order in sight."""
        return self._table.wanted

    def show(self, accounts: Sequence[AccountShape], total: int, *, zone: str, today: date) -> None:
        """Draw one page of them; `total` is how many there are."""
        self._text.error = None
        self._table.show([self._row(each, zone, today) for each in accounts], total)

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Say at the field what cannot be looked for."""
        self._text.error = errors.get('text')

    def _choice(self, name: str, label: str, options: Mapping[str, str], chosen: str) -> None:
        field = fields.choice('', options, chosen, marker=name, is_searchable=name == 'group',
                              on_change=lambda value: self._look(**{name: value or ''}))
        field.props['aria-label'] = label

    async def _look(self, **changes: str) -> None:
        self.looked = replace(self.looked, **changes)
        self._table.wanted = replace(self._table.wanted, page=1)
        await self._on_want(self.looked, self._table.wanted)

    async def _wanted(self, wanted: Wanted) -> None:
        await self._on_want(self.looked, wanted)

    def _row(self, account: AccountShape, zone: str, today: date) -> dict[str, Any]:
        each = account.user
        return {
            'key': str(each.id), 'name': each.name, 'name_path': self._path_of(each), 'email': each.email,
            'role': words.ROLES[each.role], 'groups': said(each), 'status': each.status,
            'factor': 'on' if account.has_factor else 'off',
            'seen': when.moment(each.last_signed_in_at, zone, today=today) if each.last_signed_in_at else '',
        }


def said(person: UserShape) -> str:
    """The groups of somebody: Camden clinic, leads Home visits."""
    return ', '.join(f'leads {each.name}' if each.is_supervisor else each.name for each in person.memberships)
