"""Moving an appointment: to another time, another provider, or both, without losing its own."""

import pytest

from app.errors import Invalid
from services import appointments, availability, calendars, offerings
from services.appointments import MovedUnderfoot, NotQualified, OutsideHours, SlotTaken, Status, TooShortNotice
from services.calendars import CalendarNotFound
from tests.given import at, monday
from tests.services.journal import kinds


async def moved(ctx, appointment, times, **options):
    return await appointments.reschedule(ctx, appointment_id=appointment.id, during=monday(times), **options)


@pytest.mark.parametrize('times', ['10:30-11:30', '09:30-10:30', '10:00-10:30', '09:00-12:00', '14:00-15:00'])
async def test_ones_own_time_is_not_in_the_way(given, clerk, times):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00', offering=await given.offering(before=15, after=15))
    now_at = await moved(clerk, made, times)

    assert (now_at.during, now_at.revision, now_at.reference) == (monday(times), 2, made.reference)
    assert await kinds(clerk, made.id) == ['appointment.booked', 'appointment.moved']


async def test_the_time_it_had_is_free_and_the_time_it_has_is_not(given, clerk):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await moved(clerk, made, '12:00-13:00')

    await given.appointment(calendar, 'Mon 10:00-11:00')
    with pytest.raises(SlotTaken):
        await given.appointment(calendar, 'Mon 12:30-13:30')


async def test_a_move_onto_another_is_refused_and_nothing_has_moved(given, clerk):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(calendar, 'Mon 12:00-13:00')
    with pytest.raises(SlotTaken) as refusal:
        await moved(clerk, made, '11:30-12:30')

    assert refusal.value.in_the_way == (monday('12:00-13:00'),)
    assert len(refusal.value.alternatives) >= 3
    assert await appointments.by_id(clerk, appointment_id=made.id) == made
    with pytest.raises(SlotTaken):
        await given.appointment(calendar, 'Mon 10:00-11:00')
    assert await kinds(clerk, made.id) == ['appointment.booked']


@pytest.mark.parametrize(('when', 'refusal'), [
    ('Sat 10:00-11:00', OutsideHours), ('Mon 07:00-08:00', TooShortNotice), ('2030-01-01 10:00-11:00', Invalid),
    ('Tue 10:00-10:05', Invalid)])
async def test_the_rules_of_booking_are_those_of_moving(given, clerk, when, refusal):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    with pytest.raises(refusal):
        await appointments.reschedule(clerk, appointment_id=made.id, during=at(when))

    assert await appointments.by_id(clerk, appointment_id=made.id) == made


async def test_another_provider_takes_over_at_the_same_time(given, clerk):
    anna, ben = await given.calendar('Anna'), await given.calendar('Ben')
    made = await given.appointment(anna, 'Mon 10:00-11:00')
    now_with = await appointments.reassign(clerk, appointment_id=made.id, calendar_id=ben.id, reason='Anna is ill')

    assert (now_with.calendar_name, now_with.during, now_with.revision) == ('Ben', made.during, 2)
    latest = (await appointments.history(clerk, appointment_id=made.id))[0]
    assert (latest.data['was_in'], latest.data['calendar_id'], latest.data['reason']) == (
        str(anna.id), str(ben.id), 'Anna is ill')
    await given.appointment(anna, 'Mon 10:00-11:00')
    with pytest.raises(SlotTaken):
        await given.appointment(ben, 'Mon 10:00-11:00')


async def test_nobody_takes_over_who_is_not_qualified_busy_or_gone(given, clerk):
    skill = await given.skill()
    anna, able = await given.calendar(skills=[skill]), await given.calendar(skills=[skill])
    unable, retired = await given.calendar(), await given.calendar(skills=[skill])
    made = await given.appointment(anna, 'Mon 10:00-11:00', offering=await given.offering(required=[skill]))
    await given.appointment(able, 'Mon 10:30-11:30')
    await calendars.retire(given.ctx, calendar_id=retired.id)

    for calendar, refusal in ((unable, NotQualified), (able, SlotTaken), (retired, CalendarNotFound)):
        with pytest.raises(refusal):
            await appointments.reassign(clerk, appointment_id=made.id, calendar_id=calendar.id)
    assert await appointments.by_id(clerk, appointment_id=made.id) == made


async def test_a_colleagues_change_is_not_overwritten(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    await moved(given.ctx, made, '12:00-13:00')

    with pytest.raises(MovedUnderfoot):
        await moved(clerk, made, '14:00-15:00', revision=made.revision)
    assert (await moved(clerk, made, '14:00-15:00', revision=made.revision + 1)).revision == 3
    assert (await moved(clerk, made, '15:00-16:00')).revision == 4  # who did not look asks for no more than the move


async def test_a_move_to_where_it_is_changes_nothing(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')

    assert await moved(clerk, made, '10:00-11:00') == made
    assert await kinds(clerk, made.id) == ['appointment.booked']


async def test_a_request_moves_without_taking_time(given, clerk):
    calendar = await given.calendar()
    asked = await given.appointment(calendar, 'Mon 10:00-11:00', is_request=True)
    await given.appointment(calendar, 'Mon 12:00-13:00')

    assert (await moved(clerk, asked, '14:00-15:00')).status is Status.PENDING
    with pytest.raises(SlotTaken):
        await moved(clerk, asked, '12:30-13:30')
    await given.appointment(calendar, 'Mon 14:00-15:00')


async def test_what_was_agreed_can_be_moved_when_the_offering_is_no_more(given, clerk):
    calendar, offering = await given.calendar(), await given.offering('Summer special')
    made = await given.appointment(calendar, 'Mon 10:00-11:00', offering=offering)
    await offerings.retire(given.ctx, offering_id=offering.id)

    assert (await moved(clerk, made, '12:00-13:00')).offering_name == 'Summer special'


async def test_what_is_on_file_keeps_its_instant_when_the_provider_changes_zone(given, clerk):
    calendar = await given.calendar('Anna', zone='Europe/London')
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await calendars.change(given.ctx, calendar_id=calendar.id, name='Anna', location_id=calendar.location_id,
                           provider_id=None, zone='America/New_York', group_ids=[])
    found = await appointments.by_id(clerk, appointment_id=made.id)

    assert (found.during, found.zone) == (made.during, 'America/New_York')
    with pytest.raises(SlotTaken):  # 09:30 in London is before hours there now, and its time is taken all the same
        await given.appointment(calendar, found.during, by=given.ctx, override_because='To see what is in the way')
    there = monday('09:00-10:00', 'America/New_York')
    assert (await appointments.reschedule(clerk, appointment_id=made.id, during=there)).during == there


async def test_what_is_offered_for_a_move_leaves_its_own_time_out(given, clerk):
    calendar = await given.calendar(hours='Mon 09:00-12:00', zone='Europe/London')
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    await given.appointment(calendar, 'Mon 11:00-12:00')
    day = monday('10:00-11:00').starts_at.date()
    wanted = availability.want(duration=made.during.length, first_on=day, last_on=day, zone='Europe/London')

    async def starts(**more):
        free = await availability.free_slots(clerk, calendar_id=calendar.id, wanted=wanted, **more)
        return [f'{slot.starts_at:%H:%M}' for slot in free]

    assert await starts() == ['09:00']
    assert await starts(besides=made.during) == ['09:00', '09:15', '09:30', '09:45', '10:00']
