"""S-20, S-21: of every address in the register, what its answer carries, who may send something to it, and that asking
for it changes nothing.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator

import nicegui
import psycopg
import pytest

from app.permissions import Role
from pages import _gate, _matrix
from pages._page import SCREENS
from services.demo.business import HEAD
from tests.house.test_register import ROUTES
from tests.pages.doors import ADMIN, HTML, Browser, House

_matrix.rights()  # knows every screen
POLICY = ("default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
          "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
          "frame-ancestors 'none'; base-uri 'self'; manifest-src 'self'; object-src 'none'; "
          'report-uri /policy-reports')
NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
ALWAYS = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cross-origin-opener-policy': 'same-origin',
}
OF_A_FILE = ALWAYS | {'content-security-policy': NO_PAGE}
OF_THE_REST = OF_A_FILE | {'cache-control': 'no-store'}
OF_A_PAGE = ALWAYS | {'content-security-policy': POLICY, 'cache-control': 'no-store', 'x-nicegui-content': 'page'}
# What says nothing about safety, or differs each time.
PASSING = {'date', 'content-length', 'content-type', 'content-encoding', 'vary', 'location', 'set-cookie', 'etag',
           'last-modified', 'accept-ranges', 'transfer-encoding', 'allow'}
FOREIGN = ('https://evil.example', 'null', 'http://127.0.0.1', 'https://localhost', 'http://[')
# Set by whoever is signed in by the page itself, at most once a minute, and by no choice of theirs.
SEEN = 'last_seen_at'
# What the product does by itself: what is owed is carried out, and lines of the journal are sealed.
BEHIND = ('reactions', 'journal_seals')


def addresses(method: str) -> Iterator[str]:
    """Of everything the register names, every screen, and some that nobody answers."""
    for route in ROUTES:
        by, _, path = route.rpartition(' ')
        if (by or 'GET') == method or (by == 'MOUNT' and method == 'GET'):
            yield filled(path)
    if method == 'GET':
        yield from ('/b/nobody/register', '/b/nobody/single-sign-on', '/no/such/page', '/sign-in?next=/board',
                    '/openapi.json', '/docs', '/_nicegui_ws/socket.io/?EIO=4&transport=polling',
                    '/_nicegui/client/x/upload/1', '/auth/sign-in', filled('/_nicegui/{version}/no/such/file.css'),
                    filled('/_nicegui/{version}/libraries/none'))
        yield from map(filled, SCREENS)


def filled(path: str) -> str:
    there_is = path.replace('{version}', nicegui.__version__).replace('{slug}', 'northside')
    return re.sub(r'\{[^}]+\}', 'x', there_is)


@pytest.fixture(scope='module')
def admin(house) -> Browser:
    browser = Browser(house)
    browser.sign_in(ADMIN)
    return browser


@pytest.mark.parametrize('who', ['nobody', 'an administrator'])
def test_s21_every_answer_carries_these_headers_and_no_others(house, admin, who):
    visitor = Browser(house) if who == 'nobody' else admin
    found, counted = {}, 0
    for method in ('GET', 'POST'):
        for path in sorted({*addresses('GET'), *addresses('POST'), *files(admin)}):
            answer = visitor.http.request(method, path, headers=HTML)
            said = snapshot(answer)
            must = OF_A_PAGE if 'x-nicegui-content' in said else OF_A_FILE if answer.is_success else OF_THE_REST
            if must is OF_A_FILE:
                said.pop('cache-control', '')  # may be kept
            if said != must:
                found[f'{method} {path}'] = sorted(said.items() ^ must.items())
            assert answer.status_code < 500, path
            counted += 1
    assert found == {}
    assert counted > 2 * (len(ROUTES) + len(SCREENS))


def files(visitor: Browser) -> list[str]:
    """What a page loads: the style sheet, scripts, fonts, libraries."""
    found = re.findall(r'"(/_(?:nicegui|daybook)/[^"]+\.(?:js|mjs|css|woff2))"', visitor.see('/me').text)
    assert len(found) > 10
    return found


def snapshot(answer) -> dict[str, str]:
    said = {name: value for name, value in answer.headers.items() if name not in PASSING}
    said['content-security-policy'] = re.sub(r"(?<='nonce-)[\w-]{22}(?=')", '{nonce}', said['content-security-policy'])
    return said


def test_s20_nothing_is_sent_from_a_page_of_another_site(house, admin):
    """403 before any form is read; with the right token, from the right browser. From our own page each is answered."""
    before, token = contents(house), admin.csrf()
    for path in addresses('POST'):
        for foreign in FOREIGN:
            answer = admin.post(path, csrf=token, origin=foreign)
            assert (answer.status_code, answer.content) == (403, _gate.FOREIGN), (path, foreign)
        for site in ('cross-site', 'same-site', 'none'):
            answer = admin.http.post(path, data={'csrf': token}, headers={'Sec-Fetch-Site': site})
            assert answer.status_code == 403, (path, site)
    assert contents(house) == before
    assert admin.see('/me').status_code == 200, 'nor was anybody signed out'
    for path in addresses('POST'):
        ours = Browser(house)
        assert ours.post(path, csrf=ours.csrf()).status_code in (200, 204, 303, 404), path


@pytest.mark.parametrize('method', ['PUT', 'PATCH', 'DELETE', 'PROPFIND'])
def test_s20_no_other_way_of_changing_something_is_open(admin, method):
    for path in ('/', '/me', '/sign-in', '/auth/sign-in'):
        assert admin.http.request(method, path, headers={'Origin': FOREIGN[0]}).status_code == 403
        assert admin.http.request(method, path, headers={'Origin': admin.house.origin}).status_code == 405


def test_s20_asking_changes_nothing(house):
    """Every address, twice, by nobody and by an administrator, and every screen by the other roles: the database is the
    same afterwards.
    """
    visitors = [Browser(house) for _ in (None, *Role)]
    for visitor, role in zip(visitors[1:], Role, strict=True):
        assert visitor.sign_in(role.value).status_code == 303
    screens = [*map(filled, SCREENS), *about_something(house)]
    everything = [*addresses('GET'), *screens] * 2
    before = contents(house)
    for visitor in visitors:
        for path in everything if visitor in (visitors[0], visitors[-1]) else screens:
            assert visitor.see(path).status_code < 500, path
    assert contents(house) == before
    visitors[-1].post('/auth/sign-out', csrf=visitors[-1].csrf())
    assert contents(house) != before, 'a change would have been seen'


def about_something(house: House) -> Iterator[str]:
    """Screens about what there is."""
    with psycopg.connect(house.database_url.replace('+psycopg', '')) as line:
        for path, table, column in (('/appointments/', 'bookings', 'reference'), ('/admin/people/', 'users', 'id'),
                                    ('/admin/groups/', 'groups', 'id')):
            yield path + str(line.execute(
                f'select {column} from {table} where tenant_id = (select tenant_id from users where email = %s) '
                'order by 1 limit 1', [HEAD.email]).fetchone()[0])


def contents(house: House) -> str:
    """One hash over every row of every table that somebody's act can change, once nothing is owed any more."""
    with psycopg.connect(house.database_url.replace('+psycopg', ''), autocommit=True) as connection:
        deadline = time.monotonic() + 10
        while connection.execute('select 1 from reactions where parked_at is null and tries = 0').fetchone():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        tables = [name for name, in connection.execute(
            "select tablename from pg_tables where schemaname = 'public' order by 1").fetchall() if name not in BEHIND]
        whole = hashlib.sha256()
        for table in tables:
            rows = connection.execute(
                f"select md5(coalesce(string_agg(row, '|' order by row), '')) from "
                f"(select (to_jsonb(each) - '{SEEN}')::text as row from {table} each) rows").fetchone()
            whole.update(f'{table}:{rows[0]}'.encode())
    return whole.hexdigest()
