"""Which messages one gets, on one's own profile: switched at once, and put right where it could not be saved."""

from pages.account import _messages
from services import notifications
from services.notifications import Kind, Way, my_messages
from tests.pages.desk import at_the_desk, only, until


async def test_a_switch_is_saved_at_once_and_put_back_where_it_could_not_be(given, monkeypatch):
    async def draw(visit):
        visits.append(visit)
        (await _messages.mine(visit))()

    visits = []
    async with at_the_desk(given, draw) as user:
        mine = visits[0].at_home()
        only(user, 'mail-moved').set_value(False)
        assert await until(lambda: wanted(mine, Kind.MOVED, is_wanted=False))
        only(user, 'mail-moved').set_value(True)
        assert await until(lambda: wanted(mine, Kind.MOVED, is_wanted=True))

        only(user, 'bell-moved').set_value(False)
        assert await until(lambda: wanted(mine, Kind.MOVED, Way.BELL, is_wanted=False))
        assert await wanted(mine, Kind.MOVED, is_wanted=True)

        await notifications.choose_messages(mine, kind=Kind.BOOKED, is_wanted=False)
        assert await until(lambda: only(user, 'mail-booked').value is False), 'done elsewhere, seen here'
        assert await wanted(mine, Kind.BOOKED, is_wanted=False)

        async def choose_messages(*_, **__):
            raise notifications.LinkIsDead

        monkeypatch.setattr(notifications, 'choose_messages', choose_messages)
        only(user, 'mail-moved').set_value(False)
        assert await until(lambda: only(user, 'mail-moved').value is True)
        assert await wanted(mine, Kind.MOVED, is_wanted=True)


async def test_clients_are_asked_nothing_about_appointments_they_provide(given):
    async def draw(visit):
        drawn.append(await _messages.mine(visit))

    drawn = []
    async with at_the_desk(given, draw, role='CLIENT'):
        assert drawn == [None]


async def wanted(ctx, kind, way=Way.MAIL, *, is_wanted):
    return {(choice.kind, choice.way): choice.is_wanted for choice in await my_messages(ctx)}[kind, way] is is_wanted
