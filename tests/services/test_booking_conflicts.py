"""A time is booked once: what is in the way, and what could be had instead."""

from dataclasses import replace

import pytest

from app.errors import NotFound, Unavailable
from services import appointments, availability
from services.appointments import SlotTaken, Status
from services.calendars import CalendarNotFound
from services.clients import ClientNotFound
from services.offerings import OfferingNotFound
from tests.given import Given, a_client, at, monday

NEW_YORK = 'America/New_York'


@pytest.mark.parametrize(('times', 'is_free'), [
    ('09:00-10:00', True), ('11:00-12:00', True),   # touching
    ('10:00-11:00', False), ('10:15-10:45', False),  # equal, contained
    ('09:00-12:00', False), ('10:00-10:30', False),  # containing, same start
    ('10:30-11:00', False), ('09:45-10:15', False),  # same end, over the start
    ('10:45-11:15', False)])
async def test_touching_is_free_and_overlapping_is_not(given, clerk, times, is_free):
    calendar = await given.calendar()
    await given.appointment(calendar, 'Mon 10:00-11:00')

    if is_free:
        assert (await given.appointment(calendar, f'Mon {times}', by=clerk)).status is Status.CONFIRMED
        return
    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(calendar, f'Mon {times}', by=clerk)
    assert refusal.value.in_the_way == (monday('10:00-11:00'),)
    assert (await appointments.upcoming(clerk)).total == 1


@pytest.mark.parametrize(('times', 'is_free'), [
    ('08:30-09:30', True), ('08:45-09:45', False), ('09:00-10:00', False),   # 09:30-10:00 is the buffer before
    ('11:00-12:00', False), ('11:15-12:15', False), ('11:30-12:30', True)])  # 11:00-11:15, and one's own before
async def test_buffers_keep_their_distance_both_ways(given, clerk, times, is_free):
    calendar = await given.calendar(hours='Mon 08:00-17:00')
    await given.appointment(calendar, 'Mon 10:00-11:00', offering=await given.offering(before=30, after=15))
    neighbour = await given.offering(before=15)

    if is_free:
        await given.appointment(calendar, f'Mon {times}', offering=neighbour, by=clerk)
        return
    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(calendar, f'Mon {times}', offering=neighbour, by=clerk)
    assert refusal.value.in_the_way == (monday('09:30-11:15'),)


@pytest.mark.parametrize(('ours', 'theirs', 'times', 'is_free'), [
    (True, True, '11:15-12:15', True),    # buffer on buffer, both share
    (True, True, '11:30-12:30', True),
    (True, True, '11:00-12:00', False),   # its core would lie in a buffer
    (True, False, '11:15-12:15', False), (False, True, '11:15-12:15', False), (False, False, '11:15-12:15', False)])
async def test_buffers_lie_on_buffers_only_where_both_offerings_say_so(given, clerk, ours, theirs, times, is_free):
    calendar = await given.calendar()
    await given.appointment(calendar, 'Mon 10:00-11:00',
                            offering=await given.offering(before=15, after=15, shares_buffers=theirs))
    mine = await given.offering(before=15, after=15, shares_buffers=ours)

    if is_free:
        await given.appointment(calendar, f'Mon {times}', offering=mine, by=clerk)
    else:
        with pytest.raises(SlotTaken):
            await given.appointment(calendar, f'Mon {times}', offering=mine, by=clerk)


async def test_another_offering_of_the_same_provider_blocks_and_another_provider_does_not(given, clerk):
    anna, ben = await given.calendar(), await given.calendar()
    await given.appointment(anna, 'Mon 10:00-11:00', offering=await given.offering('Massage'))
    speech = await given.offering('Speech')

    with pytest.raises(SlotTaken):
        await given.appointment(anna, 'Mon 10:30-11:30', offering=speech, by=clerk)
    assert (await given.appointment(ben, 'Mon 10:30-11:30', offering=speech, by=clerk)).calendar_id == ben.id


async def test_requests_take_no_time_until_one_is_confirmed(given, clerk):
    calendar = await given.calendar()
    early = await given.appointment(calendar, 'Mon 10:00-11:00', is_request=True)
    late = await given.appointment(calendar, 'Mon 10:30-11:30', is_request=True)
    assert (early.status, late.status) == (Status.PENDING, Status.PENDING)

    confirmed = await appointments.confirm(clerk, appointment_id=late.id)
    assert (confirmed.status, confirmed.revision) == (Status.CONFIRMED, 2)
    with pytest.raises(SlotTaken) as refusal:
        await appointments.confirm(clerk, appointment_id=early.id)
    assert refusal.value.in_the_way == (monday('10:30-11:30'),)
    assert len(refusal.value.alternatives) >= 3
    assert (await appointments.by_id(clerk, appointment_id=early.id)).status is Status.PENDING


async def test_a_request_for_a_taken_time_is_refused_at_once(given, clerk):
    calendar = await given.calendar()
    await given.appointment(calendar, 'Mon 10:00-11:00')

    with pytest.raises(SlotTaken):
        await given.appointment(calendar, 'Mon 10:00-11:00', is_request=True, by=clerk)


