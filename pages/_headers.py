"""Security headers on every answer, the nonce that lets our own scripts run and no others, and the last word.

Stock pages need inline scripts; the nonce stands on each of them and is new with every answer. Vue compiles
templates in the browser, so `unsafe-eval` stays (see docs/architecture.md).
"""

from __future__ import annotations

import re
import secrets

import structlog
from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Unavailable
from pages import paths
from pages._visit import noted

log = structlog.get_logger(__name__)

_SCRIPT = re.compile(rb'<script(?=[\s>])')
_ALWAYS = {
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
}


NOT_TO_BE_KEPT = {*range(300, 600)} - {304}
NOT_A_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def content_policy(nonce: str) -> str:
    """The Content-Security-Policy of a page whose scripts carry `nonce`."""
    return (f"default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
            "frame-ancestors 'none'; base-uri 'self'; manifest-src 'self'; object-src 'none'; "
            f'report-uri {paths.POLICY_REPORTS}')


class SecurityHeaders:
    """ASGI middleware. Pages are held back until whole, because the nonce goes into their text."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app = app
        self._always = dict(_ALWAYS)
        if is_https:
            self._always['Strict-Transport-Security'] = 'max-age=31536000; includeSubDomains'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http':
            await self._app(scope, receive, send)
            return
        held: list[Message] = []
        has_started = False

        async def pass_on(message: Message) -> None:
            nonlocal has_started
            has_started = True
            if message['type'] == 'http.response.start':
                headers = MutableHeaders(scope=message)
                headers.update(self._always)
                headers.setdefault('Content-Security-Policy', NOT_A_PAGE)
                if 'x-nicegui-content' in headers or message['status'] in NOT_TO_BE_KEPT:
                    headers['Cache-Control'] = 'no-store'  # also beside the library's files, which are kept for good
                if 'x-nicegui-content' in headers:
                    held.append(message)
                    return
            if held and message['type'] == 'http.response.body':
                held.append(message)
                if not message.get('more_body'):
                    for ready in _with_nonce(held):
                        await send(ready)
                return
            await send(message)

        try:
            await self._app(scope, receive, pass_on)
        except Exception as error:
            answer = _last_word(error)
            if has_started:
                raise
            await answer(scope, receive, pass_on)


def _last_word(error: Exception) -> Response:
    """What is left to say where no page could: it is away, or it broke and has a number."""
    if isinstance(error, Unavailable):
        return PlainTextResponse(error.message, status_code=503, headers={'Retry-After': '5'})
    return PlainTextResponse(f'Something went wrong on our side; it is noted as {noted(error)}.', status_code=500)


class HeadAsGet:
    """ASGI middleware: whoever only asks whether something is there gets the same answer, without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope['type'] != 'http' or scope['method'] != 'HEAD':
            await self._app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, 'body': b''} if message['type'] == 'http.response.body' else message)

        await self._app({**scope, 'method': 'GET'}, receive, without_body)


def _with_nonce(held: list[Message]) -> list[Message]:
    start, *parts = held
    nonce = secrets.token_urlsafe(16)
    body = _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), b''.join(part.get('body', b'') for part in parts))
    headers = MutableHeaders(scope=start)
    headers['Content-Security-Policy'] = content_policy(nonce)
    headers['Content-Length'] = str(len(body))
    return [start, {'type': 'http.response.body', 'body': body}]
