"""Refusals about clients."""

from app.errors import NotFound


class ClientNotFound(NotFound):
    sentence = 'This client does not exist, or not any more.'
