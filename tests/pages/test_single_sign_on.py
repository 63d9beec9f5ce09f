"""Single sign-on from outside: there and back in one browser, and the screens that set it up and link (S-32)."""

from __future__ import annotations

import time
from itertools import count
from urllib.parse import urlsplit

import pytest

from app import clock, database, fetching
from app.context import Context
from app.settings import Settings
from pages import paths
from pages._site import open_site
from pages.account.security import security
from pages.admin.single_sign_on import single_sign_on
from services import access
from services.access.sign_on import issuers
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.issuer import CLIENT, SECRET, an_issuer, trust
from tests.pages.desk import at_the_desk, only, until

_numbers = count(1)


@pytest.fixture(scope='module')
def running():
    with an_issuer(time.time) as opened:
        yield opened


@pytest.fixture
async def strict(house, running):
    """A business in the server's database that trusts the issuer."""
    running.reset()
    database.configure(house.database_url, pool_size=2)
    fetching.configure(Settings(_env_file=None))
    strict = await Given.a_tenant(now=clock.now(), slug=f'single-{next(_numbers)}')
    await trust(strict.ctx, running.url)
    yield strict
    fetching._may_stay_inside[:] = [False]
    await database.dispose()


@pytest.fixture
async def eve(strict):
    return await strict.user('USER', email=f'eve@{strict.slug}.example', password_hash=PASSWORD_HASH)


def there_and_back(running, browser, way):
    """From our own address to the issuer and back to our answer, as a browser follows it."""
    left = browser.see(way)
    assert left.status_code == 303
    assert left.headers['location'].startswith(f'{running.url}/authorize?')
    back = browser.http.get(left.headers['location'])
    assert back.status_code == 302
    ours = urlsplit(back.headers['location'])
    return browser.see(f'{ours.path}?{ours.query}')


async def signed_in_with_leave(strict, browser, user):
    """The browser of somebody who typed their password anew on their security screen."""
    cookie = await strict.cookie(user)
    browser.http.cookies.set('daybook_session', cookie, domain='127.0.0.1')
    session = await access.resume(Context.anonymous(clock.now()), cookie=cookie)
    ctx = session.context(clock.now())
    leave = await access.begin_link(ctx, session_id=session.session_id, current=PASSWORD)
    return paths.single_sign_on(strict.slug, leave=leave)


async def test_s32_link_oneself_and_sign_in_by_it(house, running, strict, eve):
    browser = house.browser()
    assert f'/b/{strict.slug}/single-sign-on' in browser.see(f'/b/{strict.slug}/sign-in').text
    refused = there_and_back(running, browser, paths.single_sign_on(strict.slug))
    assert refused.headers['location'].startswith(f'/b/{strict.slug}/sign-in?')
    assert 'Sign in with your password first, and link it' in browser.see(refused.headers['location']).text
    assert browser.session is None

    linked = there_and_back(running, browser, await signed_in_with_leave(strict, browser, eve))
    assert linked.headers['location'] == '/me/security?link=done'
    other = house.browser()
    arrived = there_and_back(running, other, paths.single_sign_on(strict.slug, '/appointments'))
    assert arrived.headers['location'] == '/appointments'
    assert other.see('/me').status_code == 200
    assert 'daybook_way' not in other.http.cookies
    assert all('httponly' in each.lower() and 'samesite=lax' in each.lower()
               for each in arrived.headers.get_list('set-cookie'))


async def test_s32_what_somebody_else_began_ends_nowhere(house, running, strict, eve):
    """Their code in my browser would sign me in as them."""
    mine, theirs = house.browser(), house.browser()
    there_and_back(running, theirs, await signed_in_with_leave(strict, theirs, eve))
    left = theirs.see(paths.single_sign_on(strict.slug))
    ours = urlsplit(theirs.http.get(left.headers['location']).headers['location'])
    mine.see(paths.single_sign_on(strict.slug))
    planted = mine.see(f'{ours.path}?{ours.query}')
    assert planted.headers['location'].startswith(f'/b/{strict.slug}/sign-in?')
    assert 'began in another browser' in mine.see(planted.headers['location']).text
    assert mine.session is None
    mine.http.cookies.set('daybook_way', theirs.http.cookies['daybook_way'], domain='127.0.0.1')
    mine.see(f'{ours.path}?{ours.query}')
    assert mine.session is None, 'nor with what their browser keeps'
    assert theirs.see(f'{ours.path}?{ours.query}').headers['location'] == '/', 'the control'


