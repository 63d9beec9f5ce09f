"""A hundred want the same time. One gets it, ninety-nine are told what else there is, nobody waits for nobody."""

import asyncio
import json
import os
import statistics
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app import database
from app.intervals import Interval
from app.settings import Settings
from services import appointments, occupancy
from services.occupancy import Holder, HolderKind
from tests.given import a_client, at
from tests.races.crowds import NAIVE_CLAIM, NO_CONSTRAINTS, OVERLAPS, all_at_once

CROWD = 100
ROUNDS = int(os.environ.get('DAYBOOK_RUSH_ROUNDS', '2'))
ROOT = Path(__file__).resolve().parents[2]


def wanted(day, number):
    """Times that all contain 10:45-11:00 of the day and start at four different minutes."""
    starts_at = at(f'2027-03-{day:02} 10:00-12:00').starts_at + timedelta(minutes=15 * (number % 4))
    return Interval.lasting(starts_at, timedelta(minutes=60 + 15 * (number % 3)))


def rush(ctx, calendar, offering, day, crowd=CROWD):
    return all_at_once(appointments.book(
        ctx, calendar_id=calendar.id, during=wanted(day, number), offering_id=offering.id,
        client=a_client(f'Guest {number}', email=f'guest{number}@example.org')) for number in range(crowd))


async def claimed(ctx, calendar, during):
    """The claim alone, so that all hundred meet inside the constraint."""
    async with database.transaction(ctx) as db:
        await occupancy.claim(db, calendar.id, during, Holder(HolderKind.APPOINTMENT, uuid4()))


@pytest.fixture
async def stage(given, arena, listening):
    """A calendar that has been booked before, an offering with buffers, and everybody's connection open."""
    calendar, offering = await given.calendar(hours='08:00-18:00'), await given.offering(before=10, after=10)
    await given.appointment(calendar, '2027-03-31 10:00-11:00', offering=offering)
    await database.dispose()
    arena.connect(pool_size=CROWD)
    await arena.warmed(CROWD)
    return given.ctx, calendar, offering


@pytest.mark.parametrize('how', ['in line, over the connections of one process', 'at once, as from a hundred'])
async def test_of_a_hundred_one_wins_and_the_others_get_a_clean_no_without_a_deadlock(arena, stage, request, how):
    if 'at once' in how:
        request.getfixturevalue('no_line')
    else:
        await database.dispose()
        arena.connect(pool_size=Settings.model_fields['pool_size'].default)
    slowest = []
    for day in range(2, 2 + ROUNDS):
        outcome = await rush(*stage, day)
        assert (len(outcome.results), outcome.refused) == (1, {'SlotTaken': CROWD - 1})
        slowest.append(outcome.slowest)

    print(f'\n{how}: {ROUNDS} rounds of {CROWD}: last answer after '
          f'{statistics.median(slowest) * 1000:.0f} ms (median), {max(slowest) * 1000:.0f} ms (worst)')
    assert arena.complaints['40P01'] == 0  # whoever waited longer than the lock allows asked again, and was told no
    assert arena.owner(OVERLAPS) == 0
    assert await arena.deadlocks() == 0


async def test_behind_the_winner_nobody_asks_what_does_not_matter_any_more(arena, stage, no_line, monkeypatch):
    """A booking asks some twenty questions, a refusal four; the control: without the line all begin to ask them."""
    asked = {}
    for how, day in (('at once', 2), ('in line', 3)):
        before = arena.sent
        refused = (await rush(*stage, day)).refused
        assert refused.total() == CROWD - 1
        assert set(refused) <= {'SlotTaken', 'Busy'}  # without the line a slow machine keeps some waiting too long
        asked[how] = arena.sent - before
        monkeypatch.undo()

    print(f'\nstatements of a rush: {asked}')
    assert asked['in line'] < CROWD * 6 < asked['at once']


async def test_everybody_who_lost_was_offered_something_that_is_free(arena, stage):
    ctx, calendar, offering = stage
    answers = await asyncio.gather(*(appointments.book(
        ctx, calendar_id=calendar.id, during=wanted(2, number), offering_id=offering.id,
        client=a_client(f'Guest {number}', email=f'guest{number}@example.org')) for number in range(20)),
        return_exceptions=True)
    winner = next(answer for answer in answers if not isinstance(answer, Exception))
    lost = [answer for answer in answers if isinstance(answer, Exception)]

    taken = winner.during.widened(offering.buffer_before, offering.buffer_after)
    for refusal in lost:
        assert refusal.in_the_way == (taken,)
        assert len(refusal.alternatives) >= 3
        assert not any(other.during.overlaps(taken) for other in refusal.alternatives)


async def test_with_a_check_before_an_insert_and_no_guard_several_win(arena, stage, no_line):
    """The control: what most programs do. If nobody else won here, the test above would prove nothing."""
    arena.owner(NO_CONSTRAINTS, NAIVE_CLAIM)
    outcome = await rush(*stage, 2)

    print(f'\ncontrol without a guard: {len(outcome.results)} of {CROWD} won the same time')
    assert len(outcome.results) > 1
    assert arena.owner(OVERLAPS) > 0


async def test_with_the_constraint_alone_the_losers_wait_for_each_other(arena, stage):
    """The control for the lock: the constraint is right and slow, and PostgreSQL has to shoot somebody."""
    ctx, calendar, _ = stage
    arena.owner(NAIVE_CLAIM)
    for day in range(2, 30):
        await all_at_once(claimed(ctx, calendar, wanted(day, number)) for number in range(CROWD))
        if arena.complaints['40P01'] or arena.complaints['55P03']:
            break

    print(f'\ncontrol with the constraint alone: {dict(arena.complaints)}')
    assert arena.owner(OVERLAPS) == 0
    assert arena.complaints['40P01'] + arena.complaints['55P03'] > 0
    assert await arena.deadlocks() == arena.complaints['40P01']


async def test_two_processes_cannot_both_win(arena, given, stage):
    _, calendar, offering = stage
    await database.dispose()  # the server has room for two hundred
    words = [sys.executable, '-m', 'tests.races.rusher', arena.url, str(given.tenant_id), str(calendar.id),
             str(offering.id)]
    crowd = [await asyncio.create_subprocess_exec(*words, str(first), cwd=ROOT, stdin=asyncio.subprocess.PIPE,
                                                  stdout=asyncio.subprocess.PIPE) for first in (0, 50)]
    for process in crowd:
        assert await process.stdout.readline() == b'ready\n'
    answers = await asyncio.gather(*(process.communicate(b'go\n') for process in crowd))

    told = sum((Counter(json.loads(out)) for out, _ in answers), Counter())
    assert told == {'booked': 1, 'SlotTaken': 99}
    assert arena.owner(OVERLAPS) == 0
    assert await arena.deadlocks() == 0
