"""The second step of signing in, from outside: what half a session reaches, and how it becomes whole (S-11, S-13)."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from urllib.parse import quote, urlsplit
from uuid import uuid4

import pytest
from sqlalchemy import text

from app import clock, database
from app.database import transaction
from pages._page import SCREENS
from services import access
from tests.apps import App
from tests.authenticators import Authenticator
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.pages.desk import until
from tests.pages.doors import Browser, House
from tests.pages.test_signing_in import is_signed_in

KEY = re.compile(r'\b((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})\b')
CODE = re.compile(r'(?<![\w-])(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}(?![\w-])')
_numbers = count(1)


@pytest.fixture
async def strict(house):
    """A business that is no demo, in the server's database."""
    database.configure(house.database_url, pool_size=2)
    yield await Given.a_tenant(now=clock.now(), slug=f'strict-{next(_numbers)}')
    await database.dispose()


@pytest.fixture
async def boss(strict):
    """Its administrator, who has no second factor yet."""
    return await strict.user('ADMIN', email=f'boss@{strict.slug}.example', password_hash=PASSWORD_HASH)


def password_given(house: House, email: str, **form: str) -> Browser:
    browser = house.browser()
    answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=email, password=PASSWORD, **form)
    assert answer.headers['location'].split('?')[0] == '/second-factor'
    return browser


def prove(browser: Browser, code: str, **form: str):
    return browser.post('/auth/second-factor', csrf=browser.csrf(), code=code, **form)


def app_set_up(browser: Browser) -> App:
    """As far as the key on the page."""
    answer = browser.post('/auth/first-factor', csrf=browser.csrf())
    assert answer.headers['location'] == '/second-factor'
    return App(KEY.search(browser.see('/second-factor').text)[1].replace(' ', ''), has_time=True)


def test_s11_an_administrator_sets_a_factor_up_and_signs_in_with_it(house, boss):
    browser = password_given(house, boss.email, next='/admin/people')
    half = browser.session
    assert 'Set up an authenticator app' in browser.see('/second-factor').text
    app = app_set_up(browser)
    page = browser.see('/second-factor').text
    assert 'data:image/svg+xml' in page
    answer = prove(browser, app.code(clock.now()), next='/admin/people')

    assert answer.headers['location'] == '/backup-codes?next=%2Fadmin%2Fpeople'
    assert browser.session not in (None, half)
    assert browser.see('/admin/people').status_code == 200
    assert not is_signed_in(house, half), 'the secret of before is dead'
    assert browser.see('/second-factor').headers['location'] == '/', 'nothing to do here any more'
    again = password_given(house, boss.email)
    assert 'Code from your app' in again.see('/second-factor').text
    assert KEY.search(again.see('/second-factor').text) is None
    assert prove(again, app.code(clock.now())).headers['location'] == '/'
    assert again.see('/admin/people').status_code == 200


def test_s11_half_a_session_reaches_no_screen(house, boss):
    """The matrix's row for an administrator without a factor: every screen sends them to the second step."""
    browser = password_given(house, boss.email)
    for path in ('/', *SCREENS):
        answer = browser.see(re.sub(r'\{[^}]+\}', 'ZZZZZZ', path))
        assert (answer.status_code, answer.headers['location'].split('?')[0]) == (303, '/second-factor'), path
    assert 0 < browser_seconds(browser) <= 600


def codes_shown(browser: Browser) -> list[str]:
    return CODE.findall(browser.see('/backup-codes', follow_redirects=True).text)


def test_s10_backup_codes_are_shown_until_they_are_kept_and_then_no_more(house, boss):
    browser, other = password_given(house, boss.email), password_given(house, boss.email)
    prove(browser, app_set_up(browser).code(clock.now()), next='/admin/people')
    codes = codes_shown(browser)
    assert len(set(codes)) == 10
    other.http.cookies.set(codes_cookie(browser).name, codes_cookie(browser).value)
    assert codes_shown(other) == [], 'they are sealed for the session they were made in'
    assert not set(codes) & set(codes_cookie(browser).value.split())
    assert 'expired' in browser.see(browser.post('/auth/backup-codes', csrf='x').headers['location']).text
    assert codes_shown(browser) == codes
    answer = browser.post('/auth/backup-codes', csrf=browser.csrf(), next='/admin/people')

    assert answer.headers['location'] == '/admin/people'
    assert codes_cookie(browser) is None
    assert browser.see('/backup-codes?next=/admin/people').headers['location'] == '/admin/people'
    assert prove(other, codes[0].lower()).headers['location'] == '/'
    assert other.see('/admin/people').status_code == 200
    again = password_given(house, boss.email)
    assert 'Or one of your backup codes' in again.see('/second-factor').text
    wrong = again.see(prove(again, codes[0]).headers['location']).text
    assert 'Each backup code works once.' in wrong
    assert '30 seconds' not in wrong


