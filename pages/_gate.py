"""The gate. What may change something comes from a page of ours; and the websocket, which is not tied to the login by
itself, is tied to it here.

A connection comes from our own origin, and carries the very cookies of the browser that was given the page. An
event names a client whose room its socket is in, and the page behind it still has a session. And a bucket: nobody
presses thirty buttons a second.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import structlog
from nicegui import Client, core
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from pages._cookies import Cookies

log = structlog.get_logger(__name__)

SOCKET, UPLOADS = '/_nicegui_ws', '/_nicegui/client/'
EVENTS_A_SECOND, BURST = 30.0, 60.0
LARGEST_MESSAGE = 1_000_000  # bytes
ANSWERS = ('javascript_response', 'ack')  # what a page sends by itself; `event` is what somebody did

ASKING = ('GET', 'HEAD', 'OPTIONS')  # which change nothing, wherever they come from
FOREIGN = b'This was sent from a page of another site. Nothing has happened.'

Check = Callable[[], Awaitable[bool]]
_checks: dict[str, Check] = {}


class Gate:
    """ASGI middleware in front of everything: of forms too, so that none can forget to ask where it comes from."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies, public_url: str | None) -> None:
        self._app = app
        self._cookies = cookies
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] in ('http', 'websocket'):
            connection, path = HTTPConnection(scope), scope['path']
            if path.startswith(UPLOADS) or (path.startswith(SOCKET) and not self._may_pass(connection)):
                log.warning('a socket was refused', origin=connection.headers.get('origin', '')[:200])
                await _refuse(scope, receive, send)
                return
            if scope['type'] == 'http' and scope['method'] not in ASKING and not self._is_ours(connection):
                log.warning('a form of another site was refused', origin=connection.headers.get('origin', '')[:200])
                await _refuse(scope, receive, send, FOREIGN)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, connection: HTTPConnection) -> bool:
        return is_our_origin(connection, self._public_url)

    def _may_pass(self, connection: HTTPConnection) -> bool:
        if not self._is_ours(connection):
            return False
        asked = parse_qs(connection.scope.get('query_string', b'').decode('latin-1'))
        client = Client.instances.get(asked.get('client_id', [''])[0])
        if client is None:
            return False
        given_to = [client.request, *(_opened_by(asked['sid'][0]) if 'sid' in asked else ())]
        mine = self._cookies.identity(connection)
        return all(each is not None and self._cookies.identity(each) == mine for each in given_to)


def _opened_by(transport_id: str) -> list[HTTPConnection | None]:
    """The request that opened the transport which this one continues."""
    environ = core.sio.environ.get(transport_id)
    return [HTTPConnection(environ['asgi.scope']) if environ else None]


def is_our_origin(connection: HTTPConnection, public_url: str | None) -> bool:
    """Whether a request that may change something comes from a page of ours. Browsers always say where from."""
    origin = connection.headers.get('origin')
    if origin is None:
        return connection.scope['type'] == 'http' and connection.headers.get('sec-fetch-site') in (None, 'same-origin')
    if public_url is not None:
        return origin == public_url
    try:
        return urlsplit(origin).netloc == connection.headers.get('host', '')
    except ValueError:  # such as http://[
        return False


def watch(client: Client, check: Check) -> None:
    """Ask `check` before each event of this page; where it says no, the event never happened."""
    _checks[client.id] = check
    client.on_delete(lambda: _checks.pop(client.id, None))


class Bucket:
    """So many a second, and a burst."""

    def __init__(self) -> None:
        self._left, self._at = BURST, time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._at) * EVENTS_A_SECOND)
        self._at = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


@dataclass(slots=True)
class Line:
    """One socket: how much it may still say, and whose turn it is (events stay in their order while one is checked)."""

    bucket: Bucket = field(default_factory=Bucket)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def guard_events() -> None:
    """Wrap the socket's handlers: a message counts only for the client whose room its socket is in.

    These are NiceGUI's internals; a test fails loudly when an upgrade moves them.
    """
    handlers = core.sio.handlers['/']
    if getattr(handlers['event'], 'is_guarded', False):
        return
    lines: dict[str, Line] = {}
    happen, gone = handlers['event'], handlers['disconnect']

    def counts(sid: str, message: Any) -> bool:
        """Taken from the bucket first: who floods us with messages for others does not flood the log either."""
        if not lines.setdefault(sid, Line()).bucket.take():
            return False
        if not _is_own(sid, message):
            log.warning('a message for a page of somebody else was dropped')
            return False
        return True

    async def event(sid: str, message: Any) -> None:
        if not counts(sid, message):
            return
        check = _checks.get(message['client_id'])
        async with lines[sid].turn:
            if check is None or await check():
                happen(sid, message)

    async def note(sid: str, message: Any) -> None:
        if counts(sid, message):
            log.warning('a browser reports', said=str(message.get('message'))[:500])

    def own_only(answer: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
        def hear(sid: str, message: Any) -> Any:
            if _is_own(sid, message):
                return answer(sid, message)  # a page answers by itself: that takes nothing from the bucket
            counts(sid, message)
            return None

        return hear

    def forget(sid: str, *_: Any) -> Any:
        lines.pop(sid, None)
        return gone(sid)

    event.is_guarded = True  # type: ignore[attr-defined]  # a mark, so that wrapping twice does nothing
    for name, handler in (('event', event), ('log', note), ('disconnect', forget),
                          *((name, own_only(handlers[name])) for name in ANSWERS)):
        core.sio.on(name, handler)
    core.sio.eio.max_http_buffer_size = LARGEST_MESSAGE


def _is_own(sid: str, message: Any) -> bool:
    return isinstance(message, dict) and message.get('client_id') in core.sio.rooms(sid)


async def _refuse(scope: Scope, receive: Receive, send: Send, why: bytes = b'Forbidden') -> None:
    if scope['type'] == 'websocket':
        await receive()
        await send({'type': 'websocket.close', 'code': 1008})
        return
    await send({'type': 'http.response.start', 'status': 403, 'headers': [(b'content-type', b'text/plain')]})
    await send({'type': 'http.response.body', 'body': why})
