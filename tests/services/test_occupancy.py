"""The ledger itself: claims, buffers, holds that expire, versions, and the constraints behind them."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text

from app.database import reading, transaction
from app.intervals import Interval
from app.model import new_id
from app.operation import Busy
from services import occupancy
from services.occupancy import Holder, HolderKind, TimeTaken, lining_up
from tests.given import monday
from tests.races.crowds import NAIVE_CLAIM

TEN = monday('10:00-11:00')
MINUTE = timedelta(minutes=1)


def someone():
    return Holder(HolderKind.APPOINTMENT, new_id())


async def claimed(ctx, resource, core, holder=None, **options):
    async with transaction(ctx) as db:
        return await occupancy.claim(db, resource, core, holder or someone(), **options)


async def version(ctx, resource):
    async with reading(ctx) as db:
        return await db.scalar(text('select version from resources where id = :id'), {'id': resource})


async def test_a_claim_is_taken_seen_and_given_back_under_the_next_version_each(given):
    resource, holder = new_id(), someone()
    taken = await claimed(given.ctx, resource, TEN, holder, before=10 * MINUTE, after=5 * MINUTE)
    assert (taken.core, taken.during) == (TEN, TEN.widened(10 * MINUTE, 5 * MINUTE))
    async with reading(given.ctx) as db:
        assert await occupancy.of_holder(db, holder) == (taken,)
    async with transaction(given.ctx) as db:
        await occupancy.release(db, holder)
        await occupancy.release(db, holder)  # nothing is left to give back, and that is no error
    assert await version(given.ctx, resource) == 2
    await claimed(given.ctx, resource, TEN)
    assert await version(given.ctx, resource) == 3


async def test_a_refused_claim_costs_no_version_and_names_all_that_is_in_the_way(given):
    resource = new_id()
    both = [await claimed(given.ctx, resource, monday(times)) for times in ('09:00-10:30', '10:30-12:00')]
    with pytest.raises(TimeTaken) as refusal:
        await claimed(given.ctx, resource, TEN)

    assert refusal.value.in_the_way == tuple(both)
    assert await version(given.ctx, resource) == 2
    await claimed(given.ctx, new_id(), TEN)  # of another resource


def forbids(ours, theirs, ours_shares, theirs_shares):
    """The rule in other words, (core, before, after) each."""
    def overlap(one, other):
        return one.starts_at < other.ends_at and other.starts_at < one.ends_at
    (core, *around), (other, *other_around) = ours, theirs
    wide, other_wide = core.widened(*around), other.widened(*other_around)
    if ours_shares and theirs_shares:
        return overlap(core, other_wide) or overlap(wide, other)
    return overlap(wide, other_wide)


@pytest.mark.parametrize(('ours_shares', 'theirs_shares'), [*product((True, False), repeat=2)])
async def test_buffers_are_kept_as_the_rule_says_at_every_distance(given, ours_shares, theirs_shares):
    resource = new_id()
    theirs = (TEN, 20 * MINUTE, 10 * MINUTE)
    await claimed(given.ctx, resource, TEN, before=theirs[1], after=theirs[2], shares_buffers=theirs_shares)
    for late in range(-100, 101, 10):
        ours = (TEN.shifted(late * MINUTE), 10 * MINUTE, 20 * MINUTE)
        async with reading(given.ctx) as db:
            try:
                await occupancy.check_free(db, resource, ours[0], before=ours[1], after=ours[2],
                                           shares_buffers=ours_shares)
                is_refused = False
            except TimeTaken:
                is_refused = True
        assert is_refused == forbids(ours, theirs, ours_shares, theirs_shares), late


async def hold(ctx, resource, core, expires_at):
    async with transaction(ctx) as db:
        return await db.scalar(text(
            'select claim_time(:id, :resource, :starts, :ends, :starts, :ends, false, :kind, :id, :expires, :now)'),
            {'id': new_id(), 'resource': resource, 'starts': core.starts_at, 'ends': core.ends_at, 'kind': 'hold',
             'expires': expires_at, 'now': ctx.now})


async def test_a_live_hold_is_in_the_way_and_an_expired_one_is_nothing(given):
    resource, ctx = new_id(), given.ctx
    assert await hold(ctx, resource, TEN, ctx.now + 5 * MINUTE) == 1
    with pytest.raises(TimeTaken):
        await claimed(ctx, resource, TEN)
    later = replace(ctx, now=ctx.now + 5 * MINUTE)

    taken = await claimed(later, resource, TEN)
    async with reading(later) as db:
        assert await occupancy.in_the_way(db, occupancy.claim_for(resource, TEN, someone())) == (taken,)


async def test_many_are_entered_at_once_or_none(given):
    ctx, here, there = given.ctx, new_id(), new_id()
    claims = [occupancy.claim_for(resource, monday(times), someone())
              for resource in (here, there) for times in ('10:00-11:00', '11:00-12:00')]
    async with transaction(ctx) as db:
        await occupancy.enter(db, claims)
        await occupancy.enter(db, [])
    assert (await version(ctx, here), await version(ctx, there)) == (2, 2)

    async def entered_twice():
        async with transaction(ctx) as db:
            await occupancy.enter(db, [occupancy.claim_for(here, monday(times), someone())
                                       for times in ('14:00-15:00', '10:30-11:30')])
    with pytest.raises(TimeTaken):
        await entered_twice()
    assert await version(ctx, here) == 2


async def test_the_constraint_refuses_what_the_function_would_have_let_through(given, ledger):
    """The function is replaced by a careless one inside a transaction that is rolled back."""
    resource = new_id()
    await claimed(given.ctx, resource, TEN)
    careless = NAIVE_CLAIM.replace('create or replace function claim_time', 'create function pg_temp.careless').replace(
        'if exists', 'if false and exists')

    async def let_through():
        async with transaction(given.ctx) as db:
            await db.execute(text('set local role none'))
            await db.execute(text(careless))
            await db.execute(
                text('select pg_temp.careless(:id, :resource, :starts, :ends, :starts, :ends, false, :kind, :id, null, '
                     ':now)'), {'id': new_id(), 'resource': resource, 'kind': 'appointment', 'now': given.ctx.now,
                 'starts': TEN.starts_at, 'ends': TEN.ends_at})

    with pytest.raises(Exception, match=r'claims_(never_overlap|keep_their_buffers)'):
        await let_through()


async def test_a_tenants_ledger_is_its_own(given, outsider):
    resource, holder = new_id(), someone()
    await claimed(given.ctx, resource, TEN, holder)

    await claimed(outsider, resource, TEN)  # the same id in another tenant is another resource
    async with transaction(outsider) as db:
        assert await occupancy.of_holder(db, holder) == ()
        await occupancy.release(db, holder)
    with pytest.raises(TimeTaken) as refusal:
        await claimed(given.ctx, resource, Interval.lasting(TEN.starts_at, MINUTE))
    assert len(refusal.value.in_the_way) == 1


async def test_one_line_for_each_resource_and_nobody_stands_in_it_for_ever(clerk, outsider, monkeypatch):
    monkeypatch.setattr(lining_up, 'PATIENCE', 0.05)
    here, there = new_id(), new_id()
    async with occupancy.in_turn(clerk, here):
        async with occupancy.in_turn(clerk, there), occupancy.in_turn(outsider, here):
            pass  # who wants something else does not wait
        with pytest.raises(Busy):
            async with occupancy.in_turn(clerk, here):
                pass

    async with occupancy.in_turn(clerk, here):
        impatient = asyncio.create_task(occupancy.in_turn(clerk, here).__aenter__())
        await asyncio.sleep(0)
        impatient.cancel()
    async with occupancy.in_turn(clerk, here):
        pass  # one who went away has left no gap
