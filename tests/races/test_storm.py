"""Thousands of random bookings, moves and cancels from twenty connections: no overlap, no gap, no surprise."""

import asyncio
import os
import random
import time
from collections import Counter
from datetime import timedelta

import pytest

from app import topics
from app.errors import Unavailable
from app.intervals import Interval
from app.operation import Busy
from services import appointments
from services.appointments import NotPossibleAnyMore, SlotTaken, Status
from services.availability.store import store
from services.clients import ClientRef
from tests.given import at
from tests.races.crowds import NAIVE_CLAIM, NO_CONSTRAINTS, OVERLAPS, UNCLAIMED

STEPS = int(os.environ.get('DAYBOOK_STORM_STEPS', '2000'))
HANDS = 20
EXPECTED = (SlotTaken, NotPossibleAnyMore, Unavailable, Busy)  # the last two on a machine that cannot keep up


@pytest.fixture
async def stage(given, arena, listening):
    """Three calendars open all day and night, a client on file, and offerings with and without buffers."""
    calendars = [await given.calendar(hours='00:00-24:00') for _ in range(3)]
    offerings = [await given.offering(), await given.offering(before=15, after=15),
                 await given.offering(before=30, after=30, shares_buffers=True)]
    # By its id: the same address typed by twenty people would make them take turns, and prove nothing.
    client = ClientRef(id=(await given.client()).id)
    await arena.warmed(HANDS)
    return given.ctx, calendars, offerings, client


class Storm:
    """Random steps on a few crowded days; what went on is counted."""

    def __init__(self, ctx, calendars, offerings, client, *, seed, quarters=240):
        self.ctx, self.calendars, self.offerings, self.client = ctx, calendars, offerings, client
        self.random = random.Random(seed)
        self.quarters = quarters
        self.known, self.counts, self.surprises = [], Counter(), []

    def some_time(self):
        quarter, late = timedelta(minutes=15), self.random.randrange(self.quarters)
        return Interval.lasting(at('2027-03-02 08:00-09:00').starts_at + quarter * late,
                                quarter * self.random.randrange(1, 9))

    async def step(self):
        kind = self.random.choices(('book', 'request', 'move', 'cancel', 'confirm'), (5, 1, 3, 2, 1))[0]
        if kind in ('book', 'request') or not self.known:
            made = await appointments.book(
                self.ctx, calendar_id=self.random.choice(self.calendars).id, during=self.some_time(),
                client=self.client, offering_id=self.random.choice(self.offerings).id, is_request=kind == 'request')
            self.known.append(made.id)
        elif kind == 'move':
            await appointments.reschedule(
                self.ctx, appointment_id=self.random.choice(self.known), during=self.some_time(),
                calendar_id=self.random.choice(self.calendars).id)
        elif kind == 'cancel':
            await appointments.cancel(self.ctx, appointment_id=self.random.choice(self.known), reason='Storm')
        else:
            await appointments.confirm(self.ctx, appointment_id=self.random.choice(self.known))
        self.counts[kind] += 1

    async def hand(self, steps):
        for _ in range(steps):
            try:
                await self.step()
            except EXPECTED as refusal:
                self.counts[type(refusal).__name__] += 1
            except Exception as error:
                self.surprises.append(repr(error)[:200])


async def test_a_storm_leaves_no_overlap_no_gap_and_no_surprise(arena, stage, listening, no_line):
    storm, heard = Storm(*stage, seed=42), Counter()
    listening.listen(lambda change: change.topic == topics.LEDGER and heard.update([change.detail[:2]]))
    started = time.perf_counter()
    await asyncio.gather(*(storm.hand(STEPS // HANDS) for _ in range(HANDS)))

    seconds = time.perf_counter() - started
    print(f'\n{STEPS} steps in {seconds:.1f} s ({STEPS / seconds:.0f}/s): {dict(storm.counts)}')
    assert storm.surprises == []
    assert storm.counts['Unavailable'] + storm.counts['Busy'] < STEPS / 20
    assert storm.counts['book'] > 0 < storm.counts['SlotTaken']
    assert arena.owner(OVERLAPS) == 0
    assert arena.owner(UNCLAIMED) == 0
    ctx, calendars, *_ = stage
    for calendar in calendars:  # each change of the ledger was told once, under the next number
        versions = sorted(version for resource, version in heard if resource == str(calendar.id))
        assert versions == list(range(1, len(versions) + 1))
        assert arena.owner(f"select version from resources where id = '{calendar.id}'") == len(versions)
    assert set(heard.values()) == {1}
    await _grid_agrees(ctx, calendars)
    assert await arena.deadlocks() == 0
    assert arena.complaints['40P01'] == 0


async def _grid_agrees(ctx, calendars):
    """What the process believes after the storm is what it would load now."""
    kept = await store.fresh(ctx)
    believed = {calendar.id: sorted(kept.grid.claims_of(calendar.id).tolist()) for calendar in calendars}
    store.forget()
    loaded = (await store.fresh(ctx)).grid
    assert believed == {calendar.id: sorted(loaded.claims_of(calendar.id).tolist()) for calendar in calendars}
    assert (kept.grid.clear == loaded.clear).all()


async def test_without_the_guards_the_same_storm_books_twice(arena, stage, no_line):
    """The control."""
    ctx, calendars, offerings, client = stage
    for calendar in calendars:
        made = await appointments.book(ctx, calendar_id=calendar.id, during=at('2027-03-20 10:00-11:00'),
                                       client=client, offering_id=offerings[0].id)
        assert made.status is Status.CONFIRMED
    arena.owner(NO_CONSTRAINTS, NAIVE_CLAIM)
    storm = Storm(*stage, seed=42, quarters=12)
    for _ in range(5):
        await asyncio.gather(*(storm.hand(3) for _ in range(HANDS)))
        if arena.owner(OVERLAPS):
            break

    print(f'\ncontrol without guards: {arena.owner(OVERLAPS)} overlapping pairs')
    assert arena.owner(OVERLAPS) > 0
