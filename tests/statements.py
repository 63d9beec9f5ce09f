"""How many statements the product sends: a list must take as many for three rows as for one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from sqlalchemy import event

from app import database


class Count:
    """What was sent inside the block, setting the tenant not counted."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def __int__(self) -> int:
        return len(self.sent)


@pytest.fixture
def counted_statements(ledger) -> Callable[[], AbstractContextManager[Count]]:
    """`with counted_statements() as count: ...`; afterwards `int(count)`."""

    @contextmanager
    def counting() -> Iterator[Count]:
        count, engine = Count(), database.engine().sync_engine

        def hear(connection, cursor, statement, *rest) -> None:
            if 'set_config' not in statement:
                count.sent.append(statement)

        event.listen(engine, 'before_cursor_execute', hear)
        try:
            yield count
        finally:
            event.remove(engine, 'before_cursor_execute', hear)

    return counting
