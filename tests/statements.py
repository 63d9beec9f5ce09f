"""How many statements the product sends: a list must take as many for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import psycopg
import pytest

A_PING = ';'  # the pool's, when it hands out a connection


class Count:
    """What was sent inside the block, but for pings and setting the tenant."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __int__(self) -> int:
        return len(self.sent)


@contextmanager
def counting() -> Iterator[Count]:
    """At the driver, so that what goes past the ORM is counted too."""
    count, execute = Count(), psycopg.AsyncCursor.execute

    async def heard(cursor: psycopg.AsyncCursor[Any], query: Any, *arguments: Any, **options: Any) -> Any:
        if 'set_config' not in str(query) and query != A_PING:
            count.sent.append(str(query))
        return await execute(cursor, query, *arguments, **options)

    psycopg.AsyncCursor.execute = heard
    try:
        yield count
    finally:
        psycopg.AsyncCursor.execute = execute


@pytest.fixture
def counted_statements(ledger: str) -> Callable[[], AbstractContextManager[Count]]:
    """`with counted_statements() as count: ...`; afterwards `int(count)`."""
    return counting
