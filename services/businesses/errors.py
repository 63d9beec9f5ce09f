"""Refusals about how a business begins."""

from app.errors import NotFound


class NothingToSetUp(NotFound):
    """There is a business already, or this is not what the console said: alike."""
