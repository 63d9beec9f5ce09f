"""What pages and other answers let happen (S-21).

Every address of the register: test_every_address.py; that browsers have nothing to report: tests/journeys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.pages.doors import ADMIN, HTML, Browser, House, open_house
from tests.pages.test_every_address import NO_PAGE, POLICY, addresses

SCREENS = ('/', '/find', '/board', '/book', '/appointments', '/appointments/NOSUCH', '/me', '/no/such/page', '/board/x')
OTHERS = ('/healthz/live', '/healthz/ready', '/metrics', '/robots.txt', '/favicon.ico', '/auth/sign-in', '/_nicegui/x',
          '/_nicegui_ws/socket.io/?EIO=4&transport=polling', '/_nicegui/client/x/upload/1', '/openapi.json', '/docs')


@pytest.fixture(scope='module')
def behind_tls(house) -> Iterator[House]:
    with open_house(house.database_url, PUBLIC_URL='https://book.example.org') as opened:
        yield opened


@pytest.fixture(scope='module')
def clerk(house) -> Browser:
    browser = Browser(house)
    browser.sign_in(ADMIN)
    return browser


@pytest.mark.parametrize('path', [*SCREENS, '/sign-in'])
def test_every_page_lets_only_its_own_scripts_run(house, clerk, path):
    nonces, visitor = set(), Browser(house) if path == '/sign-in' else clerk
    for _ in range(2):
        answer = visitor.see(path)
        nonce = re.search(r"'nonce-([\w-]{20,})'", answer.headers['content-security-policy'])[1]
        assert answer.headers['content-security-policy'] == POLICY.format(nonce=nonce)
        assert answer.headers['cache-control'] == 'no-store'
        scripts = re.findall(r'<script[^>]*>', answer.text)
        assert scripts
        assert all(f'nonce="{nonce}"' in script for script in scripts)
        assert not re.search(r'<[^>]+\son[a-z]+=', answer.text), 'a handler inside the HTML'
        nonces.add(nonce)
    assert len(nonces) == 2


def test_what_somebody_typed_gets_no_nonce(house):
    browser = Browser(house)
    page = browser.see(browser.sign_in_as('<script>alert(1)</script>', 'x').headers['location']).text
    assert 'alert(1)' in page
    assert not re.search(r'<script[^>]*>alert', page)


@pytest.mark.parametrize('path', ['/healthz/live', '/robots.txt', '/metrics'])
def test_what_is_no_page_may_do_nothing(house, path):
    assert httpx.get(f'{house.url}{path}').headers['content-security-policy'] == NO_PAGE


def test_browsers_are_told_to_stay_with_https(behind_tls):
    for path in ('/sign-in', '/healthz/live', '/'):
        answer = Browser(behind_tls).see(path)
        assert answer.headers['strict-transport-security'] == 'max-age=31536000; includeSubDomains'


def test_s15_no_address_gives_a_cookie_that_others_may_read(behind_tls):
    """Those of a sign-in: test_signing_in.py."""
    given = {}
    for path in addresses('GET'):
        for cookie in httpx.get(f'{behind_tls.url}{path}', headers=HTML).headers.get_list('set-cookie'):
            name, *words = [word.strip().lower() for word in cookie.replace('=', ';', 1).split(';')]
            given[name] = given.get(name, set(words)) & set(words)
    assert given.keys() == {'__host-daybook_browser', '__host-daybook_way'}
    assert all(words >= {'httponly', 'secure', 'samesite=lax', 'path=/'} for words in given.values())


def test_asking_whether_something_is_there_sends_no_body(house):
    for path, status in (('/healthz/live', 200), ('/healthz/ready', 200), ('/sign-in', 200), ('/', 303)):
        answer = httpx.head(f'{house.url}{path}')
        assert (answer.status_code, answer.content) == (status, b'')


def test_search_engines_stay_outside(house):
    assert httpx.get(f'{house.url}/robots.txt').text == 'User-agent: *\nDisallow: /\n'


def test_metrics_do_not_pass_a_proxy(house):
    assert httpx.get(f'{house.url}/metrics').status_code == 200
    for header in ({'X-Forwarded-For': '203.0.113.7'}, {'X-Forwarded-For': '127.0.0.1'}, {'Forwarded': 'for=127.0.0.1'},
                   {'Via': '1.1 proxy'}, {'X-Real-IP': '127.0.0.1'}):
        assert httpx.get(f'{house.url}/metrics', headers=header).status_code == 404


def test_nothing_says_what_we_are_made_of(house):
    for path in OTHERS[:1] + OTHERS[1:2] + OTHERS[5:]:
        answer = httpx.get(f'{house.url}{path}', headers={'Accept': 'text/html'})
        assert not re.search(r'Traceback|uvicorn|starlette|site-packages|fastapi', answer.text, re.IGNORECASE), path
