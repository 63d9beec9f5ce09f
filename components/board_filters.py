"""Which part of the team a board shows: the place, which decides the clock, and behind a button the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nicegui import ui

from components import buttons, fields

ALL: Final = 'all'
ALL_PLACES: Final = 'All locations'
ANYBODY: Final = 'Everybody'
ANY_GROUP: Final = 'All groups'
FILTER: Final = 'Filter'


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ids as text, as the address has them; empty is no choice, and `location` may be ALL."""

    location: str = ''
    group: str = ''
    provider: str = ''

    @property
    def count(self) -> int:
        """How many filters are on besides the place."""
        return bool(self.group) + bool(self.provider)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: id to name."""

    locations: Mapping[str, str]
    groups: Mapping[str, str]
    providers: Mapping[str, str]


class BoardFilters:
    """A place and a person to choose, and the rest behind a button with a count; on a phone all of it is behind it.

    `on_change(Chosen)` is called with the new choice; `show` names whose week it is without asking for anything.
    """

    def __init__(self, choices: Choices, chosen: Chosen, *, on_change: Callable[[Chosen], Any]) -> None:
        self._chosen = chosen
        self._on_change = on_change
        if len(choices.locations) > 1:
            places = {**choices.locations, ALL: ALL_PLACES}
            _named(fields.choice('', places, chosen.location, marker='location', on_change=self._choose_place),
                   'Location').classes('not-on-phone')
        self._provider = _named(fields.choice('', {'': ANYBODY, **choices.providers}, chosen.provider,
                                              marker='provider', on_change=self._choose_person), 'Provider')
        self._provider.classes('not-on-phone')
        with buttons.quiet(_words(chosen), icon='filter_list', marker='filters') as button:
            button.props['aria-haspopup'] = 'dialog'
            if chosen.count:
                button.props['aria-pressed'] = 'true'
            with ui.menu().props('role=dialog aria-label=Filters'), ui.element('div').classes('board-filters'):
                self._draw_menu(choices)

    def show(self, provider: str) -> None:
        """Whose time is in sight; empty for everybody."""
        self._chosen = replace(self._chosen, provider=provider)
        for field in (self._provider, self._phones_provider):
            field.value = provider

    def _draw_menu(self, choices: Choices) -> None:
        chosen = self._chosen
        if len(choices.locations) > 1:
            fields.choice('Location', {**choices.locations, ALL: ALL_PLACES}, chosen.location, marker='phones-location',
                          on_change=self._choose_place).classes('on-phone')
        self._phones_provider = fields.choice(
            'Provider', {'': ANYBODY, **choices.providers}, chosen.provider, marker='phones-provider',
            on_change=self._choose_person).classes('on-phone')
        fields.choice('Group', {'': ANY_GROUP, **choices.groups}, chosen.group, marker='group',
                      on_change=lambda value: self._changed(group=value or '', provider=''))
        if chosen.count:
            buttons.plain('Clear', lambda: self._changed(group='', provider=''), marker='clear-filters')

    def _choose_place(self, value: str) -> Any:
        return self._changed(location=value, provider='')

    def _choose_person(self, value: str) -> Any:
        return self._changed(provider=value or '')

    def _changed(self, **changes: str) -> Any:
        chosen = replace(self._chosen, **changes)
        if chosen == self._chosen:
            return None  # only said, not chosen
        self._chosen = chosen
        return self._on_change(chosen)


def _words(chosen: Chosen) -> str:
    return f'{FILTER} · {chosen.count}' if chosen.count else FILTER


def _named(field: ui.select, label: str) -> ui.select:
    field.props['aria-label'] = label
    return field
