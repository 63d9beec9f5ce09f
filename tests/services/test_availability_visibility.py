"""Who is shown what: a search never tells more than its asker may know."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from app.database import transaction
from app.errors import NotAllowed
from services import appointments, availability, clients
from services.calendars import CalendarNotFound
from tests.given import monday

MONDAY = date(2027, 3, 1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def regions(given, supervisor):
    """A supervisor who leads the north, and one calendar in the north, one in the south."""
    north = await given.group(region='North', led_by=supervisor)
    south = await given.group(region='South')
    return (await given.calendar('Nora', groups=[north], location=await given.location(region='North')),
            await given.calendar('Sid', groups=[south], location=await given.location(region='South')))


def any_hour(**more):
    return availability.want(duration=HOUR, first_on=MONDAY, last_on=MONDAY, zone='Europe/London', **more)


async def test_a_supervisor_of_one_region_sees_neither_slots_nor_names_of_another(regions, supervisor, clerk):
    nora, _ = regions
    everything = await availability.search(clerk, wanted=any_hour())
    assert {card.name for card in everything.cards.values()} == {'Nora', 'Sid'}

    seen = await availability.search(supervisor, wanted=any_hour())
    assert {slot.calendar_id for slot in seen.found.slots} == set(seen.cards) == {nora.id}
    assert seen.found.total * 2 == everything.found.total
    assert {start.count for start in seen.found.starts} == {1}
    by_provider = await availability.search_by_provider(supervisor, wanted=any_hour())
    assert ([each.calendar_id for each in by_provider.providers], by_provider.total) == ([nora.id], 1)
    assert [card.name for card in await availability.calendars_with_skills(supervisor, required=[])] == ['Nora']


@pytest.mark.parametrize('narrowed', ['calendar_ids', 'group_ids', 'location_ids', 'regions'])
async def test_asking_for_another_region_by_name_finds_nothing(regions, supervisor, narrowed):
    nora, sid = regions
    asked = {'calendar_ids': {sid.id}, 'group_ids': set(sid.group_ids), 'location_ids': {sid.location_id},
             'regions': {'South'}}[narrowed]
    found = await availability.search(supervisor, wanted=any_hour(**{narrowed: frozenset(asked)}))

    assert found.found.total == 0
    assert set(found.cards) <= {nora.id}  # who a near miss is with, if there is one


async def test_near_misses_name_their_provider_and_only_ones_within_reach(regions, supervisor, clerk):
    """The south is free then, too: whoever reaches everybody is told of both, and this supervisor of one."""
    nora, sid = regions
    nobody = any_hour(group_ids=frozenset({UUID(int=1)}))
    for asker, theirs in ((supervisor, {nora.id}), (clerk, {nora.id, sid.id})):
        found = await availability.search(asker, wanted=nobody)
        misses = {miss.slot.calendar_id for miss in found.found.near_misses}
        assert misses
        assert misses == set(found.cards) <= theirs
    only_sid = any_hour(group_ids=frozenset({UUID(int=1)}), calendar_ids=frozenset({sid.id}))
    assert (await availability.search(supervisor, wanted=only_sid)).cards == {}
    assert set((await availability.search(clerk, wanted=only_sid)).cards) == {sid.id}


async def test_nothing_is_told_about_a_calendar_out_of_reach(regions, given, supervisor):
    sid, offering = regions[1], await given.offering()
    await given.appointment(sid, 'Mon 10:00-11:00', offering=offering)
    ten = monday('10:00-11:00')
    for call in (availability.find_available_slots(supervisor, calendar_id=sid.id, date=MONDAY, duration=HOUR),
                 availability.is_free(supervisor, calendar_id=sid.id, during=ten),
                 availability.explain(supervisor, calendar_id=sid.id, at=ten.starts_at, wanted=any_hour()),
                 availability.obstacle(supervisor, calendar_id=sid.id, wanted=any_hour()),
                 given.appointment(sid, 'Mon 10:00-11:00', offering=offering, by=supervisor)):
        with pytest.raises(CalendarNotFound):
            await call


async def test_alternatives_to_a_calendar_out_of_reach_are_not_told(regions, given, supervisor):
    offering = await given.offering()
    with pytest.raises(CalendarNotFound):
        await availability.alternatives(supervisor, calendar_id=regions[1].id, offering_id=offering.id,
                                        during=monday('10:00-11:00'))


async def test_alternatives_are_of_ones_own_region(regions, given, supervisor):
    nora = regions[0]
    await given.appointment(nora, 'Mon 10:00-11:00')
    with pytest.raises(appointments.SlotTaken) as refusal:
        await given.appointment(nora, 'Mon 10:00-11:00', by=supervisor)

    assert refusal.value.in_the_way == (monday('10:00-11:00'),)
    assert {other.calendar_name for other in refusal.value.alternatives} == {'Nora'}
    assert len(refusal.value.alternatives) >= 3


async def test_appointments_of_another_region_are_not_there(regions, given, supervisor):
    nora, sid = regions
    ours = await given.appointment(nora, 'Mon 10:00-11:00')
    theirs = await given.appointment(sid, 'Mon 10:00-11:00')
    asked = await given.appointment(sid, 'Mon 12:00-13:00', is_request=True)

    assert [each.id for each in (await appointments.upcoming(supervisor)).rows] == [ours.id]
    assert await appointments.on_board(supervisor, during=monday('00:00-24:00')) == (ours,)
    assert await appointments.on_board(supervisor, during=monday('00:00-24:00'), calendar_ids=[sid.id]) == ()
    assert (await appointments.upcoming(supervisor, calendar_id=sid.id)).total == 0
    for call in (appointments.by_id(supervisor, appointment_id=theirs.id),
                 appointments.by_reference(supervisor, reference=theirs.reference),
                 appointments.history(supervisor, appointment_id=theirs.id),
                 appointments.confirm(supervisor, appointment_id=asked.id),
                 appointments.cancel(supervisor, appointment_id=theirs.id, reason='Mischief'),
                 appointments.reschedule(supervisor, appointment_id=theirs.id, during=monday('14:00-15:00'))):
        with pytest.raises(appointments.AppointmentNotFound):
            await call
    assert [each.id for each in await appointments.lookup_clients(supervisor, text=ours.reference)] == [ours.client_id]
    assert await appointments.lookup_clients(supervisor, text=theirs.reference) == ()
    with pytest.raises(CalendarNotFound):  # nor can one's own be pushed onto them
        await appointments.reassign(supervisor, appointment_id=ours.id, calendar_id=sid.id)


async def test_a_supervisor_who_leads_nobody_finds_nobody(regions, given):
    nobody = await given.actor('SUPERVISOR')
    found = await availability.search(nobody, wanted=any_hour())

    assert (found.found.total, found.cards) == (0, {})


async def test_an_outsider_finds_nothing_and_nobody(regions, given, outsider):
    nora, _ = regions
    offering = await given.offering()
    ten = monday('10:00-11:00')
    assert (await availability.search(outsider, wanted=any_hour())).cards == {}
    assert await availability.calendars_with_skills(outsider, required=[]) == ()
    for call in (availability.find_available_slots(outsider, calendar_id=nora.id, date=MONDAY, duration=HOUR),
                 availability.is_free(outsider, calendar_id=nora.id, during=ten),
                 availability.explain(outsider, calendar_id=nora.id, at=ten.starts_at, wanted=any_hour()),
                 availability.obstacle(outsider, calendar_id=nora.id, wanted=any_hour()),
                 availability.alternatives(outsider, calendar_id=nora.id, offering_id=offering.id, during=ten)):
        with pytest.raises(CalendarNotFound):
            await call


async def test_a_client_searches_nothing_and_sees_only_their_own(regions, given):
    actor = await given.actor('CLIENT')
    me = await given.client('Me')
    async with transaction(given.ctx) as db:
        await clients.link(db, me.id, actor.actor.user_id)
    mine = await given.appointment(regions[0], 'Mon 10:00-11:00', client=clients.ClientRef(id=me.id))
    other = await given.appointment(regions[0], 'Mon 12:00-13:00')

    assert [each.id for each in (await appointments.upcoming(actor)).rows] == [mine.id]
    assert (await appointments.by_reference(actor, reference=mine.reference)).id == mine.id
    assert await appointments.on_board(actor, during=monday('00:00-24:00')) == (mine,)
    with pytest.raises(appointments.AppointmentNotFound):
        await appointments.by_id(actor, appointment_id=other.id)
    with pytest.raises(NotAllowed):
        await availability.search(actor, wanted=any_hour())
