"""Appointments in rows: a toolbar of filters above one page of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from components import buttons, fields, when, words
from components.data_table import Column, DataTable, Wanted
from components.page_parts import Toolbar
from services.appointments.shapes import AppointmentShape, Status

ANY: Final = 'All states'
EVERYBODY: Final = 'All providers'
NO_DAY: Final = f'A day between {when.EARLIEST.year} and {when.LATEST.year}.'
STATES: Final = {'': ANY, **{status.value: words.look_of(status).word for status in Status}}
COLUMNS: Final = (
    Column('time', 'When', 'link', is_sortable=True),
    Column('length', 'Length', is_extra=True),
    Column('client', 'Client', second='phone'),
    Column('offering', 'Offering', is_extra=True),
    Column('provider', 'Provider', second='place'),
    Column('status', 'State', 'status'),
    Column('price', 'Price', 'amount', is_extra=True),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which appointments: from a day on (None: from now), of a state, of a provider (an id as text)."""

    since: date | None = None
    status: str = ''
    provider: str = ''


class AppointmentList:
    """`on_want(Asked, Wanted)` is awaited for every page, order and filter, and answers by calling `show`."""

    def __init__(self, asked: Asked, providers: Mapping[str, str], *, viewer: str,
                 path_of: Callable[[AppointmentShape], str], on_open: Callable[[str], Any],
                 on_want: Callable[[Asked, Wanted], Awaitable[None]]) -> None:
        self._viewer, self._path_of, self._on_want = viewer, path_of, on_want
        self.asked = asked
        self._draw_toolbar(providers)
        self._table = DataTable(COLUMNS, label='Appointments', sort='time', size=50, on_want=self._wanted,
                                on_open=on_open, empty='No appointments here. Choose another day or state.')

    @property
    def wanted(self) -> Wanted:
        """The page and order in sight."""
        return self._table.wanted

    def show(self, appointments: Sequence[AppointmentShape], total: int, *, today: date) -> None:
        """Draw one page of them; `total` is how many there are."""
        self._table.show([self._row(each, today) for each in appointments], total)

    def refuse_day(self) -> None:
        """Say at its field that the day asked for is none."""
        self._day.error = NO_DAY

    def _draw_toolbar(self, providers: Mapping[str, str]) -> None:
        with Toolbar('Filters'):
            self._day = fields.day('', self.asked.since, first=when.EARLIEST, last=when.LATEST, marker='since',
                                   on_change=self._since)
            self._day.props['aria-label'] = 'From this day'
            buttons.plain('From now', lambda: self._day.set_value(''), marker='from-now', keys='t')
            status = fields.choice('', STATES, self.asked.status, marker='status',
                                   on_change=lambda value: self._ask(status=value or ''))
            status.props['aria-label'] = 'State'
            provider = fields.choice('', {'': EVERYBODY, **providers}, self.asked.provider, is_searchable=True,
                                     marker='provider', on_change=lambda value: self._ask(provider=value or ''))
            provider.props['aria-label'] = 'Provider'

    async def _since(self, value: str) -> None:
        since = when.read_day(value) if value else None
        if value and since is None:
            self.refuse_day()
            return
        self._day.error = None
        await self._ask(since=since)

    async def _ask(self, **changes: Any) -> None:
        self.asked = replace(self.asked, **changes)
        self._table.wanted = replace(self._table.wanted, page=1)
        await self._on_want(self.asked, self._table.wanted)

    async def _wanted(self, wanted: Wanted) -> None:
        await self._on_want(self.asked, wanted)

    def _row(self, each: AppointmentShape, today: date) -> dict[str, Any]:
        during = each.during
        return {
            'key': each.reference,
            'time': when.moment(during.starts_at, each.zone, today=today, viewer=self._viewer),
            'length': when.length(during.length),
            'time_path': self._path_of(each),
            'client': each.client_name, 'phone': each.client_phone or each.client_email,
            'offering': each.offering_name, 'provider': each.calendar_name, 'place': each.location_name,
            'status': each.status, 'price': when.minor(each.price_minor, each.currency),
        }
