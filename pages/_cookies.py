"""The cookies: who is signed in, which browser asks, and for a while a one-time link: all random. And sealed, until
they are kept, somebody's backup codes.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

KNOWN = 180 * 24 * 3600  # seconds, from the last time somebody signed in with a browser
LASTS = 12 * 3600  # seconds, like a session: whoever signs in has the browser's name as long as that


class Cookies:
    """Names and flags depend on whether browsers reach us by https; made once at start."""

    def __init__(self, *, is_https: bool, secret: str) -> None:
        self.is_https = is_https
        prefix = '__Host-' if is_https else ''
        self.session, self.browser = f'{prefix}daybook_session', f'{prefix}daybook_browser'
        self.link, self.codes = f'{prefix}daybook_link', f'{prefix}daybook_codes'
        self.way = f'{prefix}daybook_way'
        self.device = f'{prefix}daybook_device'
        self._key = secret.encode()

    def keep(self, response: Response, name: str, value: str, *, seconds: int) -> None:
        response.set_cookie(name, value, max_age=seconds, path='/', httponly=True, samesite='lax',
                            secure=self.is_https)

    def drop(self, response: Response, name: str) -> None:
        response.delete_cookie(name, path='/', httponly=True, samesite='lax', secure=self.is_https)

    def identity(self, connection: HTTPConnection) -> tuple[str, str]:
        """What binds a socket to the page it belongs to: the browser's cookie and the session's."""
        return browser_of(connection, self), connection.cookies.get(self.session, '')

    def form_token(self, browser: str) -> str:
        """A token only a page of ours, in this browser, can put into a form."""
        return hmac.new(self._key, f'form:{browser}'.encode(), hashlib.sha256).hexdigest()

    def is_form_token(self, browser: str, token: str) -> bool:
        return bool(browser) and hmac.compare_digest(self.form_token(browser).encode(), token.encode())


def browser_of(connection: HTTPConnection, cookies: Cookies) -> str:
    """The browser's random name: from its cookie, or the one it is being given with this answer."""
    given: str = connection.scope.get('daybook_browser', '')
    return given or connection.cookies.get(cookies.browser, '')


def address_of(connection: HTTPConnection, proxies: int) -> str:
    """Where a browser calls from: the address that the outermost of our own proxies saw, never what anybody claims."""
    passed = [each.strip() for line in connection.headers.getlist('x-forwarded-for') for each in line.split(',')]
    if proxies and len(passed) >= proxies:
        return passed[-proxies]
    return connection.client.host if connection.client else ''


class NameTheBrowser:
    """ASGI middleware: a browser without a name gets one with the first page."""

    def __init__(self, app: ASGIApp, *, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = scope['type'] == 'http' and scope['method'] == 'GET' and b'text/html' in _accepted(scope)
        if not is_page or browser_of(HTTPConnection(scope), self._cookies):
            await self._app(scope, receive, send)
            return
        name = scope['daybook_browser'] = secrets.token_urlsafe(24)

        async def with_cookie(message: Message) -> None:
            if message['type'] == 'http.response.start':
                response = Response()
                self._cookies.keep(response, self._cookies.browser, name, seconds=LASTS)
                MutableHeaders(scope=message).append('Set-Cookie', response.headers['set-cookie'])
            await send(message)

        await self._app(scope, receive, with_cookie)


def _accepted(scope: Scope) -> bytes:
    return next((value for key, value in scope['headers'] if key == b'accept'), b'')
