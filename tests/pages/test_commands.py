"""The command palette: every screen one may open, and people for those who keep them."""

import pytest

from app.permissions import Role
from pages import _commands, _matrix
from pages._page import SCREENS
from services import people
from tests.pages.desk import at_the_desk

_matrix.rights()  # knows every screen
ELSEWHERE = {'/', '/book'}  # the start is one of the others; a booking begins with a time


async def asked(given, role, *texts):
    """What is found for each of these, and the screens this role may open."""
    found, open_to_them = [], set()

    async def draw(visit):
        for text in texts:
            found.append([(each.label, each.path) for each in await _commands.commands(visit, text)])
        open_to_them.update(path for path, screen in SCREENS.items() if visit.may(screen.needs))

    async with at_the_desk(given, draw, role=role, name='Zoe'):
        return found, open_to_them


@pytest.mark.parametrize('role', list(Role))
async def test_s19_every_screen_one_may_open_is_found_and_no_other(given, role):
    [found], open_to_them = await asked(given, role.value, '')
    assert {path for _, path in found} == {path for path in open_to_them if '{' not in path} - ELSEWHERE


async def test_a_screen_is_found_by_a_part_of_its_name(given):
    found, _ = await asked(given, 'ADMIN', 'single', 'sign-on')
    assert found == [[('Single sign-on', '/admin/single-sign-on')]] * 2


async def test_s19_people_are_found_by_those_who_keep_them_and_by_nobody_else(given, outsider):
    nina = await given.user(name='Nina New')
    await people.create(outsider, email='nina@elsewhere.example', name='Nina Elsewhere', role=Role.USER)
    found, _ = await asked(given, 'ADMIN', 'nin')
    assert found == [[('Nina New', f'/admin/people/{nina.id}')]]
    for role in ('SUPERVISOR', 'USER', 'CLIENT'):
        assert (await asked(given, role, 'nin'))[0] == [[]]
