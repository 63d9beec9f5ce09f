"""Facts about skills."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.journal import Event


@dataclass(frozen=True, kw_only=True)
class SkillFact(Event):
    subject_kind: ClassVar[str] = 'skill'
    skill_id: UUID
    name: str


class SkillCreated(SkillFact):
    kind = 'skill.created'


class SkillChanged(SkillFact):
    kind = 'skill.changed'


class SkillRetired(SkillFact):
    kind = 'skill.retired'
