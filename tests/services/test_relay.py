"""What a fact owes is carried out soon, at least once, and given up only with a reason (R-05)."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from statistics import mean
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app import clock, journal, live
from app import relay as mechanics
from app.database import reading, transaction
from app.errors import Invalid, Unavailable
from app.relay import CLAIMED_FOR, RETRIES, Relay, wait
from tests.given import NOW, Given

WELL_LATER = timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Promised(journal.Event):
    kind: ClassVar[str] = 'thing.promised'
    subject_kind: ClassVar[str] = 'thing'
    thing_id: UUID


class Bench:
    """A relay with one handler, which notes whom it served and fails as it is told to."""

    def __init__(self):
        self.relay, self.served, self.contexts, self.trouble = Relay(), [], [], []
        self.at_once = self.most_at_once = 0
        self.takes = 0.0  # seconds
        self.has_served = asyncio.Event()

        async def keep_the_promise(ctx, fact):
            self.contexts.append(ctx)
            self.served.append(fact)
            self.has_served.set()
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            try:
                await asyncio.sleep(self.takes)
                if self.trouble:
                    raise self.trouble[0]
            finally:
                self.at_once -= 1

        self.relay.install([keep_the_promise])

    async def at(self, now):
        """Work off what is due at this time."""
        with clock.frozen(now):
            await self.relay.work_off()


LATER = {'sing_about_it': timedelta(minutes=1)}


@pytest.fixture
def bench():
    journal.react({Promised: ('keep_the_promise', 'sing_about_it')}, delays=LATER)
    yield Bench()
    journal.react({})


async def promise(given, times=1):
    async with transaction(given.ctx) as db:
        for _ in range(times):
            await journal.record(db, Promised(thing_id=given.tenant_id))


async def rows(given, handler='keep_the_promise'):
    async with reading(given.ctx) as db:
        return list(await db.scalars(select(journal.Reaction).where(
            journal.Reaction.tenant_id == given.tenant_id, journal.Reaction.handler == handler)))


async def test_what_is_owed_is_carried_out_once_in_its_own_tenant_by_the_product_itself(bench, given):
    other = await Given.a_tenant(now=NOW, slug='second')
    await promise(given)
    await promise(other)
    await bench.at(NOW)
    await bench.at(NOW + WELL_LATER)

    assert {fact.subject_id for fact in bench.served} == {given.tenant_id, other.tenant_id}
    assert len(bench.served) == 2
    assert all(ctx.tenant_id == fact.subject_id for ctx, fact in zip(bench.contexts, bench.served, strict=True))
    assert {ctx.actor.kind for ctx in bench.contexts} == {'system'}
    assert await rows(given) == await rows(other) == []


async def test_what_nobody_can_do_yet_waits_untouched(bench, given):
    await promise(given)
    await bench.at(NOW + 2 * LATER['sing_about_it'])
    [row] = await rows(given, 'sing_about_it')

    assert (row.tries, row.parked_at, row.due_at) == (0, None, NOW + LATER['sing_about_it'])


async def test_what_fails_is_tried_again_later_and_later_and_parked_with_its_reason(bench, given):
    bench.trouble.append(Unavailable('The mail server is away.'))
    await promise(given)
    now, waits = NOW, []
    for tries in range(1, RETRIES + 1):
        await bench.at(now)
        [row] = await rows(given)
        assert (row.tries, row.parked_at) == (tries, None)
        await bench.at(row.due_at - timedelta(seconds=1))
        waits.append((row.due_at - now).total_seconds())
        now = row.due_at
    await bench.at(now)
    [row] = await rows(given)

    assert len(bench.served) == RETRIES + 1, 'never before its time'
    assert len({fact.reaction_id for fact in bench.served}) == 1
    plain = [min(10 * 2 ** number, 3600) for number in range(RETRIES)]
    assert all(0.8 * usual <= took <= 1.2 * usual for usual, took in zip(plain, waits, strict=True))
    assert (row.parked_at, row.parked_because) == (now, 'Unavailable: The mail server is away.')
    await bench.at(now + timedelta(days=7))
    assert len(bench.served) == RETRIES + 1, 'parked is parked'


def test_the_waits_outlast_six_hours_and_are_not_all_alike():
    total = mean(sum(wait(tries).total_seconds() for tries in range(1, RETRIES + 1)) for _ in range(50))
    assert total > 6 * 3600
    assert len({wait(3) for _ in range(20)}) > 10


async def test_what_can_never_work_is_parked_at_once(bench, given):
    bench.trouble.append(Invalid('There is no such mailbox.'))
    await promise(given)
    await bench.at(NOW)
    [row] = await rows(given)

    assert (row.tries, row.parked_because) == (1, 'Invalid: There is no such mailbox.')


async def test_a_bug_is_kept_by_its_kind_alone_and_the_others_are_served(bench, given):
    bench.trouble.append(RuntimeError('a secret in a message'))
    await promise(given, 2)
    await bench.at(NOW)

    assert {(row.tries, row.parked_because) for row in await rows(given)} == {(1, None)}
    bench.trouble.clear()
    await bench.at(NOW + WELL_LATER)
    assert await rows(given) == []


async def test_what_a_dead_worker_held_is_taken_up_by_another_after_five_minutes(bench, given):
    await promise(given)
    dying = asyncio.Event()

    async def keep_the_promise(ctx, fact):
        dying.set()
        await asyncio.sleep(60)

    dead = Relay()
    dead.install([keep_the_promise])
    with clock.frozen(NOW):
        task = asyncio.create_task(dead.work_off())
        await dying.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await bench.at(NOW + CLAIMED_FOR - timedelta(seconds=1))
    assert bench.served == []
    await bench.at(NOW + CLAIMED_FOR)
    assert len(bench.served) == 1
    assert await rows(given) == []


async def test_many_workers_never_take_the_same_row(bench, given):
    await promise(given, 60)
    bench.takes = 0.02
    with clock.frozen(NOW):
        await asyncio.gather(bench.relay.work_off(), bench.relay.work_off())

    assert len({fact.reaction_id for fact in bench.served}) == len(bench.served) == 60
    assert bench.most_at_once > 1


async def test_without_claims_several_would_do_the_same(bench, given, monkeypatch):
    """The control: what is claimed stays due."""
    monkeypatch.setattr(mechanics, 'CLAIMED_FOR', timedelta(0))
    await promise(given, 20)
    bench.takes = 0.02
    with clock.frozen(NOW):
        await asyncio.gather(bench.relay.work_off(), bench.relay.work_off())

    assert len(bench.served) > 20


async def test_who_was_too_slow_does_not_undo_what_another_holds(bench, given):
    await promise(given)

    async def keep_the_promise(ctx, fact):
        async with transaction(ctx) as db:  # meanwhile it fell due, and another took it
            await db.execute(text('update reactions set tries = tries + 1'))

    slow = Relay()
    slow.install([keep_the_promise])
    with clock.frozen(NOW):
        await slow.work_off()
    assert [row.tries for row in await rows(given)] == [2]


async def test_a_commit_wakes_the_relay_and_what_is_due_later_does_not(bench, given):
    bench.relay.start()
    stop = [live.hub.follow(given.tenant_id, 'owed', lambda: None)]
    live.hub.listen(bench.relay.hear)
    try:
        with clock.frozen(NOW):
            await promise(given)
            async with asyncio.timeout(5):
                await bench.has_served.wait()
        journal.react({Promised: ('sing_about_it',)}, delays=LATER)
        before = live.hub.moment
        await promise(given)
        assert live.hub.moment == before
        journal.react({Promised: ('sing_about_it',)}, delays={'sing_about_it': timedelta()})
        await promise(given)
        assert live.hub.moment == before + 1, 'a wait of nothing is none'
    finally:
        live.hub._listeners.remove(bench.relay.hear)
        stop[0]()
        await bench.relay.stop()


async def test_a_handler_with_a_delay_is_due_so_much_after_its_fact(bench, given):
    await promise(given)
    assert [row.due_at for row in await rows(given, 'sing_about_it')] == [NOW + LATER['sing_about_it']]
    assert [row.due_at for row in await rows(given)] == [NOW]


async def test_the_end_lets_finish_what_was_begun_and_begins_nothing_more(bench, given):
    await promise(given, 30)
    begun, go_on, finished = asyncio.Event(), asyncio.Event(), []

    async def keep_the_promise(ctx, fact):
        begun.set()
        await go_on.wait()
        finished.append(fact.reaction_id)

    ending = Relay()
    ending.install([keep_the_promise])
    with clock.frozen(NOW):
        ending.start()
        await begun.wait()
        stopping = asyncio.create_task(ending.stop())
        await asyncio.sleep(0.05)
        go_on.set()
        await stopping
    left = await rows(given)

    assert 1 <= len(finished) <= mechanics.WORKERS
    assert len(left) == 30 - len(finished)
    assert {row.tries for row in left} == {0}
