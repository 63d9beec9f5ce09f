"""The grid in memory says what the database says: after every change, every cut, and without asking when it knows."""

import random
from asyncio import gather
from dataclasses import replace
from datetime import date, timedelta

import psycopg
import pytest

from app import live, topics
from app.database import transaction
from app.errors import Unavailable
from app.intervals import Interval
from app.live import Change, hub
from services import appointments, availability, calendars, occupancy
from services.availability import loading
from services.availability import store as store_module
from services.availability.store import store
from services.occupancy import Holder, HolderKind
from tests.given import at, monday

MONDAY = date(2027, 3, 1)
HOUR = timedelta(hours=1)


@pytest.fixture
async def listening(given):
    """The product hears its own changes, as after a start; there is something to book, and nobody has searched."""
    given._plain = await given.offering('Plain')
    store.forget()
    hub.listen(availability.hear, resync=availability.doubt)
    yield
    hub._listeners.clear()
    hub._resync.clear()
    store.forget()


def another_process(monkeypatch):
    """From now on changes are those of another process that cannot reach this one."""
    monkeypatch.setattr(live.hub, 'deliver', lambda changes: None)


async def starts(ctx, **more):
    wanted = availability.want(duration=HOUR, first_on=MONDAY, last_on=MONDAY, zone='Europe/London', **more)
    return [slot.starts_at for slot in (await availability.search(ctx, wanted=wanted)).found.slots]


def ten(found):
    return monday('10:00-11:00').starts_at in found


async def test_a_warm_search_and_one_after_a_booking_ask_the_database_nothing(listening, given, clerk,
                                                                              counted_statements):
    calendar = await given.calendar()
    assert ten(await starts(clerk))
    with counted_statements() as warm:
        assert ten(await starts(clerk))
    made = await given.appointment(calendar, 'Mon 10:00-11:00')
    with counted_statements() as booked:
        assert not ten(await starts(clerk))
    await appointments.cancel(clerk, appointment_id=made.id, reason='Client asked')
    with counted_statements() as cancelled:
        assert ten(await starts(clerk))
        await availability.is_free(clerk, calendar_id=calendar.id, during=monday('10:00-11:00'))
        await availability.find_available_slots(clerk, calendar_id=calendar.id, date=MONDAY, duration=HOUR)

    assert (warm.sent, booked.sent, cancelled.sent) == ([], [], [])


async def test_a_search_that_has_forgotten_asks_again(listening, given, clerk, counted_statements):
    """The control for counting statements."""
    await given.calendar()
    await starts(clerk)
    store.forget()
    with counted_statements() as cold:
        await starts(clerk)

    assert int(cold) > 3


async def test_three_calendars_are_loaded_with_as_many_statements_as_one(listening, given, clerk, counted_statements):
    counts = []
    for _ in range(3):
        await given.appointment(await given.calendar(provider=await given.user()), 'Mon 10:00-11:00')
        store.forget()
        with counted_statements() as count:
            await starts(clerk)
        counts.append(int(count))

    assert len(set(counts)) == 1


async def agrees(ctx):
    """Compare what the process believes with what it would load now."""
    kept = (await store.fresh(ctx)).grid
    believed = {id_: sorted(kept.claims_of(id_).tolist()) for id_ in kept.columns}
    versions, clear, quarters = dict(kept.versions), kept.clear.copy(), kept.quarters.copy()
    store.forget()
    loaded = (await store.fresh(ctx)).grid
    assert believed == {id_: sorted(loaded.claims_of(id_).tolist()) for id_ in loaded.columns}
    assert versions == loaded.versions
    assert (clear == loaded.clear).all()
    assert (quarters == loaded.quarters).all()


@pytest.mark.parametrize('seed', range(3))
async def test_after_any_operations_the_grid_is_what_would_be_loaded(listening, given, clerk, counted_statements, seed):
    chance = random.Random(seed)
    columns = [await given.calendar(hours='00:00-24:00', zone=zone)
               for zone in ('Europe/London', 'Asia/Kathmandu', 'America/New_York')]
    offers = [await given.offering(), await given.offering(before=10, after=20),
              await given.offering(before=7, shares_buffers=True)]
    await starts(clerk)
    made = []

    def some_time():
        return Interval.lasting(at('2027-03-27 12:00-13:00').starts_at + timedelta(minutes=15 * chance.randrange(160)),
                                timedelta(minutes=chance.randrange(15, 100)))

    for _ in range(30):
        kind = chance.choice(('book', 'book', 'move', 'cancel', 'confirm'))
        try:
            if kind == 'book' or not made:
                made.append((await given.appointment(
                    chance.choice(columns), some_time(), by=clerk, offering=chance.choice(offers),
                    is_request=chance.random() < 0.3)).id)
            elif kind == 'move':
                await appointments.reschedule(clerk, appointment_id=chance.choice(made), during=some_time(),
                                              calendar_id=chance.choice(columns).id)
            elif kind == 'cancel':
                await appointments.cancel(clerk, appointment_id=chance.choice(made), reason='Client asked')
            else:
                await appointments.confirm(clerk, appointment_id=chance.choice(made))
        except (appointments.SlotTaken, appointments.NotPossibleAnyMore):
            pass
    with counted_statements() as count:
        await store.fresh(clerk)
    assert count.sent == []  # by deltas alone
    await agrees(clerk)


