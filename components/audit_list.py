"""What happened in a business, newest first, under a row of filters."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from nicegui import ui

from components import buttons, fields, when
from components.audit_words import said, said_about, said_details, said_kind
from components.data_table import Action, Column, DataTable, Wanted
from components.page_parts import Toolbar
from services.audit.shapes import AuditEntry

ANYBODY: Final = 'Everybody'
ANYTHING: Final = 'Everything'
UNKNOWN: Final = 'Nothing known'
NO_DAY: Final = f'A day between {when.EARLIEST.year} and {when.LATEST.year}.'
COLUMNS: Final = (
    Column('time', 'When'),
    Column('what', 'What', 'wraps'),
    Column('about', 'About', 'wraps'),
    Column('who', 'By whom'),
    Column('details', 'Details', 'wraps'),
    Column('trace', 'Trace', is_extra=True),
    Column('seal', 'Seal', 'number', is_extra=True),
)


@dataclass(frozen=True, slots=True)
class Looked:
    """What is looked for, as the address has it: an actor's id, a kind, a reference or an id, and days, both in. It may
    be nothing of the kind.
    """

    actor: str = ''
    kind: str = ''
    subject: str = ''
    first: str = ''
    last: str = ''


class AuditList:
    """`on_want(Looked, Wanted)` is awaited for every page and filter, and answers by calling `show`."""

    def __init__(self, looked: Looked, actors: Mapping[str, str], kinds: Sequence[str], *, zone: str, page: int,
                 on_want: Callable[[Looked, Wanted], Awaitable[None]], on_clear: Callable[[], Any]) -> None:
        self.looked, self._zone, self._on_want = looked, zone, on_want
        self._subjects: dict[str, str] = {}
        with Toolbar('Filters'):
            self._draw_filters(actors, kinds)
            buttons.plain('Clear', on_clear, marker='clear-filters')
        with ui.element('div').classes('lines audit'):
            self._table = DataTable(COLUMNS, label='What happened', size=50, page=page, on_want=self._wanted,
                                    on_act=self._only, actions=[Action('only', 'All about this', 'filter_alt')],
                                    empty='Nothing like that happened. Choose other days, people or kinds.',
                                    way_on=('Show everything', on_clear))

    @property
    def wanted(self) -> Wanted:
        """The page in sight."""
        return self._table.wanted

    def show(self, entries: Sequence[AuditEntry], total: int) -> None:
        """Draw one page of them; `total` is how many there are."""
        for field in self._fields.values():
            field.error = NO_DAY if field.error == NO_DAY else None
        self._subjects = {str(entry.id): str(entry.subject_id) for entry in entries}
        self._table.show([self._row(entry) for entry in entries], total)

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Say at the filters what is wrong with them; what was typed stays."""
        for name, field in self._fields.items():
            field.error = errors.get(name)
        self._table.show([], 0)

    def _draw_filters(self, actors: Mapping[str, str], kinds: Sequence[str]) -> None:
        looked, chosen = self.looked, {}
        known = {'': ANYTHING, **{kind: said_kind(kind) for kind in kinds}}
        for name, label, options, value in (
                ('actor', 'By whom', {'': ANYBODY, **actors}, looked.actor),
                ('kind', 'What happened', {looked.kind: UNKNOWN, **known}, looked.kind)):
            field = fields.choice('', options, value, is_searchable=True, marker=name,
                                  on_change=self._choosing(name))
            field.props['aria-label'] = label
            chosen[name] = field
        self._subject = fields.text('', looked.subject, placeholder='Reference or id', icon='search', wait=400,
                                    marker='subject', on_change=lambda text: self._ask(subject=text.strip()))
        self._subject.classes('audit__subject').props['aria-label'] = 'To what: a booking reference, or an id'
        self._fields = {**chosen, 'subject': self._subject, 'first': self._day('first', 'From', looked.first),
                        'last': self._day('last', 'To', looked.last)}

    def _day(self, name: str, label: str, value: str) -> Any:
        field = fields.day('', when.read_day(value), first=when.EARLIEST, last=when.LATEST, marker=name,
                           on_change=lambda text: self._choose_day(name, text))
        field.classes('audit__day').props['prefix'] = field.props['aria-label'] = label
        return field

    def _choosing(self, name: str) -> Callable[[str | None], Awaitable[None]]:
        return lambda chosen: self._ask(**{name: chosen or ''})

    async def _choose_day(self, name: str, text: str) -> None:
        is_none = bool(text) and when.read_day(text) is None
        self._fields[name].error = NO_DAY if is_none else None
        if not is_none:
            await self._ask(**{name: text})

    async def _only(self, action: str, key: str) -> None:  # noqa: ARG002 - there is one
        if key in self._subjects:
            self._subject.value = self._subjects[key]

    async def _ask(self, **changes: Any) -> None:
        looked = replace(self.looked, **changes)
        if looked != self.looked:
            self.looked = looked
            await self._on_want(looked, self._first_page())

    def _first_page(self) -> Wanted:
        self._table.wanted = replace(self._table.wanted, page=1)
        return self._table.wanted

    async def _wanted(self, wanted: Wanted) -> None:
        await self._on_want(self.looked, wanted)

    def _row(self, entry: AuditEntry) -> dict[str, Any]:
        local = when.local(entry.at, self._zone)
        return {
            'key': str(entry.id), 'time': f'{when.day(local, year=True)}, {local:%H:%M:%S}', 'what': said(entry),
            'about': said_about(entry),
            'who': entry.actor_name, 'details': said_details(entry, self._zone), 'trace': entry.trace_id,
            'seal': '' if entry.seal is None else str(entry.seal),
        }
