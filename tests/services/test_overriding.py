"""An override inside a buffer: with the permission and a reason, marked for ever, and never over an appointment."""

from datetime import timedelta

import pytest

from app.errors import NotAllowed
from services import appointments, availability
from services.appointments import SlotTaken, Status
from services.availability.store import store
from tests.given import NOW, monday

FLOOD = {'override_because': 'A flood'}


@pytest.fixture
async def neighbour(given):
    """Ten to eleven, with a quarter of an hour on either side; and how to book beside it."""
    calendar, offering = await given.calendar(), await given.offering(before=15, after=15)
    made = await given.appointment(calendar, 'Mon 10:00-11:00', offering=offering)

    async def book(by, times, **options):
        return await given.appointment(calendar, f'Mon {times}', offering=offering, by=by, **options)

    book.to, book.made = calendar, made
    return book


@pytest.mark.parametrize('times', ['11:00-12:00', '11:15-12:15', '09:00-10:00', '08:45-09:45'])
async def test_it_is_booked_without_buffers_of_its_own_and_marked(neighbour, clerk, admin, times):
    with pytest.raises(SlotTaken):
        await neighbour(admin, times)
    with pytest.raises(NotAllowed):
        await neighbour(clerk, times, **FLOOD)
    made = await neighbour(admin, times, **FLOOD)

    assert (made.status, made.during, made.overridden_because) == (Status.CONFIRMED, monday(times), 'A flood')
    assert (made.buffer_before_minutes, made.buffer_after_minutes) == (0, 0)
    assert await appointments.by_id(admin, appointment_id=made.id) == made
    assert await appointments.by_id(admin, appointment_id=neighbour.made.id) == neighbour.made


@pytest.mark.parametrize('times', ['10:00-11:00', '10:45-11:45', '09:15-10:15', '10:15-10:45', '09:30-11:30'])
async def test_nothing_overrides_the_appointment_itself(neighbour, admin, times):
    with pytest.raises(SlotTaken) as refusal:
        await neighbour(admin, times, **FLOOD)
    assert refusal.value.in_the_way == (monday('09:45-11:15'),)


async def test_what_has_been_overridden_into_a_buffer_is_taken_like_all_else(neighbour, clerk, admin):
    await neighbour(admin, '11:00-12:00', **FLOOD)
    with pytest.raises(SlotTaken):
        await neighbour(admin, '11:30-12:30', **FLOOD)
    with pytest.raises(SlotTaken):
        await neighbour(clerk, '11:30-12:30')

    free = await availability.find_available_slots(clerk, calendar_id=neighbour.to.id, date=NOW.date(),
                                                   duration=timedelta(hours=1))
    assert free[0].starts_at == monday('12:00-13:00').starts_at


async def test_the_grid_that_was_repaired_is_the_one_that_is_read_anew(neighbour, clerk, admin):
    before = (await store.fresh(clerk)).grid.claims_of(neighbour.to.id).tolist()
    await neighbour(admin, '11:00-12:00', **FLOOD)
    store.doubt()
    repaired = (await store.fresh(clerk)).grid
    store.forget()

    assert (repaired.clear == (await store.fresh(clerk)).grid.clear).all()
    assert len(repaired.claims_of(neighbour.to.id)) == len(before) + 1


async def test_a_request_is_confirmed_where_it_was_overridden_to(neighbour, admin):
    asked = await neighbour(admin, '11:00-12:00', is_request=True, **FLOOD)
    assert (await appointments.confirm(admin, appointment_id=asked.id)).status is Status.CONFIRMED

    late = await neighbour(admin, '12:00-13:00', is_request=True, **FLOOD)
    await neighbour(admin, '12:30-13:30', **FLOOD)
    with pytest.raises(SlotTaken):
        await appointments.confirm(admin, appointment_id=late.id)


async def test_away_from_buffers_it_keeps_its_own(neighbour, admin):
    made = await neighbour(admin, '18:00-19:00', **FLOOD)

    assert (made.buffer_before_minutes, made.buffer_after_minutes) == (15, 15)


async def test_cancelled_it_gives_back_what_it_took(neighbour, admin):
    made = await neighbour(admin, '11:00-12:00', **FLOOD)
    await appointments.cancel(admin, appointment_id=made.id, reason='It is dry again')

    assert (await neighbour(admin, '11:30-12:30')).status is Status.CONFIRMED


async def test_who_may_not_override_does_not_move_one_into_other_buffers_or_off_hours(neighbour, clerk, admin):
    made = await neighbour(admin, '14:00-15:00', **FLOOD)
    for times in ('11:00-12:00', '20:00-21:00'):
        with pytest.raises((SlotTaken, appointments.OutsideHours)):
            await appointments.reschedule(clerk, appointment_id=made.id, during=monday(times))
    moved = await appointments.reschedule(admin, appointment_id=made.id, during=monday('11:00-12:00'))
    assert (moved.during, moved.buffer_before_minutes) == (monday('11:00-12:00'), 0)


async def test_moved_away_from_a_buffer_it_has_its_own_again(neighbour, clerk, admin):
    made = await neighbour(admin, '11:00-12:00', **FLOOD)
    shorter = await appointments.reschedule(clerk, appointment_id=made.id, during=monday('11:00-11:45'))
    assert (shorter.buffer_before_minutes, shorter.buffer_after_minutes) == (0, 0)  # where it was
    away = await appointments.reschedule(clerk, appointment_id=made.id, during=monday('14:00-15:00'))
    assert (away.buffer_before_minutes, away.buffer_after_minutes) == (15, 15)
    with pytest.raises(SlotTaken):
        await neighbour(clerk, '15:15-16:15')
