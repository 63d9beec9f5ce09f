"""The mail of the day, on one's own profile: saved at once, and seen where it was changed elsewhere."""

from pages.account import _summaries
from services import notifications
from services.notifications import Summary, SummaryChoice
from tests.pages.desk import at_the_desk, only, until


async def test_it_is_saved_at_once_and_never_is_a_choice(given):
    async def draw(visit):
        visits.append(visit)
        await given.group(led_by=visit.ctx())
        (await _summaries.mine(visit))()

    visits = []
    async with at_the_desk(given, draw, role='SUPERVISOR') as user:
        async def are_now(*choices):
            return await notifications.my_summaries(visits[0].at_home()) == choices

        never = SummaryChoice(Summary.TEAM, None, False)
        only(user, 'day-at').value = 18 * 60
        assert await until(lambda: are_now(SummaryChoice(Summary.DAY, 18 * 60, False), never))
        only(user, 'day-of').value = True
        assert await until(lambda: are_now(SummaryChoice(Summary.DAY, 18 * 60, True), never))
        await notifications.choose_summary(visits[0].at_home(), summary=Summary.TEAM, minute=425)
        assert await until(lambda: only(user, 'team-at').value == 425), 'done elsewhere, seen here'
        only(user, 'team-at').value = None
        assert await until(lambda: are_now(SummaryChoice(Summary.DAY, 18 * 60, True), never))


async def test_clients_are_told_of_no_days(given):
    async def draw(visit):
        drawn.append(await _summaries.mine(visit))

    drawn = []
    async with at_the_desk(given, draw, role='CLIENT'):
        assert drawn == [None]