async def test_s11_who_has_lost_everything_asks_at_the_second_step_and_waits(house, strict, boss):
    browser = password_given(house, boss.email)
    prove(browser, app_set_up(browser).code(clock.now()))
    browser = password_given(house, boss.email, next='/board')
    assert 'I have lost all of these' in browser.see('/second-factor').text
    for token, origin in (('x', None), (browser.csrf(), 'https://evil.example')):
        browser.post('/auth/recovery', csrf=token, origin=origin)
    assert 'I have lost all of these' in browser.see('/second-factor').text
    answer = browser.post('/auth/recovery', csrf=browser.csrf(), next='/board')
    assert answer.headers['location'] == '/second-factor?next=%2Fboard'
    assert await until(lambda: f'We have told {boss.email}' in browser.see('/second-factor').text)
    assert 'I have lost all of these' not in browser.see('/second-factor').text
    browser.post('/auth/stop-recovery', csrf=browser.csrf())
    asks = browser.see('/second-factor').text
    assert 'I have lost all of these' in asks
    assert re.search(r'From tomorrow, \d\d:\d\d, .+?, at the earliest', asks), 'what would happen, before it does'
    browser.post('/auth/recovery', csrf=browser.csrf())
    assert await until(lambda: f'We have told {boss.email}' in browser.see('/second-factor').text)
    await shifted(strict, 'null')
    assert f'We are writing to {boss.email}' in browser.see('/second-factor').text
    await shifted(strict, 'now()')
    browser.post('/auth/first-factor', csrf=browser.csrf())
    assert KEY.search(browser.see('/second-factor').text) is None, 'it is too early'
    await shifted(strict, "now() - interval '1 day'")
    assert 'set up another app now' in browser.see('/second-factor').text
    app = app_set_up(browser)
    assert prove(browser, app.code(clock.now()), next='/board').headers['location'] == '/backup-codes?next=%2Fboard'
    assert browser.see('/admin/people').status_code == 200


async def shifted(strict, told_at):
    async with transaction(strict.ctx) as db:
        await db.execute(text(f'update recoveries set told_at = {told_at}'))


def codes_cookie(browser: Browser):
    return next((each for each in browser.http.cookies.jar if each.name.endswith('daybook_codes')), None)


def browser_seconds(browser: Browser) -> float:
    cookie = next(each for each in browser.http.cookies.jar if each.name.endswith('daybook_session'))
    return cookie.expires - clock.now().timestamp()


@pytest.mark.parametrize('code', ['', '000000', 'x' * 5_000, '<script>alert(1)</script>'], ids=lambda code: code[:8])
def test_s09_a_wrong_code_is_said_at_its_field(house, boss, code):
    browser = password_given(house, boss.email)
    app_set_up(browser)
    answer = prove(browser, code, next='/admin/people')
    page = browser.see(answer.headers['location']).text

    assert answer.headers['location'].startswith('/second-factor?')
    assert 'This code is not right' in page
    assert '<script>alert' not in page
    assert '/admin/people' in page, 'where they wanted to go is not lost'
    assert not is_signed_in(house, browser.session)


@pytest.mark.parametrize('form', ['second-factor', 'first-factor'])
def test_s20_a_form_that_is_not_ours_does_nothing(house, boss, form):
    browser = password_given(house, boss.email)
    app = app_set_up(browser)
    key = KEY.search(browser.see('/second-factor').text)[1]
    answer = browser.post(f'/auth/{form}', csrf='0' * 64, code=app.at(clock.now()))
    assert 'expired' in browser.see(answer.headers['location']).text
    answer = browser.post(f'/auth/{form}', csrf=browser.csrf(), code=app.at(clock.now()), origin='https://evil.example')
    assert answer.status_code == 403
    assert KEY.search(browser.see('/second-factor').text)[1] == key
    assert not is_signed_in(house, browser.session)


