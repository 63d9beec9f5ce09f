"""The bell of a tab: how much is new, what it is, and what was read, wherever it was read."""

from dataclasses import replace
from uuid import uuid4

from pages import _bell
from services import notifications
from services.access import Inside
from tests.messages import a_notice
from tests.pages.desk import at_the_desk, only, until


async def test_it_counts_live_and_notices_are_read_one_by_one_or_all_at_once(given):
    async def draw(visit):
        visits.append(visit)
        bell = await _bell.bell(visit)
        bell.button()

    visits = []
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    async with at_the_desk(given, draw) as user:
        mine = visits[0].session.user_id
        assert label(user) == 'Notices'
        for number in (1, 2, 3):
            newest = await a_notice(given.ctx, made, mine)
            assert await until(lambda number=number: label(user) == f'Notices, {number} unread')
        assert only(user, 'bell-said').text == '3 unread'

        user.find(marker='bell').click()
        assert await until(lambda: only(user, 'notice-list').content.count('Mark read:') == 3)
        user.find(marker='notice-list').trigger('click', [str(newest), False])
        assert await until(lambda: only(user, 'notice-list').content.count('Mark read:') == 2)
        assert await until(lambda: label(user) == 'Notices, 2 unread')
        user.find(marker='read-all').click()
        assert await until(lambda: only(user, 'notice-list').content.count('Unread.') == 0)
        assert label(user) == 'Notices'
        assert await notifications.unread_notices(visits[0].ctx()) == 0


async def test_it_stands_only_where_somebody_may_have_appointments_of_their_own(given):
    async def draw(visit):
        drawn.append(await _bell.bell(visit))
        visit.session = replace(visit.session, inside=Inside(
            uuid4(), given.tenant_id, 'Elsewhere', 'Acme', 'UTC', 'To see', visit.session.expires_at))
        drawn.append(await _bell.bell(visit))

    drawn = []
    async with at_the_desk(given, draw, role='CLIENT'):
        assert drawn == [None, None]
    async with at_the_desk(given, draw):
        assert [bell is None for bell in drawn] == [True, True, False, True]


def label(user):
    return only(user, 'bell').props['aria-label']
