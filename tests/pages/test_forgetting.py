"""A forgotten password from outside: two forms, one mail, and nothing a stranger could learn or forge (S-06, S-07)."""

from __future__ import annotations

import re
import time
from itertools import count
from urllib.parse import quote

import pytest

from app import clock, database, journal
from app.context import Context
from app.permissions import Role
from pages import paths
from services import people, reactions
from services.access import letters
from services.demo.business import PASSWORD
from tests.given import Given
from tests.journeys import links
from tests.pages.doors import ADMIN, CLERK, EMAILS, GUEST, LEAD, Browser, House
from tests.pages.test_gate import Page
from tests.smtp_sink import Sink, link, plain

BETTER = 'seven quiet lanterns'
_numbers = count(1)


def ask(browser: Browser, email: str, **options: str):
    return browser.post('/auth/forgot', csrf=browser.csrf(), email=email, **options)


def mailed_link(sink: Sink, house: House, role: str) -> str:
    """The way to the page behind the link, as it was mailed."""
    before = len(sink.mails_to(EMAILS[role]))
    assert ask(house.browser(), EMAILS[role]).headers['location'] == '/forgot?sent=yes'
    return link(sink.waits_for(before + 1, EMAILS[role])).removeprefix(house.url)


def choose(browser: Browser, password: str = BETTER, again: str | None = None, **options: str):
    return browser.post('/auth/reset', **browser.hidden('/reset') | options, password=password,
                        again=password if again is None else again)


def test_both_say_the_same_address():
    assert (letters.RESET, letters.INVITED) == (paths.RESET + '?token=', paths.INVITED + '?token=')
    assert letters.NOT_ME == paths.NOT_ME + '?token='


async def test_a_forgotten_password_is_replaced_by_mail_and_open_pages_leave(mailing, sink):
    old = Page(mailing, CLERK)
    browser = mailing.browser()
    opened = browser.see(mailed_link(sink, mailing, CLERK))
    assert (opened.status_code, opened.headers['location']) == (303, '/reset'), 'the secret leaves the address'
    assert EMAILS[CLERK] in browser.see('/reset').text
    async with old.connected() as tab:
        answer = choose(browser)
        assert await tab.hears('/sign-in', within=3)
    assert answer.headers['location'] == '/sign-in?done=reset'
    assert EMAILS[CLERK] in browser.see(answer.headers['location']).text, 'filled in'
    assert browser.session is None, 'nobody is signed in by a link'
    assert 'Your password is changed' in browser.see('/sign-in?done=reset').text
    assert 'problem=wrong' in browser.sign_in(CLERK, password=PASSWORD).headers['location']
    assert browser.sign_in(CLERK, password=BETTER).headers['location'] == '/'
    assert sink.waits_for(2, EMAILS[CLERK])['Subject'] == 'Your password was changed'
    assert 'does not work any more' in browser.see('/reset').text


def test_a_known_and_an_unknown_address_are_answered_alike(mailing, sink):
    def answered(email: str) -> tuple[object, ...]:
        browser = mailing.browser()
        started = time.perf_counter()
        answer = ask(browser, email)
        took = time.perf_counter() - started
        page = browser.see(answer.headers['location']).text
        return answer.status_code, answer.headers['location'], 'Look into your mail' in page, took > 0.25

    assert answered(EMAILS[LEAD]) == answered('nobody@northside.example') == (303, '/forgot?sent=yes', True, True)


def test_a_forged_host_changes_nothing_in_the_link(mailing, sink):
    """S-07, abuse 15: links lead where the settings say."""
    browser = mailing.browser()
    token = browser.csrf()
    browser.http.post('/auth/forgot', data={'csrf': token, 'email': EMAILS[GUEST]}, headers={
        'Host': 'evil.example', 'Origin': 'http://evil.example', 'X-Forwarded-Host': 'evil.example'})
    assert link(sink.waits_for(1, EMAILS[GUEST])).startswith(f'{mailing.url}/reset?token=')


def test_opening_the_link_many_times_uses_nothing_up(mailing, sink):
    """Abuse 20: scanners open links before people do."""
    way = mailed_link(sink, mailing, ADMIN)
    for _ in range(3):
        scanner = mailing.browser()
        scanner.see(way)
        assert 'Choose a new password' in scanner.see('/reset').text
    browser = mailing.browser()
    browser.see(way)
    for password, again, said in (('short', 'short', 'At least 15'), (BETTER, 'another', 'not the same'),
                                  ('x' * 129, 'x' * 129, 'At most 128')):
        answer = choose(browser, password, again)
        assert said in browser.see(answer.headers['location']).text
    both = browser.see(choose(browser, 'short', 'another').headers['location']).text
    assert 'At least 15' in both
    assert 'not the same' in both
    assert 'This form had expired' in browser.see(
        choose(browser, csrf='x').headers['location']).text
    assert choose(browser, origin='https://evil.example').status_code == 403
    assert choose(browser).headers['location'] == '/sign-in?done=reset', 'and the link still works'


