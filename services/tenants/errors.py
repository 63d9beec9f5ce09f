"""Refusals about businesses."""

from app.errors import Conflict, NotFound


class SlugTaken(Conflict):
    sentence = 'This address is already used by another business.'


class TenantNotFound(NotFound):
    sentence = 'There is no business at this address.'