async def test_what_another_process_did_is_unknown_until_it_is_heard_and_then_one_calendar_is_read(
        listening, given, clerk, monkeypatch, counted_statements):
    calendar = await given.calendar()
    await given.calendar()
    await starts(clerk, calendar_ids=frozenset({calendar.id}))
    said = []
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(live.hub, 'deliver', said.extend)
        for times in ('10:00-11:00', '12:00-13:00'):
            await given.appointment(calendar, f'Mon {times}')
    assert ten(await starts(clerk, calendar_ids=frozenset({calendar.id})))

    ledger_changes = [change for change in said if change.topic == topics.LEDGER]
    assert [change.detail[1] for change in ledger_changes] == [1, 2]
    hub.deliver(ledger_changes[1:])  # the first was lost on the way
    with counted_statements() as repair:
        assert not ten(await starts(clerk, calendar_ids=frozenset({calendar.id})))
    assert int(repair) == 1  # version and claims of that one
    hub.deliver(ledger_changes[:1])  # late, and known by now
    with counted_statements() as nothing:
        await agrees_without_loading(clerk, calendar, 2)
    assert nothing.sent == []


@pytest.mark.parametrize('what_is_told', ['a change after a lost one', 'a doubt'])
async def test_whoever_asks_while_the_grid_is_being_repaired_waits_for_it(listening, given, clerk, monkeypatch,
                                                                          what_is_told):
    calendar = await given.calendar()
    await starts(clerk)
    said = []
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(live.hub, 'deliver', said.extend)
        for times in ('10:00-11:00', '12:00-13:00'):
            await given.appointment(calendar, f'Mon {times}')
    if what_is_told == 'a doubt':
        availability.doubt()
    else:
        hub.deliver([change for change in said if change.topic == topics.LEDGER][1:])
    assert [bool(ten(found)) for found in await gather(*(starts(clerk) for _ in range(3)))] == [False] * 3


async def test_what_is_heard_during_a_repair_that_fails_is_not_forgotten(listening, given, clerk, admin, monkeypatch):
    calendar = await given.calendar()
    kept = await store.fresh(clerk)
    kept.is_catalogue_old = True
    kept.behind.add(calendar.id)
    right = store_module.load_catalogue

    async def with_a_change_meanwhile(*arguments):
        found = await right(*arguments)
        await calendars.set_hours(admin, calendar_id=calendar.id, hours=())
        return found

    async def failing(*_):
        raise Unavailable

    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(store_module, 'load_catalogue', with_a_change_meanwhile)
        elsewhere.setattr(store_module, 'load_claims', failing)
        with pytest.raises(Unavailable):
            await store.fresh(clerk)
    assert (await store.fresh(clerk)).grid.entry(calendar.id).weekly == ()


@pytest.fixture
def statement_given_up(ledger):
    """In the place of a load: what the server says of a statement after five seconds, at once."""
    with psycopg.connect(ledger.replace('+psycopg', ''), autocommit=True) as owner:
        owner.execute('create function given_up() returns int language plpgsql as '
                      '$$ begin raise query_canceled; end $$')
        yield ('select given_up() where %(tenant)s::uuid is not null and %(since)s::timestamptz is not null '
               'and %(only)s::uuid[] is null')
        owner.execute('drop function given_up()')


async def test_a_load_the_database_gives_up_on_is_no_bug(listening, given, clerk, monkeypatch, statement_given_up):
    await given.calendar()
    monkeypatch.setattr(loading, '_LEDGER', statement_given_up)
    with pytest.raises(Unavailable):
        await store.fresh(clerk)


async def test_a_crowd_that_was_refused_reads_once(listening, given, clerk, counted_statements):
    calendar = await given.calendar()
    await store.fresh(clerk)
    with counted_statements() as count:
        await gather(*(store.fresh(clerk, doubting=calendar.id) for _ in range(50)))
    assert 1 <= int(count) <= 2


async def agrees_without_loading(ctx, calendar, version):
    kept = await store.fresh(ctx)
    assert (kept.grid.versions[calendar.id], len(kept.grid.claims_of(calendar.id))) == (version, 2)


