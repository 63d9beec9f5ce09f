"""Offerings."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app.database import reading
from app.errors import Invalid, NotAllowed
from services import offerings, skills
from services.offerings import OfferingNameTaken, OfferingNotFound
from services.skills import Level, SkillLevel, SkillNotFound
from tests.services.journal import kinds

HOUR = timedelta(hours=1)


def as_it_is(offering, **changes):
    fields = ('name', 'description', 'duration', 'buffer_before', 'buffer_after', 'shares_buffers', 'required',
              'price_minor', 'currency', 'reminder_hours')
    return {field: getattr(offering, field) for field in fields} | changes


async def test_an_offering_is_created_changed_and_retired(given, admin):
    plumbing, wiring = await given.skill('Plumbing'), await given.skill('Wiring')
    made = await offerings.create(admin, name='Repair', duration=HOUR, buffer_after=timedelta(minutes=15),
                                  required=[SkillLevel(plumbing.id, Level.ADVANCED)], price_minor=9900)
    changed = await offerings.change(admin, offering_id=made.id, **as_it_is(
        made, duration=2 * HOUR, currency='GBP', required=[SkillLevel(wiring.id, Level.BASIC)]))
    await offerings.retire(admin, offering_id=made.id)

    assert (made.duration, made.buffer_after, made.currency) == (HOUR, timedelta(minutes=15), 'EUR')
    assert made.required == (SkillLevel(plumbing.id, Level.ADVANCED),)
    assert (changed.duration, changed.currency, changed.required) == (
        2 * HOUR, 'GBP', (SkillLevel(wiring.id, Level.BASIC),))
    assert (await offerings.listed(admin)).total == 0
    assert (await offerings.by_id(admin, offering_id=made.id)).required == changed.required
    assert await kinds(admin, made.id) == ['offering.created', 'offering.changed', 'offering.retired']
    async with reading(admin) as db:
        assert set(await offerings.named(db, [made.id])) == {made.id}
        with pytest.raises(OfferingNotFound):
            await offerings.bookable(db, made.id)


@pytest.mark.parametrize(('field', 'value'), [
    ('name', ''), ('name', 'x' * 1_000_000), ('duration', timedelta(minutes=4)), ('duration', timedelta(hours=25)),
    ('duration', timedelta(minutes=7, seconds=1)), ('duration', -HOUR), ('duration', timedelta.max),
    ('buffer_before', timedelta(minutes=-1)), ('buffer_after', timedelta(hours=13)), ('price_minor', -1),
    ('price_minor', 2**31), ('price_minor', float('nan')), ('price_minor', 1.5), ('price_minor', True),
    ('reminder_hours', [0]), ('reminder_hours', [169]), ('reminder_hours', range(1, 7)), ('reminder_hours', [True]),
    ('currency', 'EURO'), ('currency', 'eur'), ('currency', 'ZZZ'), ('currency', 'x' * 1_000_000)],
    ids=lambda value: str(value)[:12])
async def test_a_bad_detail_is_refused_at_its_field(admin, field, value):
    with pytest.raises(Invalid) as refusal:
        await offerings.create(admin, **{'name': 'Repair', 'duration': HOUR, field: value})

    assert list(refusal.value.fields) == [field]


async def test_an_offering_requires_skills_that_exist_and_each_once(given, admin, outsider):
    ours = SkillLevel((await given.skill()).id, Level.BASIC)
    with pytest.raises(SkillNotFound):
        await offerings.create(admin, name='Repair', duration=HOUR, required=[SkillLevel(uuid4(), Level.BASIC)])
    with pytest.raises(SkillNotFound):
        await offerings.create(outsider, name='Repair', duration=HOUR, required=[ours])
    with pytest.raises(Invalid) as refusal:
        await offerings.create(admin, name='Repair', duration=HOUR, required=[ours, ours])
    assert list(refusal.value.fields) == ['required']


async def test_a_skill_retired_since_does_not_stop_other_changes(given, admin):
    skill = await given.skill()
    made = await given.offering(required=[skill])
    await skills.retire(admin, skill_id=skill.id)

    changed = await offerings.change(admin, offering_id=made.id, **as_it_is(made, price_minor=100))
    assert (changed.price_minor, changed.required) == (100, made.required)
    with pytest.raises(SkillNotFound):
        await given.offering(required=[skill])


async def test_names_are_unique_without_regard_to_case(given, admin, outsider):
    await given.offering('Repair')
    with pytest.raises(OfferingNameTaken) as refusal:
        await offerings.create(admin, name='REPAIR', duration=HOUR)

    assert list(refusal.value.fields) == ['name']
    assert (await offerings.create(outsider, name='Repair', duration=HOUR)).name == 'Repair'


async def test_an_outsider_sees_and_touches_nothing(given, outsider):
    ours = await given.offering(required=[await given.skill()])

    assert (await offerings.listed(outsider, including_retired=True)).total == 0
    for call in (offerings.by_id(outsider, offering_id=ours.id), offerings.retire(outsider, offering_id=ours.id),
                 offerings.change(outsider, offering_id=ours.id, **as_it_is(ours, required=()))):
        with pytest.raises(OfferingNotFound):
            await call
    async with reading(outsider) as db:
        assert await offerings.named(db, [ours.id]) == {}
        with pytest.raises(OfferingNotFound):
            await offerings.bookable(db, ours.id)
    assert await offerings.by_id(given.ctx, offering_id=ours.id) == ours


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_only_an_admin_writes_offerings(given, role):
    ours, actor = await given.offering(), await given.actor(role)

    with pytest.raises(NotAllowed):
        await offerings.create(actor, name='Mine', duration=HOUR)
    with pytest.raises(NotAllowed):
        await offerings.change(actor, offering_id=ours.id, **as_it_is(ours))
    with pytest.raises(NotAllowed):
        await offerings.retire(actor, offering_id=ours.id)


async def test_three_offerings_take_as_many_statements_as_one(given, admin, counted_statements):
    skill = await given.skill()
    await given.offering(required=[skill])
    with counted_statements() as one:
        await offerings.listed(admin)
    for _ in range(2):
        await given.offering(required=[skill])
    with counted_statements() as three:
        assert len((await offerings.listed(admin)).rows) == 3

    assert int(one) == int(three) == 3
