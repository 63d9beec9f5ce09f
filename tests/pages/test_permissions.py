"""The permission matrix on a screen: administrators alone; the eyes of a role are looked through, not borrowed."""

from nicegui import ui

from app.permissions import MATRIX, Permission, Reach, Role
from components.markup import safe
from components.permission_matrix import SAID
from pages import _matrix
from pages.admin.permissions import permissions
from tests.pages.desk import at_the_desk, only, until


async def test_an_administrator_reads_the_whole_matrix(given):
    async with at_the_desk(given, permissions, role='ADMIN') as user:
        await user.should_see('Permissions')
        drawn = only(user, 'rights').content
    assert [permission for permission in Permission if f'<code>{permission.value}</code>' not in drawn] == []
    wanted = sum(reach is Reach.GROUP for row in MATRIX.values() for reach in row.values())
    assert drawn.count('data-reach="group"') == wanted > 0


async def test_the_eyes_of_a_role_show_its_screens_and_every_permission_once_in_plain_words(given):
    async with at_the_desk(given, permissions, role='ADMIN') as user:
        await user.should_see('Permissions')
        only(user, 'view-as').set_value('SUPERVISOR')
        assert await until(lambda: 'Screens of Supervisor' in only(user, 'rights').content)
        drawn = only(user, 'rights').content
    parts = {title.partition('</h2>')[0]: title for title in drawn.split('<h2>')[1:]}
    for right in _matrix.rights():
        reach = right.reach[Role.SUPERVISOR]
        title = f'Supervisor may, for {SAID[reach]}' if reach else 'Refused to Supervisor'
        said = f'{safe(right.sentence)}<code>{right.name}</code>'
        assert (drawn.count(said), said in parts[title]) == (1, True), right.name
        for way in right.ways:
            assert (f'{safe(way.name)}<code>{way.path}</code>' in parts['Screens of Supervisor']) is bool(reach), way
    assert [call.does for right in _matrix.rights() for call in right.calls if call.does in drawn] == []


async def test_the_role_looked_through_stands_in_the_address(given, monkeypatch):
    async def as_a_client(visit):
        await permissions(visit, role='CLIENT')

    async with at_the_desk(given, as_a_client, role='ADMIN') as user:
        await user.should_see('Permissions')
        assert 'Screens of Client' in only(user, 'rights').content
        taken = []
        monkeypatch.setattr(ui.navigate.history, 'push', taken.append)
        only(user, 'view-as').set_value('USER')
        only(user, 'view-as').set_value('')
        assert await until(lambda: taken == ['/admin/permissions?role=USER', '/admin/permissions'])


async def test_looking_changes_nobodys_rights(given):
    visits = []

    async def draw(visit):
        visits.append(visit)
        await permissions(visit)

    async with at_the_desk(given, draw, role='ADMIN') as user:
        await user.should_see('Permissions')
        only(user, 'view-as').set_value('CLIENT')
        assert visits[-1].ctx().actor.role is Role.ADMIN


async def test_s19_nobody_else_opens_it(given):
    for role in ('CLIENT', 'USER', 'SUPERVISOR'):
        async with at_the_desk(given, permissions, role=role) as user:
            await user.should_see('Not yours to see')
            await user.should_not_see(marker='rights')


def test_every_screen_of_the_product_has_a_name():
    assert [way.path for right in _matrix.rights() for way in right.ways if way.name == way.path] == []
