"""The session's server, for tests that knock at the doors."""

from tests.pages.doors import house

__all__ = ['house']
