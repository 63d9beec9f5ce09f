"""Registering from outside: the same answer for every address, a mail that leads on, and a press that signs in
(S-06, S-07, S-20; abuse 14, 15, 17, 20).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from pages import paths
from services.access import letters
from services.demo.business import ADDRESS
from tests.pages.doors import Browser, House
from tests.smtp_sink import link, plain

PASSWORD = 'correct horse battery'
HERE = '/b/northside/register'
KNOWN = f'amelia.hart@{ADDRESS}'


def register(browser: Browser, email: str, *, password: str = PASSWORD, business: str = 'northside', **options: str):
    return browser.post('/auth/register', csrf=browser.csrf(), business=business, name='Eve Sedgwick', email=email,
                        password=password, **options)


def confirm(browser: Browser, **form: str) -> httpx.Response:
    """Press the button, as a browser does: where it is sent on with the same form, it sends it."""
    sent = browser.hidden('/verify') | form
    answer = browser.post('/auth/verify', **sent)
    if answer.status_code == 307:
        answer = browser.post(urlsplit(answer.headers['location']).path, **sent)
    return answer


def test_both_say_the_same_addresses():
    assert (letters.VERIFY, letters.SIGN_IN) == (paths.VERIFY + '?token=', paths.SIGN_IN)


def test_whoever_registers_confirms_and_is_signed_in_as_a_client(mailing: House, sink):
    browser = mailing.browser()
    assert 'At Northside Care.' in browser.see(HERE).text
    answer = register(browser, 'eve@example.org')
    assert answer.headers['location'] == f'{HERE}?sent=yes'
    assert 'We have sent you a mail.' in browser.see(answer.headers['location']).text
    assert browser.sign_in_as('eve@example.org', 'seven quiet lanterns').headers['location'].startswith(
        '/sign-in?problem=wrong')
    waits = browser.sign_in_as('eve@example.org', PASSWORD).headers['location']
    assert waits == f'{HERE}?sent=first'
    assert 'Confirm your address first' in browser.see(waits).text
    assert browser.hidden(waits)['business'] == 'northside', 'and have the mail sent again'

    way = link(sink.waits_for(1, 'eve@example.org')).removeprefix(mailing.url)
    elsewhere = mailing.browser()
    opened = elsewhere.see(way)
    assert (opened.status_code, opened.headers['location']) == (303, '/verify'), 'the secret leaves the address'
    for _ in range(3):  # whoever only looks, a scanner of mails too, uses nothing up
        assert 'eve@example.org' in elsewhere.see('/verify').text
    wrong = confirm(elsewhere, email='eve@example.org', password='seven quiet lanterns')
    assert 'This is not the password you chose' in elsewhere.see(wrong.headers['location']).text
    assert confirm(elsewhere, email='eve@example.org', password=PASSWORD).headers['location'] == '/'
    assert 'Eve Sedgwick' in elsewhere.see('/').text
    assert 'Not yours to see' in elsewhere.see('/admin/people').text
    assert 'does not work any more' in elsewhere.see('/verify').text


def test_the_address_of_a_business_leads_to_its_sign_in_and_that_to_an_account(mailing: House):
    browser = mailing.browser()
    assert browser.see('/b/northside').headers['location'] == '/b/northside/sign-in'
    door = browser.see('/b/northside/sign-in').text
    assert 'Create an account' in door
    assert f'"href":"{HERE}"' in door
    assert browser.see('/b/nobody', follow_redirects=True).status_code == 404


def test_s06_a_known_address_is_answered_exactly_like_an_unknown_one(mailing: House, sink):
    answers, before = [], len(sink.mails_to(KNOWN))
    for email in (KNOWN, 'x' * (len(KNOWN.partition('@')[0])) + '@northside.example'):
        browser = mailing.browser()
        answer = register(browser, email)
        page = browser.see(answer.headers['location'])
        answers.append((answer.status_code, answer.headers['location'].replace(email.partition('@')[0], 'it'),
                        page.status_code, alike(page.text.replace(email, 'it'))))
    assert answers[0] == answers[1]
    told = sink.waits_for(before + 1, KNOWN)
    assert told['Subject'] == 'You have an account at Northside Care'
    assert link(told) == f'{mailing.url}/sign-in'


def test_s06_asking_for_the_mail_again_is_answered_alike(mailing: House):
    pages = []
    for email in ('eve@example.org', 'bob@example.org', KNOWN):
        browser = mailing.browser()
        answer = browser.post('/auth/confirm-again', csrf=browser.csrf(), business='northside', email=email)
        pages.append(alike(browser.see(answer.headers['location']).text.replace(email, 'it')))
    assert pages[0] == pages[1] == pages[2]
    assert 'another mail is on its way' in pages[0]


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(mailing: House):
    browser = mailing.browser()
    page = browser.see(register(browser, 'no address <b>', password='tiny word').headers['location']).text
    for said in ('This is not an e-mail address.', 'At least 15 characters; a few words do well.', 'Eve Sedgwick'):
        assert said in page
    assert '<b>' not in page
    assert 'tiny word' not in page


@pytest.mark.parametrize('slug', ['nobody', 'NORTHSIDE', 'x' * 500, '%00', "'"])
def test_where_there_is_no_business_there_is_no_page(mailing: House, slug):
    answer = mailing.browser().see(f'/b/{slug}/register')
    assert answer.status_code == 404
    assert 'There is no business at this address.' in answer.text


def test_a_business_that_lets_nobody_register_says_so(mailing: House):
    with psycopg.connect(mailing.database_url.replace('+psycopg', '')) as owner:
        owner.execute("update tenants set is_registering_open = false where slug = 'elm-street'")
        [slug] = owner.execute("select slug from tenants where not is_registering_open").fetchone()
        owner.commit()
    browser = mailing.browser()
    page = browser.see(f'/b/{slug}/register').text
    assert 'Please ask them to invite you.' in page
    answer = register(browser, 'late@example.org', business=slug)
    assert 'Please ask them to invite you.' in browser.see(answer.headers['location']).text


@pytest.mark.parametrize('path', ['/auth/register', '/auth/confirm-again', '/auth/verify'])
def test_s20_a_form_of_another_page_changes_nothing(mailing: House, path):
    browser = mailing.browser()
    form = {'business': 'northside', 'name': 'Eve', 'email': 'forged@example.org', 'password': PASSWORD}
    browser.csrf()
    assert browser.post(path, csrf=browser.csrf(), origin='https://evil.example', **form).status_code == 403
    answer = browser.post(path, csrf='x', **form)
    assert answer.status_code == 303
    if path != '/auth/verify':  # where there is no link there is no form to say it on
        assert 'This form had expired' in browser.see(answer.headers['location']).text


def test_abuse_15_links_are_made_of_the_settings_whatever_a_request_claims_to_be_for(mailing: House, sink):
    browser = mailing.browser()
    csrf = browser.csrf()
    browser.http.post('/auth/register', data={
        'csrf': csrf, 'business': 'northside', 'name': 'Eve', 'email': 'host@example.org', 'password': PASSWORD},
        headers={'Origin': mailing.url, 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https',
                 'Forwarded': 'host=evil.example'})
    assert link(sink.waits_for(1, 'host@example.org')).startswith(f'{mailing.url}/verify?token=')


def test_s03_a_place_is_what_our_own_proxies_saw_and_the_tenth_is_the_last(mailing: House):
    """Also that nobody is another place by saying so. Last, because nobody registers from here any more."""
    said = []
    for number in range(12):
        browser = mailing.browser()
        browser.http.headers['X-Forwarded-For'] = f'198.51.100.{number}'
        said.append('Many people registered' in browser.see(
            register(browser, f'place{number}@example.org').headers['location']).text)
    assert said[-1]
    assert sum(said) >= 2


def alike(html: str) -> str:
    """A page without what is new with every answer."""
    return re.sub(r'[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|nonce="[^"]+"', '', html)


def test_the_log_says_nothing_of_a_link_or_a_password(mailing: House, sink):
    told = mailing.said
    assert PASSWORD not in told
    for mail in sink.mails:
        for secret in re.findall(r'token=[0-9a-f]{32}\.(\S+)', plain(mail)):
            assert secret not in told
