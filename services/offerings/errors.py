"""Refusals about offerings."""

from app.errors import Invalid, NotFound


class OfferingNotFound(NotFound):
    sentence = 'This offering does not exist, or not any more.'


class OfferingNameTaken(Invalid):
    sentence = 'There is already an offering with this name.'

    def __init__(self) -> None:
        super().__init__(fields={'name': self.sentence})
