"""Refusals about locations."""

from app.errors import Invalid, NotFound


class LocationNotFound(NotFound):
    sentence = 'This location does not exist, or not any more.'


class LocationNameTaken(Invalid):
    sentence = 'There is already a location with this name.'

    def __init__(self) -> None:
        super().__init__(fields={'name': self.sentence})
