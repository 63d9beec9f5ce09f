"""The life of an appointment: every step that is legal, every one that is not, and what each does to the time."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from app.errors import Invalid, NotAllowed
from app.permissions import Role
from services import appointments
from services.appointments import NotPossibleAnyMore, Status
from tests.given import monday
from tests.services.journal import kinds

LEGAL = {
    (Status.PENDING, Status.CONFIRMED), (Status.PENDING, Status.CANCELLED), (Status.CONFIRMED, Status.COMPLETED),
    (Status.CONFIRMED, Status.NO_SHOW), (Status.CONFIRMED, Status.CANCELLED)}
STEPS = {
    Status.CONFIRMED: appointments.confirm, Status.COMPLETED: appointments.complete,
    Status.NO_SHOW: appointments.no_show, Status.CANCELLED: appointments.cancel}
KINDS = {
    Status.CONFIRMED: 'appointment.confirmed', Status.COMPLETED: 'appointment.completed',
    Status.NO_SHOW: 'appointment.missed', Status.CANCELLED: 'appointment.cancelled'}


async def step(ctx, appointment, to):
    more = {'reason': 'Client asked'} if to is Status.CANCELLED else {}
    if to in (Status.COMPLETED, Status.NO_SHOW):
        ctx = replace(ctx, now=appointment.during.starts_at)  # nothing is over before it begins
    return await STEPS[to](ctx, appointment_id=appointment.id, **more)


async def one_that_is(given, calendar, status):
    made = await given.appointment(calendar, 'Mon 10:00-11:00', is_request=status is Status.PENDING)
    return made if status in (Status.PENDING, Status.CONFIRMED) else await step(given.ctx, made, status)


@pytest.mark.parametrize(('before', 'after'), list(product(Status, STEPS)), ids=lambda status: status.value)
async def test_each_pair_of_steps_is_possible_or_refused_and_then_nothing_changes(given, clerk, before, after):
    made = await one_that_is(given, await given.calendar(), before)
    if (before, after) in LEGAL:
        changed = await step(clerk, made, after)
        assert (changed.status, changed.revision) == (after, made.revision + 1)
        assert (await kinds(clerk, made.id))[-1] == KINDS[after]
    else:
        facts = await kinds(clerk, made.id)
        with pytest.raises(NotPossibleAnyMore) as refusal:
            await step(clerk, made, after)
        assert refusal.value.data == {'before': before.value, 'after': after.value}
        assert await kinds(clerk, made.id) == facts
        assert await appointments.by_id(clerk, appointment_id=made.id) == made


@pytest.mark.parametrize(('status', 'is_free_again'), [
    (Status.PENDING, True), (Status.CONFIRMED, False), (Status.COMPLETED, False), (Status.NO_SHOW, True),
    (Status.CANCELLED, True)])
async def test_what_is_over_or_off_gives_its_time_back_and_what_took_place_keeps_it(given, clerk, status,
                                                                                    is_free_again):
    calendar = await given.calendar()
    await one_that_is(given, calendar, status)

    if is_free_again:
        assert (await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)).status is Status.CONFIRMED
    else:
        with pytest.raises(appointments.SlotTaken):
            await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)


@pytest.mark.parametrize('status', [Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED])
async def test_what_is_over_or_off_does_not_move(given, clerk, status):
    calendar, other = await given.calendar(), await given.calendar()
    made = await one_that_is(given, calendar, status)

    for call in (appointments.reschedule(clerk, appointment_id=made.id, during=monday('12:00-13:00')),
                 appointments.reassign(clerk, appointment_id=made.id, calendar_id=other.id)):
        with pytest.raises(NotPossibleAnyMore):
            await call


async def test_a_cancelled_one_says_why_and_cannot_be_opened_again_over_another(given, clerk):
    calendar = await given.calendar()
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    off = await appointments.cancel(clerk, appointment_id=made.id, reason='  Client\tis ill ')
    await given.appointment(calendar, 'Mon 10:00-11:00')

    assert off.cancelled_because == 'Client is ill'
    with pytest.raises(NotPossibleAnyMore):
        await appointments.confirm(clerk, appointment_id=made.id)


@pytest.mark.parametrize('reason', ['', ' \x00\u200b ', 'x' * 501, 'x' * 1_000_000], ids=lambda text: ascii(text[:8]))
async def test_nothing_is_cancelled_without_a_reason(given, clerk, reason):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    with pytest.raises(Invalid) as refusal:
        await appointments.cancel(clerk, appointment_id=made.id, reason=reason)

    assert list(refusal.value.fields) == ['reason']
    assert await appointments.by_id(clerk, appointment_id=made.id) == made


@pytest.mark.parametrize('outcome', [appointments.complete, appointments.no_show])
async def test_nothing_has_an_outcome_before_it_begins(given, clerk, outcome):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    early = replace(clerk, now=made.during.starts_at - timedelta(seconds=1))
    with pytest.raises(appointments.NotYetPossible):
        await outcome(early, appointment_id=made.id)
    assert (await outcome(replace(clerk, now=made.during.starts_at), appointment_id=made.id)).status is not made.status


async def test_a_request_is_confirmed_by_the_rules_of_the_day_it_is_confirmed(given, clerk):
    calendar = await given.calendar()
    off, late = [await given.appointment(calendar, when, is_request=True)
                 for when in ('Tue 10:00-11:00', 'Mon 09:00-10:00')]
    await given.time_off(calendar, '2027-03-02')
    with pytest.raises(appointments.OutsideHours):
        await appointments.confirm(clerk, appointment_id=off.id)
    with pytest.raises(appointments.TooShortNotice):
        await appointments.confirm(replace(clerk, now=late.during.ends_at), appointment_id=late.id)
    assert (await appointments.confirm(clerk, appointment_id=late.id)).status is Status.CONFIRMED


async def test_a_running_appointment_is_made_longer_but_not_put_into_the_past(given, clerk):
    made = await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    running = replace(clerk, now=monday('10:30-11:00').starts_at)
    longer = await appointments.reschedule(running, appointment_id=made.id, during=monday('10:00-11:30'))
    assert longer.during == monday('10:00-11:30')
    with pytest.raises(appointments.TooShortNotice):
        await appointments.reschedule(running, appointment_id=made.id, during=monday('09:00-10:00'))


async def test_a_client_changes_nothing(given):
    actor, made = await given.actor(Role.CLIENT), await given.appointment(await given.calendar(), 'Mon 10:00-11:00')
    for to in STEPS:
        with pytest.raises(NotAllowed):
            await step(actor, made, to)
    with pytest.raises(NotAllowed):
        await appointments.reschedule(actor, appointment_id=made.id, during=monday('12:00-13:00'))