async def test_s11_whoever_takes_too_long_signs_in_again(house, strict, boss):
    browser = password_given(house, boss.email)
    app = app_set_up(browser)
    async with transaction(strict.ctx) as db:
        await db.execute(text('update sessions set expires_at = now() where user_id = :id'), {'id': boss.id})
    answer = prove(browser, app.at(clock.now()), next='/board')

    assert answer.headers['location'] == '/sign-in?problem=late&next=%2Fboard'
    assert 'longer than ten minutes' in browser.see(answer.headers['location']).text


@pytest.mark.parametrize('following', ['//evil.example', 'https://evil.example', '/\\evil', '/auth/sign-out'])
def test_what_follows_is_a_page_of_ours(house, boss, following):
    browser = password_given(house, boss.email, next=following)
    assert 'evil' not in browser.see(f'/second-factor?next={quote(following)}').text
    app = app_set_up(browser)
    assert prove(browser, app.code(clock.now()), next=following).headers['location'] == '/backup-codes'
    for form in ({}, {'csrf': 'x'}):
        answer = browser.post('/auth/backup-codes', **{'csrf': browser.csrf(), 'next': following} | form)
        assert 'evil' not in answer.headers['location']
        assert 'sign-out' not in answer.headers['location']


async def test_s04_a_browser_somebody_has_used_before_gets_in_while_strangers_lock_the_account(house, strict):
    eve = await strict.user('USER', email=f'eve@{strict.slug}.example', password_hash=PASSWORD_HASH)
    mine, stranger = house.browser(), house.browser()

    def sign_in(browser, password=PASSWORD):
        answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=eve.email, password=password)
        return answer.headers['location']

    assert sign_in(mine) == '/'
    device = mine.http.cookies['daybook_device']
    for _ in range(5):
        assert 'problem=wrong' in sign_in(stranger, 'not the password')
    assert 'problem=many' in sign_in(house.browser()), 'also who knows the password'

    mine.post('/auth/sign-out', csrf=mine.csrf())
    assert sign_in(mine) == '/'
    assert mine.http.cookies['daybook_device'] == device, 'it is the same device'


async def test_s12_a_passkey_signs_in_by_a_form_of_ours_and_says_what_is_wrong(house, strict):
    eve = await strict.user('USER', email=f'eve@{strict.slug}.example', password_hash=PASSWORD_HASH)
    origin = f'http://localhost:{urlsplit(house.url).port}'
    phone, mine = Authenticator(origin, 'localhost'), replace(strict.acting(eve), now=clock.now())
    asked = await access.begin_passkey(mine, origin=origin)
    await access.keep_passkey(mine, session_id=uuid4(), origin=origin, answer=phone.made(asked), name='Phone')
    browser = house.browser()
    assert 'Sign in with a passkey' in browser.see('/sign-in').text
    assert browser.post('/auth/passkey-challenge', csrf='x').status_code == 403
    for answer, csrf in (('{}', browser.csrf()), (phone.used('{"challenge": "AAAA"}'), browser.csrf()), ('{}', 'x')):
        back = browser.post('/auth/passkey', csrf=csrf, answer=answer, next='/board').headers['location']
        assert back.startswith('/sign-in?')
        assert 'try again' in browser.see(back).text
        assert '/board' in browser.see(back).text, 'where they wanted to go is not lost'
    options = browser.post('/auth/passkey-challenge', csrf=browser.csrf()).text
    answer = browser.post('/auth/passkey', csrf=browser.csrf(), answer=phone.used(options), next='/board')

    assert answer.headers['location'] == '/board'
    assert is_signed_in(house, browser.session)
    half = house.browser()
    half.post('/auth/sign-in', csrf=half.csrf(), email=eve.email, password=PASSWORD)
    options = half.post('/auth/passkey-challenge', csrf=half.csrf(), step='second').text
    answer = half.post('/auth/passkey', csrf=half.csrf(), step='second', answer=phone.used(options))
    assert answer.headers['location'] == '/'
    assert is_signed_in(house, half.session)
