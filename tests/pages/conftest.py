"""The session's servers, for tests that knock at the doors."""

from tests.pages.doors import house
from tests.pages.mailing import mailing, sink

__all__ = ['house', 'mailing', 'sink']
