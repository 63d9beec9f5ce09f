"""The permission matrix: every permission and how far each role reaches, or what one role sees and does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nicegui import ui

from app.permissions import Reach, Role
from components import fields, words
from components.markup import safe, tag
from components.page_parts import Toolbar

REACHES: Final[dict[Reach, str]] = {
    Reach.NONE: '–', Reach.OWN: 'own', Reach.GROUP: 'group', Reach.TENANT: 'business',
}
SAID: Final[dict[Reach, str]] = {
    Reach.NONE: 'nothing', Reach.OWN: 'what is their own', Reach.GROUP: 'the groups they lead',
    Reach.TENANT: 'the whole business',
}
EVERYBODY: Final = ''


@dataclass(frozen=True, slots=True)
class Call:
    """An entry point: its name in the register, and what it does in a sentence."""

    name: str
    does: str
    writes: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A screen: its address, what it is called, and what it is in a sentence."""

    path: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Right:
    """A permission: what it allows, how far each role reaches, and who asks for it."""

    name: str
    sentence: str
    reach: Mapping[Role, Reach]
    calls: tuple[Call, ...] = ()
    ways: tuple[Way, ...] = ()


class PermissionMatrix:
    """`on_choose` is called with a role, or with nothing for all of them.

    All roles side by side, or one of them as it would see the product; choosing changes nobody's rights."""

    def __init__(self, rights: Sequence[Right], *, chosen: Role | None = None,
                 on_choose: Callable[[str], Any]) -> None:
        self._rights, self._on_choose = tuple(rights), on_choose
        with Toolbar('View as'):
            choices = {EVERYBODY: 'All roles', **{role.value: words.ROLES[role] for role in Role}}
            fields.either(choices, chosen.value if chosen else EVERYBODY, label='View as', marker='view-as',
                          on_change=self._chosen)
        self._box = ui.html('').classes('rights').mark('rights')
        self._show(chosen.value if chosen else EVERYBODY)

    def _chosen(self, role: str) -> None:
        self._show(role)
        self._on_choose(role)

    def _show(self, role: str) -> None:
        if role in Role.__members__:
            self._box.set_content(_seen_markup(self._rights, Role(role)))
        else:
            self._box.set_content(_matrix_markup(self._rights))


def _matrix_markup(rights: Iterable[Right]) -> str:
    head = tag('th', 'Permission', scope='col') + ''.join(
        tag('th', safe(words.ROLES[role]), scope='col') for role in Role)
    rows = ''.join(tag('tr', _name_markup(right) + ''.join(_cell_markup(right, role) for role in Role))
                   for right in rights)
    return tag('table', tag('caption', 'How far each role reaches', class_='hidden-text')
               + tag('thead', tag('tr', head)) + tag('tbody', rows), class_='rights__matrix')


def _name_markup(right: Right) -> str:
    return tag('th', safe(right.sentence) + tag('code', safe(right.name)), scope='row')


def _cell_markup(right: Right, role: Role) -> str:
    return tag('td', _reach_markup(right.reach[role], REACHES), data_role=words.ROLES[role])


def _reach_markup(reach: Reach, said: Mapping[Reach, str]) -> str:
    return tag('span', safe(said[reach]), class_='rights__reach', data_reach=reach.name.lower())


def _seen_markup(rights: Sequence[Right], role: Role) -> str:
    """What one role would have: its screens, what it may do by how far it reaches, and what it is refused."""
    who = words.ROLES[role]
    ways = [(way.name, way.path) for right in rights if right.reach[role] for way in right.ways]
    parts = [_part_markup(f'Screens of {who}', ways)]
    for reach in sorted(Reach, reverse=True):
        lines = [(right.sentence, right.name) for right in rights if right.reach[role] is reach]
        title = f'{who} may, for {SAID[reach]}' if reach else f'Refused to {who}'
        parts += [_part_markup(title, lines, is_refused=not reach)] if lines else []
    return ''.join(parts)


def _part_markup(title: str, lines: Sequence[tuple[str, str]], *, is_refused: bool = False) -> str:
    listed = ''.join(tag('li', safe(said) + tag('code', safe(name))) for said, name in lines)
    return tag('section', tag('h2', safe(title)) + tag('ul', listed), class_='rights__part',
               data_refused='yes' if is_refused else '')
