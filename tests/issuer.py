"""A server elsewhere that says who somebody is (OpenID Connect), as far as the product talks with it.

It signs people in without asking: `subject` is who comes next. What it says in a token can be bent, to see it refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy import update

from app.context import Context
from app.database import transaction
from services import access
from services.access.models import Issuer as Trusted

CLIENT, SECRET = 'daybook at the issuer', 'a secret: only both sides know'
Bend = Callable[['Issuer', dict[str, Any], dict[str, Any]], str]


@cache
def key(name: str) -> RSAKey:
    """Made once in a run."""
    return RSAKey.generate_key(2048, {'kid': name, 'use': 'sig', 'alg': 'RS256'}, private=True)


class Issuer:
    """`asked` is every path that was asked for. `answers` replaces the answer of a path: (status, headers, body)."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.subject = 'ada-at-the-issuer'
        self.bend: Bend = lambda issuer, header, claims: issuer.signed(header, claims)
        self.access_token = secrets.token_urlsafe(16)
        self.asked: list[str] = []
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.shown = ['first']
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(('127.0.0.1', 0), self._handler())
        self.url = f'http://127.0.0.1:{self._server.server_port}'

    def reset(self) -> None:
        """As at the start."""
        self.subject, self.shown = 'ada-at-the-issuer', ['first']
        self.bend = lambda issuer, header, claims: issuer.signed(header, claims)
        self.asked.clear()
        self.answers.clear()

    def authorized(self, url: str) -> dict[str, str]:
        """Somebody signs in at this address of ours: what their browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert (asked['client_id'], asked['response_type']) == (CLIENT, 'code')
        assert asked['code_challenge_method'] == 'S256'
        assert 'openid' in asked['scope'].split()
        code = secrets.token_urlsafe(16)
        self._codes[code] = asked | {'subject': self.subject}
        return {'code': code, 'state': asked['state'], 'iss': self.url}

    def claims(self, asked: dict[str, str]) -> dict[str, Any]:
        now = int(self.now())
        return {'iss': self.url, 'sub': asked['subject'], 'aud': CLIENT, 'iat': now, 'exp': now + 300,
                'nonce': asked['nonce'], 'at_hash': half_hash(self.access_token),
                'email': 'ada@acme.example', 'email_verified': True}

    def signed(self, header: dict[str, Any], claims: dict[str, Any], by: RSAKey | None = None) -> str:
        return jwt.encode(header, claims, by or key('first'), algorithms=['RS256'])

    def _exchanged(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        name, _, word = base64.b64decode(authorization.removeprefix('Basic ')).decode().partition(':')
        asked = self._codes.pop(form.get('code', ''), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form.get('code_verifier', '').encode()).digest())
        is_right = asked is not None and (unquote(name), unquote(word)) == (CLIENT, SECRET) and (
            form['redirect_uri'] == asked['redirect_uri']
            and challenge.rstrip(b'=').decode() == asked['code_challenge'])
        if asked is None or not is_right:
            return 400, {'error': 'invalid_grant'}
        token = self.bend(self, {'alg': 'RS256', 'kid': 'first'}, self.claims(asked))
        return 200, {'access_token': self.access_token, 'token_type': 'Bearer', 'id_token': token}

    def _answer(self, path: str, form: dict[str, str], authorization: str) -> tuple[int, dict[str, str], bytes]:
        where = urlsplit(path)
        if where.path in self.answers:
            return self.answers[where.path]
        if where.path == '/authorize':
            back = self.authorized(path)
            to = parse_qs(where.query)['redirect_uri'][0]
            return 302, {'Location': f'{to}?{urlencode(back)}'}, b''
        status, said = {
            '/.well-known/openid-configuration': lambda: (200, {
                'issuer': self.url, 'authorization_endpoint': f'{self.url}/authorize',
                'token_endpoint': f'{self.url}/token', 'jwks_uri': f'{self.url}/keys'}),
            '/keys': lambda: (200, {'keys': [key(each).as_dict(private=False) for each in self.shown]}),
            '/token': lambda: self._exchanged(form, authorization),
        }.get(where.path, lambda: (404, {}))()
        return status, {'Content-Type': 'application/json'}, json.dumps(said).encode()

    def _handler(issuer) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - the handler's own self stands inside
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say({})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers['Content-Length'])).decode()
                self._say({name: values[0] for name, values in parse_qs(body).items()})

            def _say(self, form: dict[str, str]) -> None:
                issuer.asked.append(urlsplit(self.path).path)
                status, headers, body = issuer._answer(self.path, form, self.headers.get('Authorization', ''))
                self.send_response(status)
                for name, value in (headers | {'Content-Length': str(len(body))}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        return Handler


def half_hash(access_token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(access_token.encode()).digest()[:16]).rstrip(b'=').decode()


async def trust(ctx: Context, url: str, *, label: str = 'Acme ID', **changes: str) -> None:
    """The business believes it, and an administrator tried it."""
    known = {'known_as': CLIENT, 'secret': SECRET} | changes
    await access.trust_issuer(ctx, issuer=url, label=label, **known)
    async with transaction(ctx) as db:
        await db.execute(update(Trusted).where(Trusted.tenant_id == ctx.tenant).values(proved_at=ctx.now))


@contextmanager
def an_issuer(now: Callable[[], float], *, by: ssl.SSLContext | None = None) -> Iterator[Issuer]:
    """Over https where there is something to prove its name `by`."""
    issuer = Issuer(now)
    if by is not None:
        issuer._server.socket = by.wrap_socket(issuer._server.socket, server_side=True)
    thread = threading.Thread(target=issuer._server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        issuer._server.shutdown()
        issuer._server.server_close()
        thread.join()
