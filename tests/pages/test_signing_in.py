"""Signing in and out: plain forms, a new secret each time, and nothing a stranger could learn or forge."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import psycopg
import pytest

from services.demo.business import PASSWORD
from tests.pages.doors import ADMIN, CLERK, EMAILS, GUEST, Browser, House, csrf_of, open_house
from tests.pages.test_gate import Page

HTTPS = 'https://book.example.org'
ELSEWHERE = [
    '//evil.example', '///evil.example', '/\\evil.example', '\\\\evil.example', 'https:evil.example',
    'https://evil.example', 'HtTpS://evil.example', 'javascript:alert(1)', 'data:text/html,x', '/\tevil',
    '/\n/evil.example', '\t//evil.example', ' //evil.example', '/\x00/evil', '/\u2028/evil', '/auth/sign-out', '/auth',
    '', 'evil.example', '/' + 'x' * 501, '/\u202eevil', '?next=//evil', '#', '@evil.example', '/\x7f/evil',
]


@pytest.fixture(scope='module')
def behind_tls(house) -> Iterator[House]:
    """The same product, reached by https."""
    with open_house(house.database_url, PUBLIC_URL=HTTPS, TRUSTED_PROXIES='1') as opened:
        yield opened


@pytest.fixture(scope='module')
def elsewhere(house) -> Iterator[House]:
    """Another process on the same database, with nothing in front of it."""
    with open_house(house.database_url) as opened:
        yield opened


def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_then_on(house):
    browser = house.browser()
    sent = browser.see('/appointments?client=x')
    assert (sent.status_code, sent.headers['location']) == (303, '/sign-in?next=%2Fappointments%3Fclient%3Dx')
    assert browser.sign_in(next='/appointments?client=x').headers['location'] == '/appointments?client=x'
    assert browser.see('/appointments').status_code == 200


@pytest.mark.parametrize('door', ['/sign-in', '/b/northside/sign-in'])
def test_whoever_is_in_already_goes_on_from_the_sign_in(house, door):
    browser = house.browser()
    browser.sign_in()
    assert browser.see(f'{door}?next=/board').headers['location'] == '/board'
    assert browser.see(door).headers['location'] == '/'
    assert browser.see(f'{door}?next=//evil.example').headers['location'] == '/'
    browser.post('/auth/sign-out', csrf=browser.csrf())
    assert browser.see(door).status_code == 200


def test_the_secret_is_new_with_every_sign_in(house):
    browser = house.browser()
    browser.sign_in()
    before = browser.session
    browser.sign_in()
    assert before
    assert browser.session not in (None, before)
    assert not is_signed_in(house, before), 'the secret before is dead'


def test_a_session_set_beforehand_is_not_adopted(house):
    chosen = '0' * 32 + '.chosen-by-the-attacker'
    browser = house.browser()
    browser.http.cookies.set('daybook_session', chosen)
    assert browser.see('/me').status_code == 303
    answer = browser.sign_in()
    assert chosen not in answer.headers['set-cookie']
    assert not is_signed_in(house, chosen)


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(house):
    said = []
    for email in (EMAILS[CLERK], 'nobody@northside.example', 'no address', ''):
        browser = house.browser()
        answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=email, password='not the password')
        page = browser.see(answer.headers['location']).text
        said.append((answer.status_code, answer.headers['location'], f'"value":"{email}"' in page,
                     'The e-mail address or the password is not right.' in page, browser.session))
    assert said == [(303, '/sign-in?problem=wrong', True, True, None)] * 4


def test_s26_what_was_typed_is_shown_again_once_in_that_browser_and_stands_in_no_address(house):
    browser, other = house.browser(), house.browser()
    back = browser.sign_in_as('eve@example.org', 'not the password', next='/board').headers['location']
    assert back == '/sign-in?problem=wrong&next=%2Fboard'
    other.csrf()
    assert 'eve@example.org' not in other.see(back).text
    assert 'eve@example.org' in browser.see(back).text
    assert 'eve@example.org' not in browser.see(back).text
    assert 'not the password' not in browser.see(back).text


@pytest.mark.parametrize('token', ['', 'x', 'é' * 64, '\x00', '0' * 64])
def test_a_form_without_our_token_is_refused(house, token):
    browser = house.browser()
    browser.csrf()
    answer = browser.post('/auth/sign-in', csrf=token, email=EMAILS[CLERK], password=PASSWORD)
    assert is_refused(answer, browser)


def test_a_token_of_another_browser_is_refused(house):
    browser, other = house.browser(), house.browser()
    browser.csrf()
    answer = browser.post('/auth/sign-in', csrf=other.csrf(), email=EMAILS[CLERK], password=PASSWORD)
    assert is_refused(answer, browser)


def test_a_token_without_a_browsers_name_is_refused(house):
    token = house.browser().csrf()
    stranger = house.browser()
    answer = stranger.post('/auth/sign-in', csrf=token, email=EMAILS[CLERK], password=PASSWORD)
    assert is_refused(answer, stranger)


@pytest.mark.parametrize('origin', ['https://evil.example', 'null', 'http://127.0.0.1', 'http://localhost', 'http://['])
def test_a_form_from_a_foreign_page_is_refused(house, origin):
    browser = house.browser()
    answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=EMAILS[CLERK], password=PASSWORD, origin=origin)
    assert (answer.status_code, browser.session) == (403, None)
    signed_in = house.browser()
    signed_in.sign_in()
    signed_in.post('/auth/sign-out', csrf=signed_in.csrf(), origin=origin)
    assert signed_in.see('/me').status_code == 200, 'nor may it sign anybody out'


@pytest.mark.parametrize('following', ELSEWHERE)
def test_what_follows_is_a_page_of_ours(house, following):
    browser = house.browser()
    assert browser.sign_in(next=following).headers['location'] == '/'
    page = browser.see(f'/sign-in?next={quote(following)}').text
    assert 'evil' not in page


@pytest.mark.parametrize('following', [
    '/board', '/appointments/ABC?x=1#y', '/find?skill=%2F%2Fevil', '/x:y', '/%2f%2fevil'])
def test_what_follows_may_be_any_page_of_ours(house, following):
    location = house.browser().sign_in(next=following).headers['location']
    assert location == following


@pytest.mark.parametrize('body', [
    b'password=' + b'x' * 1_000_000,
    b'email=' + b'x' * 15_000,
    b'&'.join(b'f%d=1' % number for number in range(500)),
    b'email=%00&password=%00',
    b'email=a%00b%40northside.example&password=%ed%a0%80',
    b'email=\xff\xfe&password=\xed\xa0\x80',
    b'password=' + b'%F0%9F%98%80' * 129,
    b'=&=&;;;%%%',
    b'',
])
def test_a_form_that_makes_no_sense_is_refused_at_once(house, body):
    browser = house.browser()
    token = browser.csrf()
    started = time.perf_counter()
    answer = browser.http.post('/auth/sign-in', content=body + b'&csrf=' + token.encode(), headers={
        'Origin': house.origin, 'Content-Type': 'application/x-www-form-urlencoded'})
    assert answer.status_code == 303
    assert answer.headers['location'].startswith('/sign-in?problem=')
    assert time.perf_counter() - started < 2
    assert browser.session is None


def test_a_browser_with_a_long_name_may_sign_in(house):
    browser = Browser(house, agent='A browser;' * 100)
    assert browser.sign_in().headers['location'] == '/'


def test_what_was_typed_is_shown_as_text(house):
    browser = house.browser()
    page = browser.see(browser.sign_in_as('<script>alert(1)</script>', 'x').headers['location']).text
    assert '<script>alert(1)' not in page
    assert csrf_of(page)


async def test_signing_out_ends_the_session_and_every_open_page_of_it(house):
    page = Page(house, CLERK)
    other = Page(house, CLERK)
    old = page.browser.session
    async with page.connected() as tab, page.connected_again() as second, other.connected() as untouched:
        answer = page.browser.post('/auth/sign-out', csrf=page.browser.csrf())
        assert (answer.status_code, answer.headers['location']) == (303, '/sign-in')
        assert await tab.hears('/sign-in?done=signed-out&next=%2Fme', within=1.0)
        assert await second.hears('/sign-in?done=signed-out&next=%2Fme', within=1.0)
        await asyncio.sleep(0.2)
        assert '/sign-in' not in untouched.said()
    assert page.browser.session is None
    assert 'clear-site-data' in answer.headers
    assert not is_signed_in(house, old), 'a stolen copy of the cookie is worth nothing'
    assert is_signed_in(house, other.browser.session)


@pytest.mark.parametrize(('role', 'days'), [(CLERK, 0.5), (ADMIN, 0.5), (GUEST, 30)])
def test_s13_cookies_last_as_long_as_the_session_may(house, role, days):
    answer = house.browser().sign_in(role)
    ages = {each.partition('=')[0]: int(re.search(r'Max-Age=(\d+)', each)[1])
            for each in answer.headers.get_list('set-cookie')}

    assert ages.pop('daybook_device') == 180 * 86_400
    assert len(ages) == 2
    assert all(days * 86_400 - 60 <= age <= days * 86_400 for age in ages.values())


async def test_s14_a_session_that_ends_in_another_process_takes_its_open_pages_along(house, elsewhere):
    page, other = Page(house, CLERK), Page(house, CLERK)
    old = page.browser.session
    async with page.connected() as tab, other.connected() as untouched:
        there = elsewhere.browser()
        there.http.cookies.update(page.browser.http.cookies)
        there.post('/auth/sign-out', csrf=there.csrf())
        assert await tab.hears('/sign-in', within=30.0)
        assert '/sign-in' not in untouched.said()
    assert not is_signed_in(house, old)


def test_s14_whoever_was_signed_out_elsewhere_is_told_so_and_led_back(house):
    browser, other = house.browser(), house.browser()
    browser.sign_in()
    other.http.cookies = httpx.Cookies(browser.http.cookies)
    other.post('/auth/sign-out', csrf=other.csrf())
    back = browser.see('/board?view=week').headers['location']
    assert back == '/sign-in?done=signed-out&next=%2Fboard%3Fview%3Dweek'
    assert 'You were signed out' in browser.see(back).text
    left = other.see('/board').headers['location']
    assert left == '/sign-in?next=%2Fboard', 'whoever left by themselves knows'
    assert 'You were signed out' not in other.see(left).text


def test_signing_out_twice_does_no_harm(house):
    browser = house.browser()
    browser.sign_in()
    token = browser.csrf()
    for _ in range(2):
        assert browser.post('/auth/sign-out', csrf=token).headers['location'] == '/sign-in'


@pytest.mark.parametrize('cookie', ['', '.', 'x.y', '0' * 32 + '.', '0' * 32 + '.x', '{}.x', 'é.x', 'a' * 4_000])
def test_a_cookie_that_is_none_opens_nothing(house, cookie):
    assert not is_signed_in(house, cookie)


def test_a_secret_opens_only_its_own_business(house):
    browser = house.browser()
    browser.sign_in(ADMIN)
    tenant, _, secret = browser.session.partition('.')
    assert is_signed_in(house, f'{tenant}.{secret}')
    assert not is_signed_in(house, f'{"0" * 32}.{secret}')


@pytest.mark.parametrize('odd', ['pref[a]=1', 'a b=1', '=', 'x="', '{"a":1}=2'])
def test_an_odd_cookie_of_somebody_else_does_not_hide_ours(house, odd):
    browser = house.browser()
    token = browser.csrf()
    cookies = f'{odd}; {browser.cookie_header}'
    again = browser.http.get('/sign-in', headers={'Accept': 'text/html', 'Cookie': cookies})
    assert 'set-cookie' not in again.headers, 'its name is known'
    assert csrf_of(again.text) == token
    answer = browser.http.post('/auth/sign-in', headers={'Origin': house.origin, 'Cookie': cookies},
                               data={'csrf': token, 'email': EMAILS[CLERK], 'password': PASSWORD})
    assert answer.headers['location'] == '/'


def test_the_name_of_the_browser_lasts_as_long_as_the_session(house):
    browser = house.browser()
    token = browser.csrf()
    kept = {cookie.partition('=')[0]: cookie for cookie in browser.sign_in().headers.get_list('set-cookie')}
    del kept['daybook_device']  # which lasts longer
    assert kept.keys() == {'daybook_session', 'daybook_browser'}
    assert all('Max-Age=43200' in cookie for cookie in kept.values())
    assert browser.csrf() == token, 'pages that are open go on'


def test_a_sign_out_that_did_not_happen_is_owned_up_to(house):
    browser = house.browser()
    browser.sign_in()
    answer = browser.post('/auth/sign-out', csrf='expired')
    assert answer.headers['location'] == '/me?problem=form'
    assert 'You are still signed in' in browser.see(answer.headers['location']).text
    assert 'You are still signed in' not in browser.see('/me').text


def test_nobody_chooses_where_they_call_from(elsewhere):
    """Nothing stands in front of this server, so nothing is believed."""
    browser = elsewhere.browser()
    browser.http.headers['X-Forwarded-For'] = '203.0.113.77'
    browser.sign_in()
    with psycopg.connect(elsewhere.database_url.replace('+psycopg', '')) as connection:
        latest = connection.execute('select address_prefix from sessions order by created_at desc limit 1').fetchone()
    assert latest == ('127.0.0.0',)


def test_cookies_are_for_http_alone(house):
    browser = house.browser()
    for header in (browser.see('/sign-in').headers['set-cookie'], browser.sign_in().headers['set-cookie']):
        words = {word.strip().lower() for word in header.split(';')[1:]}
        assert {'httponly', 'samesite=lax', 'path=/'} <= words
        assert 'secure' not in words, 'a browser would not send it back over http'
        assert not any(word.startswith('domain') for word in words)


def test_cookies_stay_with_us_where_there_is_https(behind_tls):
    browser = Browser(behind_tls)
    given = browser.see('/sign-in')
    browser.http.cookies.clear()
    cookies = given.headers['set-cookie'].split(';')[0]
    answer = browser.http.post(
        '/auth/sign-in', headers={'Origin': HTTPS, 'Cookie': cookies},
        data={'csrf': csrf_of(given.text), 'email': EMAILS[CLERK], 'password': PASSWORD})
    assert answer.headers['location'] == '/'
    kept = given.headers.get_list('set-cookie') + answer.headers.get_list('set-cookie')
    assert {header.partition('=')[0] for header in kept} == {
        f'__Host-daybook_{name}' for name in ('browser', 'session', 'device')}
    for header in kept:
        words = {word.strip().lower() for word in header.split(';')[1:]}
        assert {'httponly', 'samesite=lax', 'path=/', 'secure'} <= words
        assert not any(word.startswith('domain') for word in words)
        longest = 180 * 86_400 if 'device' in header.partition('=')[0] else 12 * 3600
        assert 0 < max(int(word.partition('=')[2]) for word in words if word.startswith('max-age')) <= longest


def test_behind_tls_a_form_must_come_from_the_public_address(behind_tls):
    for origin in (behind_tls.url, 'http://book.example.org', 'https://book.example.org:444'):
        browser = Browser(behind_tls)
        given = browser.see('/sign-in')
        answer = browser.http.post(
            '/auth/sign-in', headers={'Origin': origin, 'Cookie': given.headers['set-cookie'].split(';')[0]},
            data={'csrf': csrf_of(given.text), 'email': EMAILS[CLERK], 'password': PASSWORD})
        assert answer.status_code == 403


def test_whoever_guesses_is_asked_to_wait_and_others_are_not(behind_tls):
    def guess(place: str, email: str = 'guessed@northside.example', claimed: str = '') -> str:
        browser = Browser(behind_tls)
        given = browser.see('/sign-in')
        answer = browser.http.post('/auth/sign-in', headers=[
            ('Origin', HTTPS), ('Cookie', given.headers['set-cookie'].split(';')[0]),
            *([('X-Forwarded-For', claimed)] if claimed else []), ('X-Forwarded-For', place)],
            data={'csrf': csrf_of(given.text), 'email': email, 'password': 'not the password'})
        return browser.see(answer.headers['location']).text

    said = [guess(f'203.0.113.{number}') for number in range(6)]
    assert ['Please wait a few minutes' in page for page in said] == [False] * 5 + [True]
    said = [guess('203.0.113.99', f'{number}@northside.example', claimed=f'10.0.0.{number}') for number in range(21)]
    assert ['Please wait a few minutes' in page for page in said] == [False] * 20 + [True], 'whatever a browser claims'
    assert 'is not right' in guess('203.0.113.100', 'other@northside.example')


def is_signed_in(house: House, cookie: str | None) -> bool:
    browser = house.browser()
    headers = {'Accept': 'text/html', 'Cookie': f'daybook_session={cookie}'.encode()}
    answer = browser.http.get('/me', headers=headers)
    assert answer.status_code in (200, 303)
    return answer.status_code == 200


def is_refused(answer, browser: Browser) -> bool:
    return answer.status_code == 303 and 'problem=form' in answer.headers['location'] and browser.session is None


def test_s13_a_page_opened_in_a_new_role_brings_a_new_secret(house):
    browser = house.browser()
    browser.sign_in()
    old = browser.session
    set_role_of(house, old, 'CLIENT')  # as if it had been made for another role
    answer = browser.see('/me?x=1')

    assert (answer.status_code, answer.headers['location']) == (303, '/me?x=1')
    assert browser.session not in (None, old)
    assert browser.see('/me').status_code == 200
    assert not is_signed_in(house, old)


def set_role_of(house, cookie, role):
    with psycopg.connect(house.database_url.replace('+psycopg', '')) as connection:
        hashed = hashlib.sha256(cookie.partition('.')[2].encode()).digest()
        changed = connection.execute('update sessions set role = %s where secret_hash = %s', [role, hashed])
        assert changed.rowcount == 1
    time.sleep(5.1)  # what a process remembers of a session it trusts for five seconds
