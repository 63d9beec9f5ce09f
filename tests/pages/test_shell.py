"""The shell: who may not see a screen is refused before it is drawn; what breaks is owned up to, and the rest lives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pytest

from pages import _matrix
from pages._page import SCREENS
from tests.pages.desk import until
from tests.pages.doors import ADMIN, CLERK, GUEST, Browser, House, open_house
from tests.pages.sockets import elements_of
from tests.pages.test_gate import Page, goes_to

_matrix.rights()  # knows every screen
NOT_YOURS = 'Not yours to see'
APOLOGY = 'Something went wrong on our side'


@pytest.fixture(scope='module')
def broken(house) -> Iterator[House]:
    """The same product with screens that fail."""
    with open_house(house.database_url, program=('-m', 'tests.pages.assembly', 'broken')) as opened:
        yield opened


@pytest.fixture(scope='module')
def without_database() -> Iterator[House]:
    """The product before its database has come."""
    with open_house('postgresql://nobody@127.0.0.1:1/nothing', awaited='/healthz/live') as opened:
        yield opened


async def test_a_client_who_opens_the_board_inside_the_shell_is_refused(house):
    page = Page(house, GUEST)
    assert 'go-team-board' not in page.html
    async with page.connected() as tab:
        await goes_to(tab, page, '/board')
        assert await tab.hears(NOT_YOURS)
        assert 'ec-' not in re.sub('[0-9a-f]{8}-[0-9a-f-]{27}', '', tab.said()), 'nothing of a board'


@pytest.mark.parametrize('path', ['/board', '/find', '/book'])
def test_a_client_who_types_the_address_is_refused_too(house, path):
    browser = house.browser()
    browser.sign_in(GUEST)
    answer = browser.see(path)
    assert NOT_YOURS in answer.text
    assert answer.status_code == 403


@pytest.mark.parametrize('spelling', [
    '/admin-only', '/admin-only/', '/admin-only?x=1', '/admin-only#x', '//admin-only', 'admin-only', '/./admin-only',
    '/%61dmin-only'])
async def test_no_spelling_of_an_address_gets_past_the_permission(broken, spelling):
    page = Page(broken, CLERK)
    async with page.connected() as tab:
        await goes_to(tab, page, spelling)
        await tab.hears('drawn for admins', within=1.0)
        assert 'drawn for admins' not in tab.said()


async def test_the_one_with_the_permission_sees_it(broken):
    page = Page(broken, ADMIN)
    async with page.connected() as tab:
        await goes_to(tab, page, '/admin-only')
        assert await tab.hears('drawn for admins')


@pytest.mark.parametrize('path', ['/no/such/page', '/board/more', '/sign-in/more', '/auth/nothing', '/api/x', '/.env'])
def test_an_unknown_address_is_not_found_inside_the_shell(house, path):
    browser = house.browser()
    browser.sign_in()
    answer = browser.see(path)
    assert answer.status_code == 404
    assert 'There is no such page.' in answer.text
    assert 'user-menu' in answer.text or 'Profile' in answer.text, 'the way everywhere is still there'


async def test_every_screen_names_the_window_by_its_heading_and_the_business(house):
    page = Page(house, ADMIN)
    async with page.connected() as tab:
        for path in (*(path for path in SCREENS if '{' not in path), '/no/such/page', '/appointments/NONE'):
            tab.heard.clear()
            await goes_to(tab, page, path)
            assert await until(partial(is_named_by_its_heading, tab)), f'{path}: {tab.said()[:500]}'


def is_named_by_its_heading(tab) -> bool:
    """The title of the screen before may still come late; this one's has a heading that says the same."""
    titles = set(re.findall(r'document.title = \\*"(.*?) · Northside Care\\*"', tab.said()))
    return any(re.search(rf'"text": "{title}"[^{{}}]*"tag": "h1"|"tag": "h1"[^{{}}]*"text": "{title}"', tab.said())
               for title in titles)


@pytest.mark.parametrize(('role', 'start'), [(CLERK, '/find'), (GUEST, '/appointments')])
def test_the_way_to_what_the_start_shows_is_marked_there_too(house, role, start):
    browser = house.browser()
    browser.sign_in(role)
    drawn = [each.get('props', {}) for each in elements_of(browser.see('/').text).values()]
    assert {(link['href'], link['data-also']) for link in drawn if 'data-also' in link} == {(start, '/')}


def test_a_page_that_is_no_screen_has_a_title_of_its_own(house):
    for path in ('/sign-in', '/forgot', '/reset', '/verify', '/b/northside/sign-in', '/b/northside/register'):
        assert re.search(r'<title>(.+) · Daybook</title>', house.browser().see(path).text), path
    guest = house.browser()
    guest.sign_in(GUEST)
    assert '<title>Not yours to see · Northside Care</title>' in guest.see('/board').text


def test_an_unknown_address_says_nothing_to_strangers(house):
    assert house.browser().see('/no/such/page').headers['location'] == '/sign-in?next=%2Fno%2Fsuch%2Fpage'


def test_without_its_database_it_says_so_and_stays_up(without_database):
    browser = Browser(without_database)
    page = browser.see('/sign-in')
    assert page.status_code == 200
    assert 'Daybook cannot reach its database right now.' in page.text
    answer = browser.sign_in()
    assert answer.headers['location'].startswith('/sign-in?problem=away')
    browser.http.cookies.set('daybook_session', '0' * 32 + '.secret')
    screen = browser.see('/board')
    assert screen.status_code == 503
    assert 'Nothing was lost; please try again.' in screen.text
    assert 'content-security-policy' in screen.headers
    assert browser.post('/auth/sign-out', csrf=browser.csrf()).status_code == 503
    assert browser.see('/healthz/ready').status_code == 503
    assert 'Traceback' not in without_database.said


async def test_a_screen_that_breaks_apologises_with_its_number_and_the_shell_lives(broken):
    page = Page(broken, CLERK)
    async with page.connected() as tab:
        await goes_to(tab, page, '/broken')
        assert await tab.hears(APOLOGY)
        assert 'the secret cause' not in tab.said()
        number = re.search(r'mention this number:\D*?([0-9a-f]{8})', tab.said())[1]
        assert f'"number": "{number}"' in broken.said
        assert broken.said.count(number) == 1, 'noted once'
        await goes_to(tab, page, '/me')
        assert await tab.hears('Profile')
        await goes_to(tab, page, '/no/such/page')
        assert await tab.hears('There is no such page.')


def test_a_screen_that_breaks_at_the_first_load_apologises_too(broken):
    browser = Browser(broken)
    browser.sign_in()
    page = browser.see('/broken').text
    assert APOLOGY in page
    assert 'the secret cause' not in page
    assert 'half drawn' not in page


@pytest.mark.parametrize('label', ['Watched', 'Unwatched'])
async def test_a_button_that_breaks_apologises_and_the_page_lives(broken, label):
    page = Page(broken, CLERK)
    html = page.browser.see('/broken-button').text
    page.client_id = re.search(r"'client_id': '([0-9a-f-]{36})'", html)[1]
    async with page.connected() as tab:
        await tab.press(*button(html, label))
        assert await tab.hears(APOLOGY)
        assert 'the secret cause' not in tab.said()
        await tab.press(*button(html, 'Well'))
        assert await tab.hears('still alive')


def button(html: str, label: str) -> tuple[int, str]:
    """The button with this label, and its listener."""
    return next((number, element['events'][0]['listener_id']) for number, element in elements_of(html).items()
                if element.get('props', {}).get('label') == label or element.get('text') == label)
