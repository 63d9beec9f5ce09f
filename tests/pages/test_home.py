"""The start of a client: what they have ahead, and what they hear of while the page is open."""

from app.database import transaction
from pages.desk.home import home
from services import appointments, clients
from tests.given import a_client
from tests.pages.desk import at_the_desk, only, until


async def test_an_open_page_hears_that_appointments_became_ones_own(given, clerk):
    ada = await given.client('Ada', email='ada@example.org')
    massage = await given.offering('Massage')
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00', client=a_client('Ada'), offering=massage)
    guest = []

    async def draw(visit):
        guest.append(visit.session.user_id)
        await home(visit)

    async with at_the_desk(given, draw, role='CLIENT') as user:
        await user.should_see('Your appointments')
        assert 'Massage' not in only(user, 'agenda').content
        async with transaction(given.ctx) as db:
            await clients.link(db, ada.id, guest[-1])
        assert await until(lambda: 'Massage' in only(user, 'agenda').content)
        await appointments.cancel(clerk, appointment_id=made.id, reason='Provider is ill')
        assert await until(lambda: 'Cancelled' in only(user, 'agenda').content)


async def test_appointments_in_several_zones_stand_in_the_order_they_come_each_with_its_clock(given):
    ada = await given.client('Ada', email='ada@example.org')
    brooklyn = await given.calendar('Maya', zone='America/New_York')
    for calendar, times, name in ((brooklyn, 'Mon 09:00-10:00', 'Massage'),  # 14:00 in London
                                  (await given.calendar('Anna'), 'Mon 13:00-14:00', 'Check')):
        await given.appointment(calendar, times, client=a_client('Ada'), offering=await given.offering(name))

    async def draw(visit):
        async with transaction(given.ctx) as db:
            await clients.link(db, ada.id, visit.session.user_id)
        await home(visit)

    async with at_the_desk(given, draw, role='CLIENT') as user:
        await user.should_see('Your appointments')
        drawn = only(user, 'agenda').content
        assert drawn.index('Check') < drawn.index('Massage')
        assert '<time>09:00–10:00<small>New York time</small></time>' in drawn
        assert drawn.count('<small>') == 1