async def test_in_order_another_processs_changes_cost_nothing(listening, given, clerk, monkeypatch, counted_statements):
    calendar = await given.calendar()
    await starts(clerk)
    said = []
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(live.hub, 'deliver', said.extend)
        await given.appointment(calendar, 'Mon 10:00-11:00')
    hub.deliver(said + said)  # twice is once
    with counted_statements() as count:
        assert not ten(await starts(clerk))
    assert count.sent == []


async def test_a_grid_that_is_behind_costs_a_refusal_and_learns_from_it(listening, given, clerk, monkeypatch):
    calendar = await given.calendar()
    await starts(clerk)
    with monkeypatch.context() as elsewhere:
        another_process(elsewhere)
        await given.appointment(calendar, 'Mon 10:00-11:00')
    assert ten(await starts(clerk))  # shown, not any more free
    with pytest.raises(appointments.SlotTaken) as refusal:
        await given.appointment(calendar, 'Mon 10:00-11:00', by=clerk)

    assert not any(other.during.overlaps(monday('10:00-11:00')) for other in refusal.value.alternatives)
    assert not ten(await starts(clerk))


@pytest.mark.parametrize('how', ['doubt', 'ledger again'])
async def test_after_a_cut_line_or_many_changes_at_once_versions_are_compared(listening, given, clerk, monkeypatch,
                                                                              how):
    calendar = await given.calendar()
    await starts(clerk)
    with monkeypatch.context() as elsewhere:
        another_process(elsewhere)
        async with transaction(given.ctx) as db:
            await occupancy.enter(db, [occupancy.claim_for(
                calendar.id, monday('10:00-11:00'), Holder(HolderKind.APPOINTMENT, calendar.id))])
    assert ten(await starts(clerk))
    hub.missed_some() if how == 'doubt' else hub.deliver([Change(given.tenant_id, topics.LEDGER_AGAIN)])

    assert not ten(await starts(clerk))
    await agrees(clerk)


async def test_a_repair_that_fails_is_tried_again(listening, given, clerk, monkeypatch):
    calendar = await given.calendar()
    await starts(clerk)
    with monkeypatch.context() as elsewhere:
        another_process(elsewhere)
        await given.appointment(calendar, 'Mon 10:00-11:00')
    availability.doubt()

    async def away(*_, **__):
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(store_module, 'load_claims', away)
        with pytest.raises(Unavailable):
            await starts(clerk)
    assert not ten(await starts(clerk))


async def test_changed_hours_skills_and_names_are_repainted(listening, given, clerk, admin):
    skill = await given.skill()
    calendar = await given.calendar('Anna')
    assert ten(await starts(clerk))
    off = await given.time_off(calendar, 'Mon 09:30-10:30')
    assert not ten(await starts(clerk))
    await calendars.remove_exception(admin, exception_id=off.id)
    assert ten(await starts(clerk))
    need = (await given.offering(required=[skill])).required
    assert await starts(clerk, required=need) == []
    await calendars.give_skills(admin, calendar_id=calendar.id, skills=need)
    assert ten(await starts(clerk, required=need))
    another = await given.calendar('Aaron')
    assert {card.name for card in await availability.calendars_with_skills(clerk, required=[])} == {'Anna', 'Aaron'}
    await calendars.retire(admin, calendar_id=another.id)
    await calendars.change(admin, calendar_id=calendar.id, name='Zoe', location_id=calendar.location_id,
                           provider_id=None, zone='America/New_York', group_ids=[])
    assert [card.name for card in await availability.calendars_with_skills(clerk, required=[])] == ['Zoe']
    assert not ten(await starts(clerk))  # 05:00 in New York
    await agrees(clerk)


async def test_when_the_day_turns_the_catalogue_is_read_once(listening, given, clerk, counted_statements):
    await given.appointment(await given.calendar(), 'Tue 10:00-11:00')
    await starts(clerk)
    tomorrow = replace(clerk, now=clerk.now + timedelta(days=1))
    wanted = availability.want(duration=HOUR, first_on=MONDAY, last_on=date(2027, 3, 2), zone='Europe/London')
    await availability.roll(tomorrow.now)
    with counted_statements() as first:
        await availability.search(tomorrow, wanted=wanted)
    with counted_statements() as second:
        found = (await availability.search(tomorrow, wanted=wanted)).found.slots
    assert not any('claims' in statement for statement in first.sent)
    assert first.sent
    assert second.sent == []
    assert {slot.starts_at.date() for slot in found} == {date(2027, 3, 2)}
    assert at('Tue 10:00-11:00').starts_at not in {slot.starts_at for slot in found}
    await agrees(tomorrow)
