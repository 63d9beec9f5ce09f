"""Refusals about skills."""

from app.errors import Invalid, NotFound


class SkillNotFound(NotFound):
    sentence = 'This skill does not exist, or not any more.'


class SkillNameTaken(Invalid):
    sentence = 'There is already a skill with this name.'

    def __init__(self) -> None:
        super().__init__(fields={'name': self.sentence})
