"""Skills with a level each: added by name, graded side by side, taken away by one press."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from nicegui import ui

from components import buttons, fields, form, words
from services.skills.shapes import Level, SkillLevel

LEVELS: Final = {level.value: word for level, word in zip(Level, words.LEVELS, strict=True)}
ADD: Final = 'Add a skill'


class SkillEditor:
    """`offered` goes from ids (text) to the names of skills that can be added, `names` to those of all."""

    def __init__(self, offered: Mapping[str, str], names: Mapping[str, str], skills: Sequence[SkillLevel] = (), *,
                 on_change: Callable[[], Any] | None = None) -> None:
        self._offered, self._names, self._on_change = offered, names, on_change
        self._levels = {str(skill.skill_id): skill.level.value for skill in skills}
        self._before = dict(self._levels)
        with ui.element('div').classes('stack gap-3 skill-editor').mark('skill-editor') as self._box:
            self._box.props.update(form.GUARD)
            self._rows = ui.element('div').classes('stack gap-2')
            self._add = fields.choice(ADD, {}, None, is_searchable=True, marker='add-skill', on_change=self._added)
        self._draw()

    @property
    def value(self) -> tuple[SkillLevel, ...]:
        """What is chosen now."""
        return tuple(SkillLevel(UUID(skill_id), Level(level)) for skill_id, level in self._levels.items())

    def refuse(self, message: str) -> None:
        """Say what is wrong with it."""
        self._add.error = message
        fields.bring(self._add)

    def _draw(self) -> None:
        self._rows.clear()
        with self._rows:
            for skill_id in sorted(self._levels, key=lambda each: self._name(each).casefold()):
                self._row(skill_id)
        self._add.set_options({each: name for each, name in self._offered.items() if each not in self._levels})

    def _row(self, skill_id: str) -> None:
        name = self._name(skill_id)
        with ui.element('div').classes('line gap-2 apart skill-editor__row').mark('skill-row'):
            ui.label(name).classes('fills dense')
            fields.either(LEVELS, self._levels[skill_id], label=f'Level of {name}', marker='level',
                          on_change=lambda level: self._changed(skill_id, level))
            buttons.icon('close', f'Remove {name}', lambda: self._changed(skill_id, None), is_small=True,
                         marker='remove-skill')

    def _added(self, skill_id: str | None) -> Any:
        if skill_id not in self._offered:
            return None
        self._add.value = None
        self._add.run_method('updateInputValue', '', True)  # what was typed to find it; nothing opens
        return self._changed(str(skill_id), Level.INTERMEDIATE.value)

    def _changed(self, skill_id: str, level: str | None) -> Any:
        self._add.error = None
        is_known = skill_id in self._levels
        if level is None:
            self._levels.pop(skill_id, None)
        elif level in LEVELS:
            self._levels[skill_id] = level
        if level is None or not is_known:
            self._draw()
        self._box.props['data-dirty'] = str(self._levels != self._before).lower()
        return self._on_change() if self._on_change is not None else None

    def _name(self, skill_id: str) -> str:
        return self._names.get(skill_id, 'Another skill')
