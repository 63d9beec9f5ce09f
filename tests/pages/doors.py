"""A real server for tests that knock at the doors: `main.py` in a process of its own, with the demo in its database.

`house` is one server for the session; `open_house` starts another with other settings, or another assembly.
"""

from __future__ import annotations

import fcntl
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from app import embedded
from services.demo.business import ACCOUNTS, PASSWORD
from tests import servers

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 300.0  # seconds; a server that has failed is noticed at once, one that is starved is waited for
CLERK, LEAD, ADMIN, GUEST = 'USER', 'SUPERVISOR', 'ADMIN', 'CLIENT'
EMAILS = {account.role: account.email for account in reversed(ACCOUNTS)}
_PLACES = count(1)
HTML = {'Accept': 'text/html'}
HIDDEN = re.compile(r'"type":"hidden","name":"(\w+)","value":"([^"]*)"')


@dataclass(frozen=True)
class House:
    """A running server. `url` is where it listens; `public_url` what browsers are told to use, if anything."""

    url: str
    database_url: str
    log: Path
    process: subprocess.Popen[bytes]
    public_url: str = ''

    @property
    def origin(self) -> str:
        return self.public_url or self.url

    @property
    def said(self) -> str:
        """What it has written to its log so far."""
        return self.log.read_text(errors='replace')

    def browser(self, **options: object) -> Browser:
        return Browser(self, **options)


@dataclass
class Browser:
    """Cookies and forms, as a browser keeps and sends them; no scripts.

    Each is somewhere else, for a house that believes a proxy: what one test guesses wrong counts against no other.
    """

    house: House
    http: httpx.Client = field(init=False)
    agent: str = 'Tests'
    _token: tuple[str, str] = field(default=('', ''), init=False, repr=False)

    def __post_init__(self) -> None:
        number = next(_PLACES)
        self.http = httpx.Client(base_url=self.house.url, timeout=30,
                                 headers={'User-Agent': self.agent,
                                          'X-Forwarded-For': f'10.{number >> 8}.{number & 255}.1'},
                                 verify=False, trust_env=False)  # no https here, so no certificates to load

    def see(self, path: str, **options: object) -> httpx.Response:
        """Open a page, as far as its first answer."""
        return self.http.get(path, headers=HTML, **options)

    def csrf(self) -> str:
        """The form token this browser is given: another one only where what it is made for is another."""
        known = next((cookie.value for cookie in self.http.cookies.jar if cookie.name.endswith('daybook_browser')), '')
        if not known or self._token[0] != known:
            token = csrf_of(self.see('/forgot').text)
            known = next((cookie.value for cookie in self.http.cookies.jar
                          if cookie.name.endswith('daybook_browser')), '')
            self._token = known, token
        return self._token[1]

    def hidden(self, path: str) -> dict[str, str]:
        """What the form on a page says besides what is typed."""
        return dict(HIDDEN.findall(self.see(path).text))

    def post(self, path: str, *, origin: str | None = None, **form: str) -> httpx.Response:
        """Send a form as our own page would."""
        return self.http.post(path, data=form, headers={'Origin': origin or self.house.origin})

    def sign_in(self, role: str = CLERK, *, password: str = PASSWORD, **form: str) -> httpx.Response:
        return self.sign_in_as(EMAILS[role], password, **form)

    def sign_in_as(self, email: str, password: str, **form: str) -> httpx.Response:
        return self.post('/auth/sign-in', csrf=self.csrf(), email=email, password=password, **form)

    @property
    def session(self) -> str | None:
        return next((cookie.value for cookie in self.http.cookies.jar if cookie.name.endswith('daybook_session')), None)

    @property
    def cookie_header(self) -> str:
        return '; '.join(f'{cookie.name}={cookie.value}' for cookie in self.http.cookies.jar)

    def client_id(self, path: str = '/me') -> str:
        """The NiceGUI client of a fresh page."""
        return client_of(self.see(path, follow_redirects=True).text)


