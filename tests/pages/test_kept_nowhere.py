"""S-26: after a tour of everything that is secret, neither the log, nor any row, nor any file has kept any of it."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest
from psycopg import sql

from app import clock, database, journal
from app.permissions import Role
from services import access, people, reactions
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.pages.doors import Browser, House
from tests.pages.test_second_factor import app_set_up, codes_shown, prove
from tests.smtp_sink import Sink, link, plain

HERE = '127.0.0.26'  # a place of its own, where nobody else has asked for anything
CHOSEN, BETTER, FIRST = 'a brook under nine bridges', 'seven quiet lanterns', 'tulip kettle moss garden'
WRONG = 'this one is not the password'
EVE, IVY = 'eve@quiet.example', 'ivy@quiet.example'


@dataclass
class Tour:
    """Who walks, and what they used on the way, by what it was."""

    house: House
    sink: Sink
    secrets: dict[str, str] = field(default_factory=dict)

    def browser(self) -> Browser:
        browser = self.house.browser()
        browser.http = httpx.Client(base_url=self.house.url, headers={'User-Agent': 'Tests'}, timeout=30,
                                    transport=httpx.HTTPTransport(local_address=HERE))
        return browser

    def follow(self, browser: Browser, to: str, number: int, name: str) -> None:
        """Open the link in the so-manieth letter; its token is a secret of this tour."""
        letter = self.sink.waits_for(number, to)
        self.secrets[name] = re.search(r'token=[0-9a-f]{32}\.(\S+)', plain(letter))[1]
        browser.see(link(letter).removeprefix(self.house.url))

    def noted(self, browser: Browser, name: str) -> None:
        """What the cookies of this browser hold, but for what makes forms ours."""
        for cookie in browser.http.cookies.jar:
            if not cookie.name.endswith('browser'):
                self.secrets[f'{name}: {cookie.name}'] = cookie.value.rpartition('.')[2]

    def signed_in(self, email: str, password: str, name: str) -> Browser:
        browser = self.browser()
        assert browser.sign_in_as(email, password).headers['location'] == '/', name
        self.noted(browser, name)
        return browser


@pytest.fixture
async def tour(mailing, sink) -> Tour:
    """Registered, verified, signed in, forgotten, reset, invited, moved, and with a second factor."""
    database.configure(mailing.database_url, pool_size=2)
    reactions.install()
    try:
        quiet = await Given.a_tenant(now=clock.now(), slug='quiet')
        tour = Tour(mailing, sink, {'chosen': CHOSEN, 'better': BETTER, 'first': FIRST, 'wrong': WRONG,
                                    'given': PASSWORD})
        _register(tour)
        _forget(tour)
        await _be_invited(tour, quiet)
        await _move(tour, quiet)
        await _have_a_factor(tour, quiet)
        return tour
    finally:
        journal.react({})
        await database.dispose()


def _register(tour: Tour) -> None:
    browser = tour.browser()
    browser.post('/auth/register', csrf=browser.csrf(), business='quiet', name='Eve', email=EVE, password=CHOSEN)
    tour.follow(browser, EVE, 1, 'link to verify')
    form = browser.hidden('/verify') | {'password': CHOSEN}
    again = browser.post('/auth/verify', **form)
    assert browser.post(urlsplit(again.headers['location']).path, **form).headers['location'] == '/'
    tour.noted(browser, 'registered')


def _forget(tour: Tour) -> None:
    browser = tour.browser()
    assert 'wrong' in browser.sign_in_as(EVE, WRONG).headers['location']
    browser.post('/auth/forgot', csrf=browser.csrf(), email=EVE)
    tour.follow(browser, EVE, 2, 'link to reset')
    answer = browser.post('/auth/reset', **browser.hidden('/reset'), password=BETTER, again=BETTER)
    assert answer.headers['location'] == '/sign-in?done=reset'
    tour.signed_in(EVE, BETTER, 'reset')


async def _be_invited(tour: Tour, quiet: Given) -> None:
    await people.create(quiet.ctx, email=IVY, name='Ivy', role=Role.USER)
    browser = tour.browser()
    tour.follow(browser, IVY, 1, 'invitation')
    browser.post('/auth/invited', **browser.hidden('/invited'), password=FIRST, again=FIRST)
    tour.signed_in(IVY, FIRST, 'invited')


async def _move(tour: Tour, quiet: Given) -> None:
    [ivy] = (await people.listed(quiet.ctx, text=IVY)).rows
    await access.change_email(quiet.acting(ivy), email='ivy@moved.example', current=FIRST)
    browser = tour.browser()
    tour.follow(browser, 'ivy@moved.example', 1, 'link to another address')
    assert 'verified' in browser.post('/auth/verify', **browser.hidden('/verify')).headers['location']


async def _have_a_factor(tour: Tour, quiet: Given) -> None:
    await quiet.user('ADMIN', email='boss@quiet.example', password_hash=PASSWORD_HASH)
    browser = tour.browser()
    browser.sign_in_as('boss@quiet.example', PASSWORD)
    tour.noted(browser, 'half signed in')
    app = app_set_up(browser)
    tour.secrets['key of the app'] = app._totp.secret
    prove(browser, app.code(clock.now()))
    tour.noted(browser, 'whole')
    tour.secrets |= {f'backup code {number}': code for number, code in enumerate(codes_shown(browser))}


def spellings(secret: str) -> set[str]:
    """As it is, without hyphens, as bytes in hexadecimal, and what it stands for in base 64 or 32."""
    raw = {secret, secret.replace('-', '')}
    as_bytes = {each.encode() for each in raw}
    if re.fullmatch(r'[\w-]{43}', secret):
        as_bytes.add(base64.urlsafe_b64decode(secret + '='))
    if re.fullmatch('[A-Z2-7]{32}', secret):
        as_bytes.add(base64.b32decode(secret))
    return raw | {each.hex() for each in as_bytes}


def found_in(text: str, secrets: dict[str, str]) -> list[str]:
    return [name for name, secret in secrets.items() if any(each in text for each in spellings(secret))]


def everything(connection: psycopg.Connection) -> str:
    """Every row of every table as text; bytes are in hexadecimal."""
    tables = [name for name, in connection.execute(
        "select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()]
    assert len(tables) > 30
    return '\n'.join(connection.execute(sql.SQL("select coalesce(string_agg(t::text, '\n'), '') from {} t").format(
        sql.Identifier(name))).fetchone()[0] for name in tables)


def kept_files(house: House) -> Iterator[Path]:
    """What the server has written: its log, and whatever it keeps beside it."""
    return (path for path in house.log.parent.rglob('*') if path.is_file())


async def test_s26_nothing_secret_is_kept_in_the_log_a_row_or_a_file(tour):
    assert len(tour.secrets) >= 25
    assert all(len(secret) >= 12 for secret in tour.secrets.values()), 'long enough to be found by nothing but itself'
    assert tour.house.log in kept_files(tour.house)
    for path in kept_files(tour.house):
        assert found_in(path.read_bytes().decode(errors='replace'), tour.secrets) == [], path
    with psycopg.connect(tour.house.database_url.replace('+psycopg', '')) as owner:
        told = everything(owner)
        assert 'ivy@moved.example' in told, 'it was looked for in the right place'
        assert found_in(told, tour.secrets) == []
        for name, statement in PLANTED.items():
            owner.execute(statement, {'secret': tour.secrets[name], 'hex': spellings_of_bytes(tour.secrets[name])})
            assert found_in(everything(owner), tour.secrets) == [name], 'the control'
            owner.rollback()
    assert found_in(f'{tour.house.said}\n"token": "{tour.secrets["invitation"]}"', tour.secrets) == ['invitation']


PLANTED = {
    'better': 'update sign_ins set device = %(secret)s',
    'link to reset': "update one_time_tokens set secret_hash = decode(%(hex)s, 'hex') "
                     'where ctid = (select min(ctid) from one_time_tokens)',
    'invitation': 'update users set name = %(secret)s',
    'key of the app': "update factors set sealed_secret = decode(%(hex)s, 'hex')",
    'backup code 3': 'update users set name = replace(%(secret)s, \'-\', \'\')',
}


def spellings_of_bytes(secret: str) -> str:
    """In hexadecimal: what it stands for, where it stands for bytes."""
    return max(spellings(secret) - {secret, secret.replace('-', '')}, key=lambda each: each != secret.encode().hex())
