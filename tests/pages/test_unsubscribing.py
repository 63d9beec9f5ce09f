"""The link at the foot of a letter, from outside: no account, no cookie, no form; looking changes nothing (S-25)."""

from __future__ import annotations

from itertools import count

import httpx
import pytest

from app import clock, database
from app.context import Context
from pages import paths
from services import notifications
from services.notifications import links
from services.notifications.shapes import Family, Recipient, Whom
from tests.given import Given

_numbers = count(1)
ONE_CLICK = {'List-Unsubscribe': 'One-Click'}


@pytest.fixture
async def token(house):
    """Signed as the server signs it, for a client of a business of its own."""
    database.configure(house.database_url, pool_size=2)
    given = await Given.a_tenant(now=clock.now(), slug=f'letters-{next(_numbers)}')
    client = await given.client('Ada Byron', email='ada@example.org')
    yield links.token(Recipient(given.tenant_id, Whom.CLIENT, client.id, Family.CHANGES))
    await database.dispose()


async def is_wanted(token: str) -> bool:
    return (await notifications.offer(Context.anonymous(clock.now()), token=token)).is_all_wanted


def pressed(house, token: str, **sent) -> httpx.Response:
    """As a program of mail presses it: no cookie, and no origin."""
    return httpx.post(house.url + paths.unsubscribe(token), timeout=30, trust_env=False, verify=False, **sent)


@pytest.mark.parametrize('sent', [{'data': ONE_CLICK}, {'files': {'List-Unsubscribe': (None, 'One-Click')}}, {}])
async def test_s25_one_post_without_cookie_or_form_stops_it_in_whatever_way_it_is_sent(house, token, sent):
    assert links.UNSUBSCRIBE + token == paths.unsubscribe(token)
    answer = pressed(house, token, **sent)
    assert (answer.status_code, answer.text) == (200, 'You get no more messages like this.')
    assert not await is_wanted(token)


async def test_s25_looking_stops_nothing_and_a_press_does_and_takes_it_back(house, token):
    browser = house.browser()
    for _ in range(2):
        page = browser.see(paths.unsubscribe(token)).text
        assert 'You get all of these messages.' in page
    assert browser.http.head(paths.unsubscribe(token)).status_code == 200
    assert await is_wanted(token), 'programs that look through mail follow every link'

    for wanted, said in (('no', 'You get none of these messages any more.'), ('yes', 'You get all of these messages.')):
        assert browser.hidden(paths.unsubscribe(token))['wanted'] == wanted
        answer = browser.post(paths.unsubscribe(token), wanted=wanted)
        assert (answer.status_code, answer.headers['location']) == (303, paths.unsubscribe(token))
        assert said in browser.see(answer.headers['location']).text
        assert await is_wanted(token) is (wanted == 'yes')


async def test_s25_what_we_have_not_signed_stops_nothing_and_tells_nothing(house, token):
    forged = f'{token[:-1]}{"0" if token[-1] != "0" else "1"}'
    for each in (forged, 'guessed', ''):
        answer = pressed(house, each, data=ONE_CLICK)
        assert (answer.status_code, answer.text) == (404, 'This link does not work.')
        assert 'This link does not work' in house.browser().see(paths.unsubscribe(each)).text
    answer = house.browser().post(paths.unsubscribe(token), wanted='no', origin='https://evil.example')
    assert answer.status_code == 403
    assert await is_wanted(token)
