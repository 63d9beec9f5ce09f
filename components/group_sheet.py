"""One group to read: what it is, who is in it and who leads it."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from components import page_parts, words
from components.data_table import Column, DataTable
from services.people.shapes import GroupShape

COLUMNS: Final = (Column('name', 'Name'), Column('part', 'Part', 'status'))
NOBODY: Final = 'Nobody is in this group yet.'


class GroupSheet:
    """For those who may see it and not change it."""

    def __init__(self, group: GroupShape, *, back: tuple[str, str]) -> None:
        self._header = page_parts.PageHeader(group.name, back=back)
        with ui.element('div').classes('person').mark('group'):
            with page_parts.section('Group'):
                self._facts = page_parts.facts({})
            with page_parts.section('Members'):
                self._table = DataTable(COLUMNS, label='Members', empty=NOBODY)
        self.show(group)

    def show(self, group: GroupShape) -> None:
        """Draw it as it is now."""
        self._header.show(group.name, group.region)
        self._facts.set_content(page_parts.facts_markup({
            'Region': group.region, 'Description': group.description,
            'State': words.look_of('active' if group.is_active else 'retired').word}))
        self._table.show([{'key': str(each.user_id), 'name': each.name,
                           'part': 'leads' if each.is_supervisor else 'member'} for each in group.members])
