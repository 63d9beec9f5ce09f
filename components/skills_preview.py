"""What giving skills to a group changes: a row for each calendar, said before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from nicegui import ui

from components import words
from components.data_table import Column, DataTable
from services.calendars.shapes import CalendarPlan, GroupSkills
from services.skills.shapes import Level

COLUMNS: Final = (Column('name', 'Calendar'), Column('effect', 'Effect', 'status'), Column('detail', 'What', 'wraps'))
CHOOSE: Final = 'Choose a skill to see what would change.'


class SkillsPreview:
    """`names` goes from ids of skills (text) to their names."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names
        with ui.element('div').classes('stack gap-2').props('role=status').mark('skills-preview'):
            self._sum = ui.label(CHOOSE).classes('dense strong').mark('skills-sum')
            self._table = DataTable(COLUMNS, label='What would change', size=25,
                                    empty='There is no calendar in this group.')
            self._table.show([])

    def show(self, planned: GroupSkills | None) -> None:
        """Draw the plan; None when nothing is chosen."""
        self._sum.set_text(CHOOSE if planned is None else summed(planned))
        self._table.show([self._row(plan) for plan in planned.plans] if planned else [])

    def _row(self, plan: CalendarPlan) -> dict[str, Any]:
        gains = [self._said(change.skill_id, change.after) for change in plan.changes if change.before is None]
        rises = [f'{self._said(change.skill_id, change.before)} to {_word(change.after)}'
                 for change in plan.changes if change.before is not None]
        has = [self._said(skill.skill_id, skill.level) for skill in plan.has]
        told = [f'{verb} {", ".join(each)}' for verb, each in (('gains', gains), ('rises from', rises), ('has', has))
                if each]
        return {'key': str(plan.calendar_id), 'name': plan.name, 'detail': '; '.join(told),
                'effect': 'gains' if gains else 'rises' if rises else 'stays'}

    def _said(self, skill_id: object, level: Level | None) -> str:
        return f'{self._names.get(str(skill_id), "Another skill")} {_word(level)}'


def summed(planned: GroupSkills) -> str:
    """3 of 5 calendars change: 2 skills gained, 1 level raised; nothing sinks."""
    changed = [plan for plan in planned.plans if plan.changes]
    gains = sum(change.before is None for change in planned.changes)
    rises = len(planned.changes) - gains
    if not changed:
        return 'Nothing changes: all of them have this already.'
    told = [f'{_count(number, word)} {verb}' for number, word, verb in (
        (gains, 'skill', 'gained'), (rises, 'level', 'raised')) if number]
    return f'{len(changed)} of {len(planned.plans)} calendars change: {", ".join(told)}.'


def _count(number: int, word: str) -> str:
    return f'{number} {word}' if number == 1 else f'{number} {word}s'


def _word(level: Level | None) -> str:
    return words.LEVELS[level.rank - 1].lower() if level else ''