async def test_s32_there_is_no_way_where_there_is_no_business_or_no_issuer(house, strict):
    browser = house.browser()
    assert browser.see('/b/there-is-none/sign-in').status_code == 404
    plain = await Given.a_tenant(now=clock.now(), slug=f'{strict.slug}-plain')
    page = browser.see(f'/b/{plain.slug}/sign-in')
    assert (page.status_code, 'single-sign-on' in page.text) == (200, False)
    for slug in (plain.slug, 'there-is-none'):
        assert browser.see(f'/b/{slug}/single-sign-on').headers['location'].startswith(f'/b/{slug}/sign-in?')
    said = '/b/x/sign-in?problem=Call%20this%20number'
    assert 'Call this number' not in browser.see(said.replace('/x/', f'/{plain.slug}/')).text


async def test_a_wrong_password_leads_back_to_the_sign_in_of_the_business(house, strict, eve):
    browser = house.browser()
    answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=eve.email, password='x', business=strict.slug)
    assert answer.headers['location'].startswith(f'/b/{strict.slug}/sign-in?problem=wrong')
    assert 'is not right' in browser.see(answer.headers['location']).text
    odd = browser.post('/auth/sign-in', csrf=browser.csrf(), email=eve.email, password='x', business='//evil.example')
    assert odd.headers['location'].startswith('/b/%2F%2Fevil.example/sign-in')


@pytest.fixture
def product(running, tmp_path):
    running.reset()
    issuers.forget()
    fetching.configure(Settings(_env_file=None))
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))
    yield running
    fetching._may_stay_inside[:] = [False]


async def test_an_administrator_sets_it_up_hears_whether_it_answers_and_takes_it_away(given, product):
    async with at_the_desk(given, single_sign_on, role='ADMIN') as user:
        await user.should_see('/b/acme/signed-in')
        for marker, value in (('label', 'Acme ID'), ('issuer', 'ftp://x'), ('known-as', CLIENT), ('secret', SECRET)):
            only(user, marker).value = value
        user.find(marker='save').click()
        assert await until(lambda: 'must begin with https' in (only(user, 'issuer').error or ''))
        assert (only(user, 'label').value, only(user, 'secret').value) == ('Acme ID', SECRET), 'nothing typed is lost'
        only(user, 'issuer').value = product.url
        user.find(marker='save').click()
        await user.should_see('Saved. It answers')
        await user.should_see('Offered')
        assert await until(lambda: only(user, 'secret').value == '')
        product.answers['/keys'] = (500, {}, b'')
        issuers.forget()
        only(user, 'label').value, only(user, 'secret').value = 'Our ID', 'a new secret'
        user.find(marker='save').click()
        await user.should_see('Saved. It does not answer')
        assert (await access.issuer(given.ctx)).label == 'Our ID'
        await user.should_see('Not offered yet')
        user.find(marker='try').click()
        await user.should_see('It does not answer as it should')
        product.answers.clear()
        user.find(marker='try').click()
        await user.should_see('It answered')
        assert (await access.issuer(given.ctx)).proved_at
        user.find(marker='take-away').click()
        await user.should_see('Take single sign-on away?')
        user.find(marker='yes').click()
        assert await until(lambda: _is_none(given))


async def _is_none(given):
    return await access.issuer(given.ctx) is None


async def test_the_link_is_offered_where_there_is_an_issuer_and_asks_for_ones_password(given, product):
    async with at_the_desk(given, security) as user:
        await user.should_see('Sign-ins')
        await user.should_not_see('Single sign-on')
        await access.trust_issuer(given.ctx, issuer=product.url, known_as=CLIENT, secret=SECRET, label='Acme ID')
        await user.should_see('Link with Acme ID')
        user.find(marker='link').click()
        await user.should_see('Say that it is you')
        only(user, 'link-password').value = 'wrong horse battery'
        user.find(marker='go-on').click()
        assert await until(lambda: only(user, 'link-password').error == 'This is not your password.')
