"""Refusals about notifications."""

from app.errors import Conflict, Expired, NotFound


class DeliveryNotFound(NotFound):
    sentence = 'There is no such message.'


class NoticeNotFound(NotFound):
    sentence = 'There is no such notice.'


class NothingToResend(Conflict):
    sentence = 'It was sent, or is about to be.'


class NotWanted(Conflict):
    sentence = 'They have switched messages of this kind off.'


class LinkIsDead(Expired):
    sentence = 'This link does not work.'
