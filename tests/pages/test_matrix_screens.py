"""S-19, 5.1: every screen x every role, through the real door: refused exactly where the matrix says so."""

from __future__ import annotations

import re

import pytest

from app.permissions import MATRIX, Reach, Role
from components import words
from pages import _matrix
from pages._page import SCREENS
from services.demo.business import ELSEWHERE, PASSWORD
from tests.pages.doors import House

_matrix.rights()  # knows every screen
MADE_UP = 'ZZZZZZ'


@pytest.mark.parametrize('role', list(Role))
def test_s19_every_screen_opens_for_whom_it_should_and_for_nobody_else(house: House, role):
    browser = house.browser()
    assert browser.sign_in(role.value).status_code == 303
    wrong = []
    for path, screen in SCREENS.items():
        page = browser.see(_address(path), follow_redirects=True)
        may = MATRIX[screen.needs][role] is not Reach.NONE
        if page.status_code != (200 if may else 403) or (words.NOT_ALLOWED in page.text) is may:
            wrong.append((path, page.status_code))
    assert len(SCREENS) >= 8
    assert wrong == []


def test_s19_nobody_sees_a_screen_without_a_session(house: House):
    for path in SCREENS:
        answer = house.browser().see(_address(path))
        assert (answer.status_code, answer.headers['location'].split('?')[0]) == (303, '/sign-in'), path


def test_s19_a_session_that_ended_opens_no_screen(house: House):
    browser = house.browser()
    browser.sign_in(Role.ADMIN.value)
    cookies = browser.cookie_header
    browser.post('/auth/sign-out', csrf=browser.csrf())
    for path in SCREENS:
        answer = browser.http.get(_address(path), headers={'Accept': 'text/html', 'Cookie': cookies})
        assert answer.status_code == 303, path


def test_the_other_business_of_the_demo_is_really_there(house: House):
    """A control: who is refused here for the wrong reason would be refused there too."""
    browser = house.browser()
    answer = browser.post('/auth/sign-in', csrf=browser.csrf(), email=ELSEWHERE.email, password=PASSWORD)
    assert answer.status_code == 303
    assert words.NOT_ALLOWED not in browser.see('/admin/permissions').text


def _address(path: str) -> str:
    return re.sub(r'\{[^}]+\}', MADE_UP, path)
