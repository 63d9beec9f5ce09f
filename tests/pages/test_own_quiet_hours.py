"""When one is left alone, on one's own profile: saved as soon as both ends are known."""

from components.quiet_hours import THE_SAME
from pages.account import _quiet_hours
from services import notifications
from services.tenants import QuietHours
from tests.pages.desk import at_the_desk, only, until


async def test_they_are_saved_as_soon_as_they_begin_and_end_and_taken_away_together(given):
    async def draw(visit):
        visits.append(visit)
        (await _quiet_hours.mine(visit))()

    visits = []
    async with at_the_desk(given, draw) as user:
        async def is_now(hours):
            return await notifications.my_quiet_hours(visits[0].at_home()) == hours

        only(user, 'quiet-from').value = 22 * 60
        assert await until(lambda: is_now(QuietHours(22 * 60, 7 * 60))), 'until the morning, unless said otherwise'
        only(user, 'quiet-until').value = 22 * 60
        assert await until(lambda: only(user, 'quiet-until').error == THE_SAME)
        assert await is_now(QuietHours(22 * 60, 7 * 60))
        only(user, 'quiet-until').value = 8 * 60
        assert await until(lambda: is_now(QuietHours(22 * 60, 8 * 60)))
        await notifications.choose_quiet_hours(visits[0].at_home(), quiet_from=23 * 60 + 5, quiet_until=6 * 60)
        assert await until(lambda: only(user, 'quiet-from').value == 23 * 60 + 5), 'done elsewhere, seen here'
        only(user, 'quiet-until').value = None
        assert await until(lambda: is_now(None))
        assert only(user, 'quiet-from').value is None


async def test_clients_have_none_of_their_own(given):
    async def draw(visit):
        drawn.append(await _quiet_hours.mine(visit))

    drawn = []
    async with at_the_desk(given, draw, role='CLIENT'):
        assert drawn == [None]