async def test_booking_a_taken_time_is_refused_and_offers_the_same_provider_others_and_another_day(given, clerk):
    taken = await given.calendar('Anna', hours='Mon-Tue 09:00-12:00')
    other = await given.calendar('Ben', hours='Mon-Tue 09:00-12:00')
    await given.appointment(taken, 'Mon 09:00-10:00')
    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(taken, 'Mon 09:30-10:30', by=clerk)

    alternatives = refusal.value.alternatives
    assert {(each.calendar_id, each.why) for each in alternatives} == {
        (taken.id, 'same provider'), (other.id, 'same time'), (taken.id, 'next day')}
    assert next(each.during for each in alternatives if each.why == 'same time') == monday('09:30-10:30')
    assert next(each.during for each in alternatives if each.why == 'next day') == at('Tue 09:30-10:30')
    assert refusal.value.next_free[0] == monday('10:00-11:00')
    for each in alternatives:  # what is offered can be had
        calendar = taken if each.calendar_id == taken.id else other
        made = await given.appointment(calendar, each.during, by=clerk)
        await appointments.cancel(clerk, appointment_id=made.id, reason='Only trying')


async def test_booking_a_taken_time_is_refused_and_offers_the_next_free_ones(given, clerk):
    calendar = await given.calendar(hours='Mon 09:00-12:00', zone=NEW_YORK)
    await given.appointment(calendar, 'Mon 09:00-10:00')

    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(calendar, 'Mon 09:30-10:30', by=clerk)

    assert refusal.value.next_free[:2] == [monday('10:00-11:00', NEW_YORK), monday('11:00-12:00', NEW_YORK)]


async def test_alternatives_respect_buffers_skills_and_what_is_taken_meanwhile(given, clerk):
    skill = await given.skill()
    offering = await given.offering(after=30, required=[skill])
    anna = await given.calendar('Anna', hours='Mon 09:00-13:00', skills=[skill])
    await given.calendar('Unskilled', hours='Mon 09:00-13:00')
    await given.appointment(anna, 'Mon 10:00-11:00', offering=offering)
    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(anna, 'Mon 10:15-11:15', offering=offering, by=clerk)

    assert {each.calendar_id for each in refusal.value.alternatives} == {anna.id}
    assert all(not each.during.widened(offering.buffer_before, offering.buffer_after).overlaps(
        monday('10:00-11:30')) for each in refusal.value.alternatives)


async def test_a_time_is_refused_as_taken_also_when_alternatives_cannot_be_looked_up(given, clerk, monkeypatch):
    calendar = await given.calendar()
    await given.appointment(calendar, 'Mon 10:00-11:00')

    async def away(*_, **__):
        raise Unavailable

    monkeypatch.setattr(availability, 'alternatives', away)
    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)
    assert (refusal.value.in_the_way, refusal.value.alternatives) == ((monday('10:00-11:00'),), ())


async def test_an_outsider_finds_nothing_to_book_and_nothing_booked(given, clerk, outsider):
    calendar, offering = await given.calendar(), await given.offering()
    made = await given.appointment(calendar, 'Mon 10:00-11:00', offering=offering)
    pending = await given.appointment(calendar, 'Mon 12:00-13:00', is_request=True)
    for call in (appointments.book(outsider, calendar_id=calendar.id, during=monday('10:00-11:00'), client=a_client(),
                                   offering_id=offering.id),
                 appointments.by_id(outsider, appointment_id=made.id),
                 appointments.by_reference(outsider, reference=made.reference),
                 appointments.history(outsider, appointment_id=made.id),
                 appointments.confirm(outsider, appointment_id=pending.id),
                 appointments.complete(outsider, appointment_id=made.id),
                 appointments.no_show(outsider, appointment_id=made.id),
                 appointments.cancel(outsider, appointment_id=made.id, reason='Mischief'),
                 appointments.reschedule(outsider, appointment_id=made.id, during=monday('12:00-13:00')),
                 appointments.reassign(outsider, appointment_id=made.id, calendar_id=calendar.id)):
        with pytest.raises(NotFound):
            await call
    assert (await appointments.upcoming(outsider)).total == 0
    assert await appointments.on_board(outsider, during=monday('00:00-24:00')) == ()
    assert await appointments.by_id(clerk, appointment_id=made.id) == made


async def test_a_calendar_an_offering_and_a_client_of_two_businesses_do_not_meet(given, clerk, outsider):
    calendar, offering = await given.calendar(), await given.offering()
    elsewhere = Given(outsider.tenant, replace(given.ctx, tenant_id=outsider.tenant), slug='elsewhere')
    theirs, their_offering = await elsewhere.calendar(), await elsewhere.offering()
    their_client = await elsewhere.client()

    with pytest.raises(CalendarNotFound):
        await given.appointment(theirs, 'Mon 10:00-11:00', offering=offering, by=clerk)
    with pytest.raises(OfferingNotFound):
        await given.appointment(calendar, 'Mon 10:00-11:00', offering=their_offering, by=clerk)
    with pytest.raises(ClientNotFound):
        await given.appointment(calendar, 'Mon 10:00-11:00', offering=offering, by=clerk,
                                client=replace(a_client(), id=their_client.id))


@pytest.mark.parametrize('times', ['10:00-11:00', '12:00-13:00'])
async def test_what_is_taken_out_of_reach_is_told_as_little_as_what_is_free(given, supervisor, times):
    calendar = await given.calendar()
    await given.appointment(calendar, 'Mon 10:00-11:00')

    with pytest.raises(CalendarNotFound):
        await given.appointment(calendar, f'Mon {times}', by=supervisor)


async def test_whoever_else_can_do_it_near_that_time_is_offered_too(given, clerk):
    taken = await given.calendar('Anna', hours='Mon-Fri 09:00-17:00')
    later = await given.calendar('Ben', hours='Mon 11:00-17:00')
    await given.appointment(taken, 'Mon 09:00-10:00')
    with pytest.raises(SlotTaken) as refusal:
        await given.appointment(taken, 'Mon 09:30-10:30', by=clerk)

    others = [each for each in refusal.value.alternatives if each.calendar_id == later.id]
    assert [(each.during, each.why) for each in others] == [(monday('11:00-12:00'), 'soonest')]
