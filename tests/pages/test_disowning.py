"""This was not me, from outside: looking does nothing, a press closes the account to everybody (S-22)."""

from __future__ import annotations

from itertools import count

import pytest

from app import clock, database
from pages import paths
from services.access import letters
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.pages.doors import Browser
from tests.smtp_sink import link

_numbers = count(1)


@pytest.fixture
async def eve(mailing):
    """Somebody in a business of her own in the server's database."""
    database.configure(mailing.database_url, pool_size=2)
    business = await Given.a_tenant(now=clock.now(), slug=f'not-me-{next(_numbers)}')
    yield await business.user('USER', email=f'eve@{business.slug}.example', password_hash=PASSWORD_HASH)
    await database.dispose()


def sign_in(browser: Browser, email: str) -> str:
    answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=email, password=PASSWORD)
    return str(answer.headers['location'])


async def test_s22_a_press_on_the_page_behind_the_mail_signs_everybody_out(mailing, sink, eve):
    mine, theirs, anywhere = (mailing.browser() for _ in range(3))
    assert [sign_in(browser, eve.email) for browser in (mine, theirs)] == ['/', '/']
    way = link(sink.waits_for(1, eve.email)).removeprefix(mailing.url)
    opened = anywhere.see(way)
    assert (opened.status_code, opened.headers['location']) == (303, paths.NOT_ME), 'the secret leaves the address'
    for _ in range(2):
        assert eve.email in anywhere.see(paths.NOT_ME).text
    assert theirs.see('/me').status_code == 200, 'looking does nothing'
    form = anywhere.hidden(paths.NOT_ME)
    assert anywhere.post(paths.NOT_ME_FORM, **form, origin='https://evil.example').status_code == 403
    assert anywhere.post(paths.NOT_ME_FORM, **form | {'csrf': 'x'}).headers['location'].startswith(paths.NOT_ME)
    assert theirs.see('/me').status_code == 200, 'nor does a form of somebody else'

    answer = anywhere.post(paths.NOT_ME_FORM, **form)
    assert answer.headers['location'] == '/sign-in?done=disowned'
    assert 'Everybody is signed out' in anywhere.see('/sign-in?done=disowned').text
    assert [browser.see('/me').status_code for browser in (mine, theirs)] == [303, 303]
    assert 'problem=wrong' in sign_in(mine, eve.email)
    assert letters.RESET in link(sink.waits_for(2, eve.email))
    assert 'does not work any more' in anywhere.see(paths.NOT_ME).text
