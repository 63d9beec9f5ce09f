"""The letters there are: what each is, when it is sent, and whether the business words it itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from nicegui import ui

from components import when
from components.data_table import Column, DataTable
from components.template_words import AUDIENCES
from services.templates.shapes import Kind, TemplateShape

COLUMNS: Final = (
    Column('name', 'Letter', 'link'),
    Column('audience', 'To whom'),
    Column('sent', 'Sent when', 'wraps'),
    Column('state', 'Wording', 'status'),
    Column('changed', 'Changed', is_extra=True),
)


class TemplateList:
    """`path_of(kind)` is where one of them is worded."""

    def __init__(self, *, zone: str, path_of: Callable[[Kind], str]) -> None:
        self._zone, self._path_of = zone, path_of
        with ui.element('div').classes('lines'):
            self._table = DataTable(COLUMNS, label='Letters', size=50, on_want=lambda _: None, empty='No letters.')

    def show(self, found: Sequence[TemplateShape]) -> None:
        """Draw them all."""
        self._table.show([self._row(each) for each in found], len(found))

    def _row(self, each: TemplateShape) -> dict[str, Any]:
        entry = each.entry
        changed = '' if each.changed_at is None else when.day(when.local(each.changed_at, self._zone))
        return {'key': entry.kind.value, 'name': entry.name, 'name_path': self._path_of(entry.kind),
                'audience': AUDIENCES[entry.audience], 'sent': entry.sent_when,
                'state': 'own_words' if each.own else 'as_default', 'changed': changed}
