"""A line in this process for each resource: a crowd after one time waits here, one behind the other.

Not on connections, of which there are few, and not in the database, which would have to let everybody begin before
it can refuse. The line guards nothing: the ledger judges, whoever comes from wherever.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakValueDictionary

from app.context import Context
from app.operation import Busy

PATIENCE = 5.0  # seconds, as long as a statement may take

_lines: WeakValueDictionary[tuple[UUID, UUID], asyncio.Lock] = WeakValueDictionary()  # kept by those who stand in them


@asynccontextmanager
async def in_turn(ctx: Context, resource_id: UUID) -> AsyncIterator[None]:
    """Wait until those before us have an answer. To be entered before the transaction. Raises: Busy."""
    line = _lines.setdefault((ctx.tenant, resource_id), asyncio.Lock())
    try:
        async with asyncio.timeout(PATIENCE):
            await line.acquire()
    except TimeoutError:
        raise Busy from None
    try:
        yield
    finally:
        line.release()
