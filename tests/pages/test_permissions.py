"""The permission matrix on a screen: administrators alone; the eyes of a role are looked through, not borrowed."""

from app.permissions import MATRIX, Permission, Reach, Role
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


async def test_the_eyes_of_a_role_show_its_screens_and_acts_from_the_registers(given):
    async with at_the_desk(given, permissions, role='ADMIN') as user:
        await user.should_see('Permissions')
        only(user, 'view-as').set_value('CLIENT')
        assert await until(lambda: 'Screens of Client' in only(user, 'rights').content)
        drawn = only(user, 'rights').content
    seen, refused = drawn.split('Refused to Client')
    for right in _matrix.rights():
        asked = [f'<code>{call.name}</code>' for call in right.calls] + [
            f'<code>{way.path}</code>' for way in right.ways]
        has = right.reach[Role.CLIENT] > Reach.NONE
        assert [one for one in asked if (one in seen) is not has] == [], right.name
        assert (f'<code>{right.name}</code>' in refused) is not has, right.name


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
