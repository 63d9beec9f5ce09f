"""One group: what it is, who is in it and who leads it; members are added by looking for them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from uuid import UUID

from nicegui import ui

from components import badges, buttons, fields, layout, page_parts
from components.data_table import Action, Column, DataTable
from components.group_form import GroupForm
from services.people.shapes import GroupShape, MemberShape, UserShape

WAIT: Final = 200  # ms of quiet before a lookup
COLUMNS: Final = (Column('name', 'Name', 'link'), Column('part', 'Part', 'status'))
ACTIONS: Final = (Action('lead', 'Make leader', 'star_outline', only_if='follows'),
                  Action('lead', 'Leads no more', 'star', only_if='leads'), Action('remove', 'Take out', 'close'))
NOBODY: Final = 'Nobody is in this group yet. Look for somebody above.'

Lookup = Callable[[str], Awaitable[Sequence[UserShape]]]


class GroupCard:
    """`on_step` is awaited with 'retire', 'reopen' or 'skills'; `on_member` with 'add', 'lead' or 'remove' and a user's
    id; `lookup(text)` finds who could be added.
    """

    def __init__(self, group: GroupShape, *, back: tuple[str, str], path_of: Callable[[UUID], str],
                 on_save: Callable[..., Any], on_step: Callable[[str], Awaitable[Any]],
                 on_member: Callable[[str, UUID], Awaitable[Any]], lookup: Lookup) -> None:
        self._path_of, self._lookup = path_of, lookup
        self._is_active: bool | None = None
        self._members: tuple[MemberShape, ...] = ()
        self._asked = 0
        self._header = page_parts.PageHeader(group.name, back=back)
        with ui.element('div').classes('person').mark('group') as box:
            self._on_step, self._on_member = layout.kept_in(box, on_step), layout.kept_in(box, on_member)
            with page_parts.section('Group'):
                self._state = ui.element('div').classes('line gap-2')
                self.form = GroupForm(group, on_save=on_save)
                with self.form:
                    self.form.actions()
            with page_parts.section('Members'):
                self._draw_search()
                self._table = DataTable(COLUMNS, label='Members', actions=ACTIONS, on_act=self._act, empty=NOBODY)
        self.show(group)

    def show(self, group: GroupShape) -> None:
        """Draw it as it is now; what is half typed stays."""
        self._members = group.members
        self._header.show(group.name, group.region)
        self.form.show(group)
        if group.is_active is not self._is_active:  # what has the focus is not drawn anew for nothing
            self._is_active = group.is_active
            self._draw_actions(group)
            self._search.set_enabled(group.is_active)
        self._table.show([{'key': str(each.user_id), 'name': each.name, 'name_path': self._path_of(each.user_id),
                           'part': 'leads' if each.is_supervisor else 'member', 'leads': each.is_supervisor,
                           'follows': not each.is_supervisor} for each in group.members])

    def _draw_actions(self, group: GroupShape) -> None:
        self._state.clear()
        with self._state:
            badges.status('active' if group.is_active else 'retired')
        self._header.actions.clear()
        with self._header.actions:
            if not group.is_active:
                buttons.quiet('Use again', lambda: self._on_step('reopen'), marker='reopen')
                return
            buttons.quiet('Give skills…', lambda: self._on_step('skills'), keys='k', marker='give-skills', asks=True)
            buttons.Button('Retire…', lambda: self._on_step('retire'), kind='danger-quiet', keys='x', marker='retire',
                           asks=True)

    def _draw_search(self) -> None:
        with ui.element('div').classes('stack gap-2 narrow'):
            self._search = fields.text('Add a member', placeholder='Name or e-mail', kind='search',
                                       wait=WAIT, keys='/', marker='look-for', on_change=self._look)
            self._found = ui.element('div').classes('stack gap-1 found').props('role=listbox aria-label="People found" '
                                                                               'data-roving').mark('found')
            self._search.props.update({'autocomplete': 'off', 'data-options': f'#{self._found.html_id}'})

    async def _look(self, text: str | None) -> None:
        self._asked += 1
        asked, typed = self._asked, (text or '').strip()
        found = await self._lookup(typed) if typed else ()
        if asked != self._asked:  # an older answer that came late is dropped
            return
        self._found.clear()
        inside = {each.user_id for each in self._members}
        others = [each for each in found if each.id not in inside]
        with self._found:
            for each in others:
                buttons.quiet(f'{each.name} · {each.email}', self._adding(each), icon='person_add', is_small=True,
                              marker='add-member').props('role=option')
            if typed and not others:
                ui.label('Nobody else is found by this.').classes('dense soft')

    def _adding(self, person: UserShape) -> Callable[[], Awaitable[None]]:
        async def add() -> None:
            await self._on_member('add', person.id)
            self._search.value = ''
            self._search.run_method('focus')

        return add

    async def _act(self, name: str, key: str) -> None:
        member = next((each for each in self._members if str(each.user_id) == key), None)
        if member is not None and name in ('lead', 'remove'):
            await self._on_member(name, member.user_id)

