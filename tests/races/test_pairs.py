"""Two at the same moment: confirming, moving against each other, cancelling what another completes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from app.database import sqlstate, transaction
from app.intervals import Interval
from app.model import new_id
from services import appointments, occupancy
from services.appointments import Status
from services.occupancy import Holder, HolderKind, TimeTaken, claiming
from tests.given import at
from tests.races.crowds import NAIVE_CLAIM, NO_CONSTRAINTS, OVERLAPS, UNCLAIMED, all_at_once
from tests.services.journal import kinds

ROUNDS = 10


def hour(number):
    """One hour after another, from a Tuesday on."""
    return Interval.lasting(at('2027-03-02 00:00-01:00').starts_at + timedelta(hours=number), timedelta(hours=1))


async def nothing(*_):
    return


@pytest.fixture
async def two(given, arena):
    """Two calendars open all day and night, both booked before."""
    both = [await given.calendar(hours='00:00-24:00') for _ in range(2)]
    for calendar in both:
        await given.appointment(calendar, '2027-03-30 10:00-11:00')
    await arena.warmed(10)
    return both


async def test_of_two_requests_for_one_time_one_is_confirmed(given, arena, two):
    for number in range(ROUNDS):
        pair = [await given.appointment(two[0], hour(number), is_request=True) for _ in range(2)]
        outcome = await all_at_once(appointments.confirm(given.ctx, appointment_id=one.id) for one in pair)
        assert (len(outcome.results), outcome.refused) == (1, {'SlotTaken': 1})
    assert (arena.owner(OVERLAPS), arena.owner(UNCLAIMED), await arena.deadlocks()) == (0, 0, 0)


async def test_without_the_guards_both_requests_are_confirmed(given, arena, two):
    """The control."""
    arena.owner(NO_CONSTRAINTS, NAIVE_CLAIM)
    confirmed = []
    for number in range(ROUNDS):
        pair = [await given.appointment(two[0], hour(number), is_request=True) for _ in range(2)]
        outcome = await all_at_once(appointments.confirm(given.ctx, appointment_id=one.id) for one in pair)
        confirmed.append(len(outcome.results))
    print(f'\ncontrol without guards: both confirmed in {confirmed.count(2)} of {ROUNDS} rounds')
    assert 2 in confirmed


async def moves_against_each_other(given, two, number):
    """One goes from the first calendar to the second while another goes the other way."""
    here, there = two
    there_and_back = ((await given.appointment(here, hour(4 * number)), there, hour(4 * number + 1)),
                      (await given.appointment(there, hour(4 * number + 2)), here, hour(4 * number + 3)))
    return await all_at_once(appointments.reschedule(
        given.ctx, appointment_id=made.id, calendar_id=to.id, during=during) for made, to, during in there_and_back)


async def test_moves_against_each_other_both_arrive_and_never_deadlock(given, arena, two):
    for number in range(ROUNDS):
        outcome = await moves_against_each_other(given, two, number)
        assert (len(outcome.results), outcome.refused) == (2, {})
    assert arena.complaints == {}
    assert (arena.owner(UNCLAIMED), await arena.deadlocks()) == (0, 0)


async def test_without_lining_up_moves_against_each_other_deadlock(given, arena, two, monkeypatch):
    """The control: the same moves, whose `lock` does nothing."""
    monkeypatch.setattr(occupancy, 'lock', nothing)
    for number in range(3 * ROUNDS):
        await moves_against_each_other(given, two, number)
        if arena.complaints['40P01']:
            break
    print(f'\ncontrol without lining up: deadlock in round {number + 1}')
    assert await arena.deadlocks() == arena.complaints['40P01'] > 0


async def both_in_turn(given, first, second, met, *, in_line):
    """Claim two calendars, the second only when everybody holds a first."""
    async with transaction(given.ctx) as db:
        if in_line:
            await occupancy.lock(db, {first.id, second.id})
        for number, calendar in enumerate((first, second)):
            holder = Holder(HolderKind.APPOINTMENT, new_id())
            await occupancy.claim(db, calendar.id, hour(number + (0 if first.id < second.id else 10)), holder)
            if number == 0 and not in_line:
                await met.wait()


@pytest.mark.parametrize('in_line', [True, False])
async def test_two_resources_are_taken_in_either_order_when_everybody_lines_up_first(given, arena, two, in_line):
    """Without lining up (the control) PostgreSQL ends one of the two."""
    met = asyncio.Barrier(2)
    answers = await asyncio.gather(both_in_turn(given, *two, met, in_line=in_line),
                                   both_in_turn(given, *reversed(two), met, in_line=in_line), return_exceptions=True)

    ended = [error for error in answers if isinstance(error, DBAPIError)]
    assert [sqlstate(error) for error in ended] == ([] if in_line else ['40P01'])


async def test_of_overrides_into_one_buffer_and_a_plain_booking_over_it_one_is_booked(given, arena, two, no_line):
    buffered = await given.offering(after=60)
    for number in range(0, 4 * ROUNDS, 4):
        await given.appointment(two[0], hour(number), offering=buffered)
        quarter = timedelta(minutes=15)
        outcome = await all_at_once([
            *(given.appointment(two[0], hour(number + 1).shifted(quarter * late), override_because='A flood')
              for late in range(3)), given.appointment(two[0], hour(number + 2).shifted(-quarter))])
        assert (len(outcome.results), outcome.refused) == (1, {'SlotTaken': 3})
    assert (arena.owner(OVERLAPS), arena.owner(UNCLAIMED), await arena.deadlocks()) == (0, 0, 0)


@pytest.mark.parametrize('in_line', [True, False])
async def test_who_waits_behind_an_override_is_told_what_is_in_the_way(given, arena, two, monkeypatch, in_line):
    """Out of line (the control) only the constraint is left to refuse, which does not say."""
    async def over_buffers(db):
        await occupancy.claim_over_buffers(db, two[0].id, hour(0), Holder(HolderKind.APPOINTMENT, new_id()))

    async def behind():
        async with transaction(given.ctx) as db:
            await over_buffers(db)

    if not in_line:
        monkeypatch.setattr(claiming, 'lock', nothing)
    async with transaction(given.ctx) as db:
        await over_buffers(db)
        waiting = asyncio.create_task(behind())
        await asyncio.sleep(0.3)
        assert not waiting.done()
    with pytest.raises(TimeTaken) as refusal:
        await waiting
    assert [claim.core for claim in refusal.value.in_the_way] == ([hour(0)] if in_line else [])


async def test_cancelled_and_completed_at_once_has_one_effect(given, arena, two):
    for number in range(ROUNDS):
        made = await given.appointment(two[0], hour(number))
        begun = replace(given.ctx, now=made.during.starts_at)
        outcome = await all_at_once((
            appointments.cancel(begun, appointment_id=made.id, reason='Client asked'),
            appointments.complete(begun, appointment_id=made.id)))
        assert (len(outcome.results), outcome.refused) == (1, {'NotPossibleAnyMore': 1})
        found = await appointments.by_id(given.ctx, appointment_id=made.id)
        assert (found.status, found.revision) == (outcome.results[0].status, 2)
        assert len(await kinds(given.ctx, made.id)) == 2
    assert (arena.owner(UNCLAIMED), await arena.deadlocks()) == (0, 0)


async def test_cancelled_twice_at_once_is_cancelled_once(given, arena, two):
    made = await given.appointment(two[0], hour(0))
    outcome = await all_at_once(appointments.cancel(given.ctx, appointment_id=made.id, reason=f'Clerk {number}')
                                for number in range(8))

    assert (len(outcome.results), outcome.refused) == (1, {'NotPossibleAnyMore': 7})
    assert outcome.results[0].status is Status.CANCELLED
    assert arena.owner("select version from resources where id = " + f"'{two[0].id}'") == 3
