"""Which calendars are asked: one bit mask for each skill at each level, group, location and region."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import reduce
from uuid import UUID

import numpy as np

from services.availability.bits import Mask, mask_of, words_for
from services.availability.shapes import Match, Wanted
from services.calendars.shapes import CalendarRules
from services.skills.shapes import Level, SkillLevel


class Masks:
    """The provider masks of one tenant; bit = position in `entries`."""

    def __init__(self, entries: Sequence[CalendarRules]) -> None:
        self.words = words_for(len(entries))
        self.nobody = np.zeros(self.words, dtype=np.uint64)
        self.active = self._mask(column for column, entry in enumerate(entries) if entry.is_active)
        self._columns = {entry.id: column for column, entry in enumerate(entries)}
        members: dict[Hashable, list[int]] = defaultdict(list)
        skilled: dict[int, tuple[tuple[SkillLevel, ...], list[int]]] = {}  # calendars that can do the same share it
        for column, entry in enumerate(entries):
            for key in (*entry.group_ids, entry.location_id, entry.region):
                members[key].append(column)
            skilled.setdefault(id(entry.skills), (entry.skills, []))[1].append(column)
        for skills, columns in skilled.values():
            for level in _levels(skills):
                members[level].extend(columns)
        self._masks = {key: self._mask(columns) for key, columns in members.items()}
        self._qualified: dict[Hashable, Mask | None] = {}

    def qualified(self, wanted: Wanted) -> Mask | None:
        """Active, skilled enough and inside every filter; None when that is every active calendar."""
        key = (
            wanted.required, wanted.match, wanted.calendar_ids, wanted.group_ids, wanted.location_ids, wanted.regions
        )  # fmt: skip
        if key not in self._qualified:
            if len(self._qualified) > 1024:
                self._qualified.clear()
            mask = self.active & self.inside(wanted) & self.skilled(wanted)
            self._qualified[key] = None if np.array_equal(mask, self.active) else mask
        return self._qualified[key]

    def inside(self, wanted: Wanted) -> Mask:
        """By the filters for calendar, group, location and region."""
        everybody = ~self.nobody
        if wanted.calendar_ids is not None:
            everybody &= self._mask(self._columns[one] for one in wanted.calendar_ids if one in self._columns)
        for asked in (wanted.group_ids, wanted.location_ids, wanted.regions):
            if asked is not None:
                everybody &= reduce(np.bitwise_or, (self._masks.get(one, self.nobody) for one in asked), self.nobody)
        return everybody

    def skilled(self, wanted: Wanted) -> Mask:
        """By skills and levels: ALL of them, or ANY."""
        if not wanted.required:
            return ~self.nobody
        join = np.bitwise_and if wanted.match is Match.ALL else np.bitwise_or
        return reduce(join, (self.at_least(need) for need in wanted.required))

    def at_least(self, need: SkillLevel) -> Mask:
        return self._masks.get((need.skill_id, need.level.rank), self.nobody)

    def _mask(self, columns: Iterable[int]) -> Mask:
        return mask_of(columns, self.words)


def _levels(skills: Iterable[SkillLevel]) -> set[tuple[UUID, int]]:
    """Each skill under every level it satisfies."""
    return {(has.skill_id, level.rank) for has in skills for level in Level if level.rank <= has.level.rank}
