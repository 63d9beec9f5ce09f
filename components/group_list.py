"""Groups in rows, one page of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from components import fields
from components.data_table import Column, DataTable, Wanted
from components.page_parts import Toolbar
from services.people.shapes import GroupShape

COLUMNS: Final = (
    Column('name', 'Name', 'link'),
    Column('region', 'Region'),
    Column('led_by', 'Led by', 'wraps'),
    Column('members', 'Members', 'number', is_extra=True),
    Column('state', 'State', 'status'),
)
NONE_LED: Final = 'No groups here yet. An administrator brings people together in one, and says who leads it.'
NONE_YET: Final = 'No groups yet. A group brings people together whom somebody leads.'


class GroupList:
    """`on_want(including_retired, Wanted)` is awaited for every page, and answers by calling `show`.
    `on_add`, unless None, adds one.
    """

    def __init__(self, *, is_all: bool, wanted: Wanted, path_of: Callable[[GroupShape], str],
                 on_open: Callable[[str], Any], on_want: Callable[[bool, Wanted], Awaitable[None]],
                 on_add: Callable[[], Any] | None) -> None:
        self._path_of, self._on_want = path_of, on_want
        self.is_all = is_all
        with Toolbar('Filters'):
            fields.tick('Retired ones too', is_on=is_all, marker='retired', on_change=self._ticked)
        self._table = DataTable(COLUMNS, label='Groups', **asdict(wanted), on_want=self._wanted, on_open=on_open,
                                empty=NONE_YET if on_add else NONE_LED,
                                way_on=('Add group', on_add) if on_add else None)

    @property
    def wanted(self) -> Wanted:
        """The page in sight."""
        return self._table.wanted

    def show(self, groups: Sequence[GroupShape], total: int) -> None:
        """Draw one page of them; `total` is how many there are."""
        self._table.show([self._row(each) for each in groups], total)

    async def _ticked(self, is_all: bool) -> None:
        self.is_all = bool(is_all)
        self._table.wanted = replace(self._table.wanted, page=1)
        await self._on_want(self.is_all, self._table.wanted)

    async def _wanted(self, wanted: Wanted) -> None:
        await self._on_want(self.is_all, wanted)

    def _row(self, each: GroupShape) -> dict[str, Any]:
        leaders = [member.name for member in each.members if member.is_supervisor]
        return {'key': str(each.id), 'name': each.name, 'name_path': self._path_of(each), 'region': each.region,
                'led_by': ', '.join(leaders), 'members': len(each.members),
                'state': 'active' if each.is_active else 'retired'}
