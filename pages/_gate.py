"""The gate of the websocket. A page's socket is not tied to the login by itself; here it is.

Three checks: the socket comes from our own origin; it carries the very cookies of the browser that was given the
page; an event names a client whose room its socket is in. And a bucket: nobody presses thirty buttons a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
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
EVENTS = ('event', 'javascript_response', 'ack', 'log')


class SocketGate:
    """ASGI middleware in front of the socket and of uploads (of which there are none yet)."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies, public_url: str | None) -> None:
        self._app = app
        self._cookies = cookies
        self._public_url = public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get('path', '')
        if scope['type'] in ('http', 'websocket') and path.startswith((SOCKET, UPLOADS)):
            connection = HTTPConnection(scope)
            if path.startswith(UPLOADS) or not self._may_pass(connection):
                log.warning('a socket was refused', origin=connection.headers.get('origin', '')[:200])
                await _refuse(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _may_pass(self, connection: HTTPConnection) -> bool:
        if not is_our_origin(connection, self._public_url):
            return False
        client_id = parse_qs(connection.scope.get('query_string', b'').decode('latin-1')).get('client_id', [''])[0]
        client = Client.instances.get(client_id)
        if client is None or client.request is None:
            return False
        return self._cookies.identity(connection) == self._cookies.identity(client.request)


def is_our_origin(connection: HTTPConnection, public_url: str | None) -> bool:
    """Whether a request that may change something comes from a page of ours. Browsers always say where from."""
    origin = connection.headers.get('origin')
    if origin is None:
        return connection.scope['type'] == 'http' and connection.headers.get('sec-fetch-site') in (None, 'same-origin')
    if public_url is not None:
        return origin == public_url
    return urlsplit(origin).netloc == connection.headers.get('host', '')


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


def guard_events() -> None:
    """Wrap the socket's handlers: a message counts only for the client whose room its socket is in.

    These are NiceGUI's internals; a test fails loudly when an upgrade moves them.
    """
    buckets: dict[str, Bucket] = {}
    handlers = core.sio.handlers['/']

    def guarded(original: Callable[..., Any], *, is_limited: bool) -> Callable[..., Any]:
        def handle(sid: str, message: dict[str, Any]) -> Any:
            if not isinstance(message, dict) or message.get('client_id') not in core.sio.rooms(sid):
                log.warning('an event for a page of somebody else was dropped')
                return None
            if is_limited and not buckets.setdefault(sid, Bucket()).take():
                return None
            return original(sid, message)

        handle.is_guarded = True  # type: ignore[attr-defined]  # a mark, so that wrapping twice does nothing
        return handle

    for name in EVENTS:
        if not getattr(handlers[name], 'is_guarded', False):
            core.sio.on(name, guarded(handlers[name], is_limited=name == 'event'))

    gone = handlers['disconnect']
    if not getattr(gone, 'is_guarded', False):
        def forget(sid: str, *rest: Any) -> Any:
            buckets.pop(sid, None)
            return gone(sid)

        forget.is_guarded = True  # type: ignore[attr-defined]  # as above
        core.sio.on('disconnect', forget)
    core.sio.eio.max_http_buffer_size = LARGEST_MESSAGE


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope['type'] == 'websocket':
        await receive()
        await send({'type': 'websocket.close', 'code': 1008})
        return
    await send({'type': 'http.response.start', 'status': 403, 'headers': [(b'content-type', b'text/plain')]})
    await send({'type': 'http.response.body', 'body': b'Forbidden'})
