"""Refusals about calendars."""

from app.errors import Conflict, Invalid, NotFound


class CalendarNotFound(NotFound):
    sentence = 'This calendar does not exist, or not any more.'


class ExceptionNotFound(NotFound):
    sentence = 'This change of hours does not exist, or not any more.'


class SkillsChangedMeanwhile(Conflict):
    sentence = 'Somebody changed these skills meanwhile. Nothing was changed; please look again.'


class CalendarNameTaken(Invalid):
    sentence = 'There is already a calendar with this name.'

    def __init__(self) -> None:
        super().__init__(fields={'name': self.sentence})
