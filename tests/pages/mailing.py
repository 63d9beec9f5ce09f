"""A server that can send mail, and the mail server it sends to: one pair for all modules that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import servers
from tests.pages.doors import House, _with_the_demo, open_house
from tests.smtp_sink import Sink, an_smtp_sink


@pytest.fixture(scope='session')
def sink() -> Iterator[Sink]:
    with an_smtp_sink() as opened:
        yield opened


@pytest.fixture(scope='session')
def mailing(postgres, sink) -> Iterator[House]:
    """A server with a mail server, on a database of its own."""
    with open_house(servers.clone(_with_the_demo(postgres)), SMTP_URL=sink.url) as opened:
        yield opened
