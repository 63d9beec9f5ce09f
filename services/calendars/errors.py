"""Refusals about calendars."""

from app.errors import Invalid, NotFound


class CalendarNotFound(NotFound):
    sentence = 'This calendar does not exist, or not any more.'


class ExceptionNotFound(NotFound):
    sentence = 'This change of hours does not exist, or not any more.'


class CalendarNameTaken(Invalid):
    sentence = 'There is already a calendar with this name.'

    def __init__(self) -> None:
        super().__init__(fields={'name': self.sentence})