def at_fields(page: str) -> set[str]:
    return set(re.findall(r'"id":"(\w+)-problem"', page))


@pytest.fixture
async def links_of(mailing):
    """Every kind of mailed link, as two people of two businesses were sent them."""
    database.configure(mailing.database_url, pool_size=2)
    sent = {}
    for name in ('ann', 'ben'):
        given = await Given.a_tenant(now=clock.now(), slug=f'links-of-{name}-{next(_numbers)}')
        person = await given.user('USER', email=f'{name}@{given.slug}.example')
        sent[name] = await links.leading_in(given.ctx, person)
    yield sent
    await database.dispose()


async def test_s07_the_form_behind_one_link_does_nothing_by_another_that_was_opened_since(mailing, links_of):
    """All links share one cookie, and whoever opens two has two pages that each name somebody."""
    browser = mailing.browser()
    for kind, way in links_of['ann'].items():
        browser.see(way)
        shown = browser.hidden(f'/{kind}')
        browser.see(links_of['ben'][kind])
        for form in (shown, {'csrf': shown['csrf']}):
            answer = browser.post(f'/auth/{kind}', **form, password=BETTER, again=BETTER)
            assert 'You have opened another link' in browser.see(answer.headers['location']).text, kind


async def test_what_is_wrong_with_a_chosen_password_stands_at_its_field(mailing, links_of):
    browser = mailing.browser()
    browser.see(links_of['ann']['reset'])
    for password, again, field in (('short', 'short', 'password'), (BETTER, 'another', 'again')):
        assert at_fields(browser.see(choose(browser, password, again).headers['location']).text) == {field}
    assert at_fields(browser.see(choose(browser, csrf='x').headers['location']).text) == {'form'}


async def test_whoever_is_invited_chooses_a_password_and_signs_in_with_it(mailing, sink):
    database.configure(mailing.database_url, pool_size=2)
    try:
        tenant_id, _ = await people.home_of(EMAILS[LEAD])
        reactions.install()
        await people.create(Context.system(tenant_id, clock.now()), email='new@northside.example', name='New Person',
                            role=Role.USER)
    finally:
        journal.react({})
        await database.dispose()
    browser = mailing.browser()
    browser.see(link(sink.waits_for(1, 'new@northside.example')).removeprefix(mailing.url))
    assert 'new@northside.example' in browser.see('/invited').text
    assert 'does not work any more' in browser.see('/reset').text
    answer = browser.post('/auth/invited', **browser.hidden('/invited'), password=BETTER, again=BETTER)
    assert 'Your password is kept' in browser.see(answer.headers['location']).text
    assert browser.session is None
    signed_in = browser.post('/auth/sign-in', csrf=browser.csrf(), email='new@northside.example', password=BETTER)
    assert signed_in.headers['location'] == '/'


@pytest.mark.parametrize('token', ['', 'x', '0' * 32 + '.x', '<script>', '%00', 'x' * 3000])
def test_a_link_that_is_none_says_so(house, token):
    browser = house.browser()
    browser.see(f'/reset?token={token}')
    assert 'does not work any more' in browser.see('/reset').text


def test_what_is_no_address_is_said_at_its_field_and_still_there(house):
    browser = house.browser()
    page = browser.see(ask(browser, 'no address <b>').headers['location']).text
    assert 'This is not an e-mail address.' in page
    assert 'no address' in page
    assert '<b>' not in page
    assert ask(browser, 'ada@example.org', origin='https://evil.example').status_code == 403


def test_nobody_puts_words_into_our_mouth(house):
    browser = house.browser()
    for path in ('/forgot', '/reset', '/sign-in'):
        assert 'Call 555' not in browser.see(f'{path}?problem={quote("Call 555")}&seal=x&done={quote("Call 555")}').text


def test_too_many_links_are_refused_alike(house):
    browser, said = house.browser(), []
    for _ in range(4):
        said.append(browser.see(ask(browser, 'many@northside.example').headers['location']).text)
    assert ['Several links were asked for' in page for page in said] == [False] * 3 + [True]


def test_the_log_says_nothing_of_a_link(mailing, sink):
    told = mailing.said
    for mail in sink.mails:
        for secret in re.findall(r'token=[0-9a-f]{32}\.(\S+)', plain(mail)):
            assert secret not in told
