"""A websocket client that speaks to a page as its browser does, or as somebody who only pretends to."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import aiohttp
import socketio

from tests.pages.doors import House, client_of


class Tab:
    """One socket of one page. `heard` are the messages the server sent, newest last."""

    def __init__(self, client_id: str, http: aiohttp.ClientSession) -> None:
        self.client_id = client_id
        self.heard: list[tuple[str, Any]] = []
        self.socket = socketio.AsyncClient(reconnection=False, http_session=http)
        self.socket.on('*', self._hear)

    async def send(self, event: str, **message: Any) -> None:
        await self.socket.emit(event, {'client_id': self.client_id} | message)

    async def press(self, element: int, listener: str, *args: Any, client_id: str = '') -> None:
        """What a browser sends when something is done to an element."""
        await self.send('event', id=element, listener_id=listener, args=[json.dumps(each) for each in args],
                        **({'client_id': client_id} if client_id else {}))

    async def hears(self, text: str, *, within: float = 10.0) -> bool:
        """Whether a message with this text arrives in time."""
        deadline = asyncio.get_running_loop().time() + within
        while asyncio.get_running_loop().time() < deadline:
            if text in self.said():
                return True
            await asyncio.sleep(0.02)
        return False

    def said(self) -> str:
        return json.dumps(self.heard, ensure_ascii=False)

    async def _hear(self, event: str, *message: Any) -> None:
        self.heard.append((event, message))


@asynccontextmanager
async def connected(house: House, client_id: str, *, cookies: str = '', origin: str | None = '',
                    transport: str = 'websocket', query: str = '') -> AsyncIterator[Tab]:
    """A socket for this client. `origin` None sends none, empty the house's own. Raises ConnectionError."""
    headers = {'Cookie': cookies} if cookies else {}
    if origin is not None:
        headers['Origin'] = origin or house.origin
    words = (f'client_id={client_id}&next_message_id=0&implicit_handshake=true&tab_id={uuid4()}'
             f'&document_id={uuid4()}{query}')
    async with aiohttp.ClientSession(headers=headers, cookie_jar=aiohttp.DummyCookieJar()) as http:
        tab = Tab(client_id, http)
        try:
            await tab.socket.connect(f'{house.url}?{words}', headers=headers, socketio_path='/_nicegui_ws/socket.io',
                                     transports=[transport], wait_timeout=10)
            yield tab
        finally:
            await tab.socket.disconnect()


@asynccontextmanager
async def refused() -> AsyncIterator[None]:
    """Inside, a connection must be refused."""
    try:
        yield
    except socketio.exceptions.ConnectionError:
        return
    raise AssertionError('the socket was let in')


def elements_of(html: str) -> dict[int, dict[str, Any]]:
    """The elements a page starts with, by id."""
    found = re.search(r"parseElements\(String\.raw`(.*?)`\)", html, re.DOTALL)
    assert found, html[-2000:]
    text = found[1]
    for mark, character in (('&lt;', '<'), ('&gt;', '>'), ('&#96;', '`'), ('&#36;', '$'), ('&amp;', '&')):
        text = text.replace(mark, character)
    return {int(key): value for key, value in json.loads(text).items()}


def listener_of(html: str, event: str) -> tuple[int, str]:
    """The first element that listens to this event, and its listener's name."""
    for number, element in elements_of(html).items():
        for listener in element.get('events', []):
            if listener['type'] == event:
                return number, listener['listener_id']
    raise AssertionError(f'nothing on the page listens to {event}')


__all__ = ['Tab', 'client_of', 'connected', 'elements_of', 'listener_of', 'refused']
