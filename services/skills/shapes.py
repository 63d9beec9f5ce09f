"""Skills and how well somebody has them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Level(StrEnum):
    """How well a calendar has a skill: BASIC < INTERMEDIATE < ADVANCED < EXPERT (compare by `rank`)."""

    BASIC = 'BASIC'
    INTERMEDIATE = 'INTERMEDIATE'
    ADVANCED = 'ADVANCED'
    EXPERT = 'EXPERT'

    @property
    def rank(self) -> int:
        """1 (BASIC) to 4 (EXPERT)."""
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level, start=1)}


@dataclass(frozen=True, slots=True)
class SkillLevel:
    """A skill at a level: what a calendar has, or the least that is required."""

    skill_id: UUID
    level: Level


@dataclass(frozen=True, slots=True)
class SkillShape:
    id: UUID
    name: str
    category: str
    description: str
    is_active: bool