def csrf_of(html: str) -> str:
    """The token in the page's own form; the page's elements are JSON inside the HTML."""
    found = re.search(r'\b([0-9a-f]{64})\b', html)
    assert found, html[:500]
    return found[1]


def client_of(html: str) -> str:
    found = re.search(r"'client_id': '([0-9a-f-]{36})'", html)
    assert found, html[:500]
    return found[1]


@contextmanager
def open_house(database_url: str, *, program: tuple[str, ...] = ('main.py',), awaited: str = '/healthz/ready',
               **settings: str) -> Iterator[House]:
    """Start a server on a free port, wait until `awaited` is well, and stop it afterwards. Settings as in `.env`."""
    with tempfile.TemporaryDirectory(prefix='daybook-house-', ignore_cleanup_errors=True) as folder:
        port = settings.get('PORT') or _free_port()  # named, it can be the one another server had before
        log = Path(folder) / 'log'
        environment = _clean_environment() | {
            'DATABASE_URL': database_url, 'REDIS_URL': '', 'PUBLIC_URL': '',
            'SECRET': 'a secret only tests may know ....', 'APP_KEY': 'a key that only tests may know ....',
            'DATA_DIR': folder, 'HOST': '127.0.0.1', 'PORT': str(port), 'DEMO': 'true', 'POOL_SIZE': '10',
            'ARGON2_MEMORY': '19', 'ARGON2_PASSES': '2',  # the least there may be: hundreds sign in here
            'LOG_LEVEL': 'INFO', 'LOG_FORMAT': 'json', 'NICEGUI_STORAGE_PATH': f'{folder}/nicegui'} | settings
        with log.open('wb') as file:
            process = subprocess.Popen([sys.executable, *program], cwd=ROOT, env=environment, stdout=file, stderr=file)
        house = House(f'http://127.0.0.1:{port}', database_url, log, process, settings.get('PUBLIC_URL', ''))
        try:
            _wait_until_well(house, awaited)
            yield house
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes], patience: float = 15.0) -> None:
    """Ask it to stop, and wait; kill it when it does not."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope='session')
def house(postgres) -> Iterator[House]:
    """The session's server, with the demo loaded once. Tests leave its bookings as they found them."""
    with open_house(servers.clone(_with_the_demo(postgres)), TRUSTED_PROXIES='1') as opened:
        yield opened


def _with_the_demo(postgres: embedded.Running) -> str:
    """The address of a database, for `clone` alone, in which a server has loaded the demo once in this run."""
    name = 'template_demo'
    with (postgres.home / 'demo.lock').open('a') as lock, postgres.connect('postgres') as connection:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not connection.execute('SELECT 1 FROM pg_database WHERE datname = %s', [name]).fetchone():
            fresh = servers.clone(servers.template_database(postgres, servers.migrate))
            with open_house(fresh):
                pass
            connection.execute(f'ALTER DATABASE {make_url(fresh).database} RENAME TO {name}')
            connection.execute(f'ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true')
    return postgres.url(name)


def _wait_until_well(house: House, path: str) -> None:
    deadline = time.monotonic() + PATIENCE
    with httpx.Client(base_url=house.url, timeout=5, verify=False, trust_env=False) as asking:
        while time.monotonic() < deadline:
            assert house.process.poll() is None, house.said
            assert 'the database cannot be prepared' not in house.said, house.said
            with suppress(httpx.TransportError):
                if asking.get(path).status_code == 200:
                    return
            time.sleep(0.05)
    raise AssertionError(f'not ready in {PATIENCE} s:\n{house.said}')


def _clean_environment() -> dict[str, str]:
    """Without what would make the server believe it runs inside a test, and without the settings of whoever runs it."""
    ours = ('PYTEST_', 'NICEGUI_', 'DATABASE_URL', 'REDIS_URL', 'SECRET', 'APP_KEY', 'PUBLIC_URL', 'SMTP_URL',
            'MAIL_FROM')
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return int(probe.getsockname()[1])
