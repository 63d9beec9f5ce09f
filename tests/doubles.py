"""Servers of others as their doubles: they keep state like the ones they stand for, on this machine (tests/vendor)."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from playwright._impl._driver import compute_driver_executable

from tests.pages.doors import stop

MAKER = Path(__file__).parent / 'vendor' / 'emulate' / 'api.js'
PATIENCE = 60.0  # seconds
CLIENT, SECRET = 'daybook.apps.example', 'only-both-sides-know'
BEGIN = """
const [maker, port, client, secret, back] = process.argv.slice(1);
const { createEmulator } = await import(maker);
await createEmulator({ service: 'google', port: Number(port), seed: { google: {
  users: [{ email: 'ada@acme.example', name: 'Ada' }, { email: 'bob@acme.example', name: 'Bob' }],
  oauth_clients: [{ client_id: client, client_secret: secret, name: 'Daybook', redirect_uris: [back] }] } } });
"""


@dataclass(frozen=True)
class Google:
    """Signs in whoever is chosen on its page."""

    url: str

    def authorized(self, url: str, email: str) -> dict[str, str]:
        """Somebody opens its page and presses their own button: what their browser brings back."""
        page = httpx.get(url, follow_redirects=True)
        [form] = [form for form in re.findall(r'<form.*?</form>', page.text, re.DOTALL) if f'value="{email}"' in form]
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        answer = httpx.post(f'{self.url}/o/oauth2/v2/auth/callback', data=fields)
        assert answer.status_code == 302, answer.text
        return dict(httpx.URL(answer.headers['location']).params)


@contextmanager
def google(back: str) -> Iterator[Google]:
    """It knows us as CLIENT and comes back to `back`. Runs on the node that Playwright brings along."""
    node, _ = compute_driver_executable()
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        port = free.getsockname()[1]
    words = [node, '--input-type=module', '--eval', BEGIN, '--', str(MAKER), str(port), CLIENT, SECRET, back]
    process = subprocess.Popen(words, env={'PATH': os.environ['PATH']})
    try:
        opened = Google(f'http://localhost:{port}')
        _wait_for(process, opened.url)
        yield opened
    finally:
        stop(process)


def _wait_for(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f'{url}/.well-known/openid-configuration').raise_for_status()
            return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError(f'the double did not begin: {process.poll()}')
