"""The box in which one says what is needed: an offering, or skills with their least level."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import orjson
from nicegui import ui
from nicegui.events import GenericEventArguments

from components import need, when
from services.offerings.shapes import OfferingShape
from services.skills.shapes import SkillShape

LABEL = 'What is needed'
PLACEHOLDER = 'Offering or skill'


class NeedBox(ui.element, component='need_box.js'):
    """`on_need(offering id, ((skill id, level), ...))` is called with every choice; `on_done` by Enter on nothing."""

    def __init__(self, offerings: Sequence[OfferingShape], skills: Sequence[SkillShape], *,
                 on_need: Callable[[str, tuple[tuple[str, int], ...]], Any], on_done: Callable[[], Any]) -> None:
        super().__init__()
        self._on_need = on_need
        self.mark('need-box')
        self.props.update({'label': LABEL, 'placeholder': PLACEHOLDER, 'offering': '', 'skills': [],
                           'options': orjson.Fragment(orjson.dumps(_options(offerings, skills)))})
        self.on('need', self._told)
        self.on('done', lambda _: on_done())

    def show(self, offering: str, skills: Sequence[tuple[str, int]]) -> None:
        """Draw these as chosen."""
        chosen = [list(pair) for pair in skills]
        if (self.props['offering'], self.props['skills']) != (offering, chosen):
            self.props['offering'], self.props['skills'] = offering, chosen

    async def _told(self, event: GenericEventArguments) -> Any:
        told = event.args if isinstance(event.args, dict) else {}
        pairs = [pair for pair in told.get('skills') or () if isinstance(pair, list) and len(pair) == 2]
        outcome = self._on_need(str(told.get('offering') or '')[:need.LONGEST_WORD], need.skills_of(pairs))
        return await outcome if hasattr(outcome, '__await__') else outcome


def _options(offerings: Sequence[OfferingShape], skills: Sequence[SkillShape]) -> list[dict[str, str]]:
    return [
        *({'id': str(each.id), 'kind': 'Offerings', 'name': each.name, 'hint': when.length(each.duration)}
          for each in offerings),
        *({'id': str(each.id), 'kind': 'Skills', 'name': each.name, 'hint': each.category} for each in skills),
    ]
