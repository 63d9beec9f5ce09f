"""What every answer carries, and that a real browser finds nothing to complain about."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from playwright.async_api import async_playwright

from services.demo.business import PASSWORD
from tests import browser as browsers
from tests.pages.doors import ADMIN, CLERK, EMAILS, GUEST, LEAD, Browser, House, open_house

ALWAYS = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'cross-origin-opener-policy': 'same-origin',
}
POLICY = ("default-src 'none'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
          "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; "
          "frame-ancestors 'none'; base-uri 'self'; manifest-src 'self'; object-src 'none'")
NO_PAGE = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
SCREENS = ('/', '/find', '/board', '/book', '/appointments', '/appointments/NOSUCH', '/me', '/no/such/page', '/board/x')
OTHERS = ('/healthz/live', '/healthz/ready', '/metrics', '/robots.txt', '/favicon.ico', '/auth/sign-in', '/_nicegui/x',
          '/_nicegui_ws/socket.io/?EIO=4&transport=polling', '/_nicegui/client/x/upload/1', '/openapi.json', '/docs')
# Set by whoever is signed in by the page itself, at most once a minute, and by no choice of theirs.
SEEN = 'last_seen_at'


@pytest.fixture(scope='module')
def behind_tls(house) -> Iterator[House]:
    with open_house(house.database_url, PUBLIC_URL='https://book.example.org') as opened:
        yield opened


@pytest.fixture(scope='module')
def clerk(house) -> Browser:
    browser = Browser(house)
    browser.sign_in(ADMIN)
    return browser


@pytest.mark.parametrize('path', [*SCREENS, '/sign-in', *OTHERS])
@pytest.mark.parametrize('is_signed_in', [True, False])
def test_every_answer_carries_the_headers(house, clerk, path, is_signed_in):
    for method in ('GET', 'HEAD', 'POST'):
        answer = (clerk if is_signed_in else Browser(house)).http.request(method, path, headers={'Accept': 'text/html'})
        assert ALWAYS.items() <= {name.lower(): value for name, value in answer.headers.items()}.items(), method
        assert 'content-security-policy' in answer.headers
        assert 'server' not in answer.headers
        assert 'strict-transport-security' not in answer.headers
        assert answer.status_code < 500


@pytest.mark.parametrize('path', [*SCREENS, '/sign-in'])
def test_every_page_lets_only_its_own_scripts_run(clerk, path):
    nonces = set()
    for _ in range(2):
        answer = clerk.see(path)
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
    page = Browser(house).see('/sign-in?problem=wrong&email=%3Cscript%3Ealert(1)%3C/script%3E').text
    assert 'alert(1)' in page
    assert not re.search(r'<script[^>]*>alert', page)


@pytest.mark.parametrize('path', ['/healthz/live', '/robots.txt', '/metrics'])
def test_what_is_no_page_may_do_nothing(house, path):
    assert httpx.get(f'{house.url}{path}').headers['content-security-policy'] == NO_PAGE


def test_browsers_are_told_to_stay_with_https(behind_tls):
    for path in ('/sign-in', '/healthz/live', '/'):
        answer = Browser(behind_tls).see(path)
        assert answer.headers['strict-transport-security'] == 'max-age=31536000; includeSubDomains'


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


def test_asking_changes_nothing(house, clerk):
    """Every address, twice, by nobody and by each role: the database is the same afterwards."""
    visitors = [Browser(house)] + [Browser(house) for _ in (ADMIN, LEAD, CLERK, GUEST)]
    for visitor, role in zip(visitors[1:], (ADMIN, LEAD, CLERK, GUEST), strict=True):
        assert visitor.sign_in(role).status_code == 303
    before = contents(house)
    for visitor in visitors:
        for path in (*SCREENS, '/sign-in?next=/board', *OTHERS) * 2:
            assert visitor.see(path).status_code < 500, path
            assert visitor.http.head(path).status_code < 500, path
    assert contents(house) == before
    visitors[1].post('/auth/sign-out', csrf=visitors[1].csrf())
    assert contents(house) != before, 'a change would have been seen'


async def test_a_browser_finds_nothing_to_complain_about(house):
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browsers.found(), args=browsers.FLAGS)
        context = await chromium.new_context(base_url=house.url)
        complaints: list[str] = []
        await context.expose_function('complain', lambda said: complaints.append(said))
        await context.add_init_script(
            "document.addEventListener('securitypolicyviolation', event => "
            "complain(`${location.pathname}: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`))")
        page = await context.new_page()
        page.on('console', lambda said: complaints.append(said.text) if 'Security Policy' in said.text else None)
        page.on('pageerror', lambda error: complaints.append(str(error)))
        await page.goto('/sign-in')
        await page.wait_for_load_state('networkidle')
        await sign_in(page)
        for path in SCREENS:
            await page.goto(path)
            await page.locator('h1').first.wait_for()
            await page.wait_for_load_state('networkidle')
        assert complaints == []
        # the control: what the policy is there to stop, is stopped and heard of
        await page.evaluate("""() => {
            const script = document.createElement('script'); script.textContent = 'window.hostile = 1';
            document.body.append(script);
            const image = document.createElement('img'); image.src = 'https://evil.example/x.png';
            document.body.append(image);
        }""")
        await page.wait_for_timeout(300)
        assert await page.evaluate('window.hostile') is None
        assert any('script-src' in said for said in complaints)
        assert any('img-src' in said for said in complaints)
        await chromium.close()


async def sign_in(page) -> None:
    await page.fill('input[name=email]', EMAILS[ADMIN])
    await page.fill('input[name=password]', PASSWORD)
    await page.click('button[type=submit]')
    await page.locator('h1').first.wait_for()


def contents(house: House) -> str:
    """One hash over every row of every table, but for when a session was last seen."""
    with psycopg.connect(house.database_url.replace('+psycopg', '')) as connection:
        tables = [name for name, in connection.execute(
            "select tablename from pg_tables where schemaname = 'public' order by 1").fetchall()]
        whole = hashlib.sha256()
        for table in tables:
            rows = connection.execute(
                f"select md5(coalesce(string_agg(row, '|' order by row), '')) from "
                f"(select (to_jsonb(each) - '{SEEN}')::text as row from {table} each) rows").fetchone()
            whole.update(f'{table}:{rows[0]}'.encode())
    return whole.hexdigest()

