"""A line that can go dead without a word: bytes are swallowed and nobody hangs up; and waiting for what must come."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Hole:
    """A proxy in front of a TCP server. `is_black` swallows all; `bury` makes the lines there are dead for ever."""

    def __init__(self, host: str, port: int) -> None:
        self._to = (host, port)
        self.is_black = False
        self._lines: list[asyncio.Event] = []
        self.port = 0

    def bury(self) -> None:
        """Every line that is open now stays open and carries nothing any more; new ones work."""
        for dead in self._lines:
            dead.set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        dead = asyncio.Event()
        self._lines.append(dead)
        try:
            to_reader, to_writer = await asyncio.open_connection(*self._to)
        except OSError:
            writer.close()
            return
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._carry(reader, to_writer, dead), self._carry(to_reader, writer, dead))
        for one in (writer, to_writer):
            one.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, dead: asyncio.Event) -> None:
        while piece := await reader.read(65536):
            if not self.is_black and not dead.is_set():
                writer.write(piece)
                await writer.drain()
        if not self.is_black and not dead.is_set():
            writer.close()


@asynccontextmanager
async def hole(host: str, port: int) -> AsyncIterator[Hole]:
    """A proxy to a server, on a port of its own."""
    proxy = Hole(host, port)
    server = await asyncio.start_server(proxy.accept, '127.0.0.1', 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()


async def until(condition: Callable[[], object], within: float = 5.0) -> None:
    """Wait for what another process, or another task, is about to bring about."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, 'waited in vain'
        await asyncio.sleep(0.005)
