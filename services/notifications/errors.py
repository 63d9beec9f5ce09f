"""Refusals about notifications."""

from app.errors import Conflict, NotFound


class DeliveryNotFound(NotFound):
    sentence = 'There is no such message.'


class NothingToResend(Conflict):
    sentence = 'It was sent, or is about to be.'
