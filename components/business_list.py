"""Other businesses in rows: looked for, and entered from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from components import fields
from components.data_table import Action, Column, DataTable, Wanted
from components.form import Form
from components.page_parts import Toolbar
from services.tenants.shapes import TenantName

WAIT: Final = 200  # ms of quiet before what is typed counts
NOBODY: Final = 'There is no other business here.'
ENTER: Final = 'Enter'
REASON_HINT: Final = 'At least ten characters. Both businesses keep it in their audit trails.'
ACTIONS: Final = (Action('enter', ENTER, 'login', is_worded=True),)
COLUMNS: Final = (Column('name', 'Name', is_sortable=True, second='slug'), Column('zone', 'Time zone', is_extra=True))


class BusinessList:
    """`on_want(text, Wanted)` is awaited for every page, order and search, and answers by calling `show`."""

    def __init__(self, text: str, *, page: int = 1, on_want: Callable[[str, Wanted], Awaitable[None]],
                 on_enter: Callable[[TenantName], Any]) -> None:
        self._on_want, self._on_enter = on_want, on_enter
        self.text = text
        self._shown: dict[str, TenantName] = {}
        with Toolbar('Filters'):
            self._text = fields.text('', text, placeholder='Name or address name', icon='search', kind='search',
                                     wait=WAIT, keys='/', marker='look-for', on_change=self._look)
        self._table = DataTable(COLUMNS, label='Other businesses', actions=ACTIONS,
                                sort='name', page=page, on_want=lambda wanted: on_want(self.text, wanted), empty=NOBODY,
                                on_open=self._chosen, on_act=lambda _, key: self._chosen(key))

    @property
    def wanted(self) -> Wanted:
        """The page and order in sight."""
        return self._table.wanted

    def show(self, found: Sequence[TenantName], total: int) -> None:
        """Draw one page of them; `total` is how many there are."""
        self._text.error = None
        self._shown = {str(each.id): each for each in found}
        self._table.show([{'key': key, 'name': each.name, 'slug': each.slug, 'zone': each.zone.replace('_', ' ')}
                          for key, each in self._shown.items()], total)

    def refuse(self, wrong: str) -> None:
        """Say at the field what cannot be looked for."""
        self._text.error = wrong

    def _chosen(self, key: str) -> Any:
        found = self._shown.get(key)
        return self._on_enter(found) if found else None

    async def _look(self, text: str | None) -> None:
        self.text = (text or '').strip()
        self._table.wanted = replace(self._table.wanted, page=1)
        await self._on_want(self.text, self._table.wanted)


class EnterForm(Form):
    """Why; `on_save` is awaited with the reason."""

    def __init__(self, on_save: Callable[..., Any]) -> None:
        super().__init__(lambda values: on_save(**values))
        with self:
            self.add('reason', fields.text('Reason', is_required=True, autocomplete='off', marker='reason',
                                           hint=REASON_HINT))
