"""Locations."""

import time

import pytest

from app.errors import Invalid, NotAllowed
from services import locations, tenants
from services.locations import LocationNameTaken, LocationNotFound
from tests.services.journal import kinds

BAD_ZONES = ['../../etc/passwd', 'America', 'right/UTC', 'posix/UTC', 'posixrules', 'localtime', 'x' * 5000, 'UTC\x00',
             '\ud800', '', 'z' * 1_000_000, 'europe/london']


async def test_a_location_is_created_changed_and_retired(given, admin):
    made = await locations.create(admin, name=' North   Wing ', zone='Asia/Kathmandu', region='North', address='1 Road')
    changed = await locations.change(admin, location_id=made.id, name='North Wing', zone='Asia/Kolkata',
                                     address='2 Road', region='East')
    await locations.retire(admin, location_id=made.id)

    assert (made.name, made.zone, made.is_active) == ('North Wing', 'Asia/Kathmandu', True)
    assert changed == await _without_retiring(admin, made.id)
    assert (await locations.listed(admin)).rows == ()
    assert (await locations.listed(admin, including_retired=True)).total == 1
    assert await kinds(admin, made.id) == ['location.created', 'location.changed', 'location.retired']


async def _without_retiring(ctx, location_id):
    found = await locations.by_id(ctx, location_id=location_id)
    assert not found.is_active
    return type(found)(id=found.id, name=found.name, address=found.address, region=found.region, zone=found.zone,
                       is_active=True)


@pytest.mark.parametrize('zone', BAD_ZONES, ids=lambda zone: ascii(zone[:20]))
async def test_a_zone_that_is_not_one_is_refused_at_its_field_and_fast(admin, zone):
    started = time.perf_counter()
    with pytest.raises(Invalid) as refusal:
        await locations.create(admin, name='North', zone=zone)

    assert list(refusal.value.fields) == ['zone']
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(('field', 'value'), [
    ('name', ''), ('name', ' \x00\ud800\u200b '), ('name', 'x' * 121), ('name', 'x' * 1_000_000),
    ('region', 'x' * 81), ('address', 'x' * 501)], ids=lambda value: ascii(value[:12]))
async def test_a_bad_detail_is_refused_at_its_field(admin, field, value):
    with pytest.raises(Invalid) as refusal:
        await locations.create(admin, **{'name': 'North', 'zone': 'UTC', field: value})

    assert list(refusal.value.fields) == [field]


async def test_hidden_characters_do_not_reach_the_name(admin):
    made = await locations.create(admin, name='No\x00rth\ud800 \u202eW', zone='UTC')

    assert made.name == 'North W'


async def test_names_are_unique_without_regard_to_case(given, admin, outsider):
    await given.location('North Wing')
    with pytest.raises(LocationNameTaken) as refusal:
        await locations.create(admin, name='NORTH  wing', zone='UTC')

    assert list(refusal.value.fields) == ['name']
    assert (await locations.create(outsider, name='North Wing', zone='UTC')).name == 'North Wing'


async def test_an_outsider_sees_and_touches_nothing(given, outsider):
    ours = await given.location()

    assert (await locations.listed(outsider, including_retired=True)).total == 0
    with pytest.raises(LocationNotFound):
        await locations.by_id(outsider, location_id=ours.id)
    with pytest.raises(LocationNotFound):
        await locations.change(outsider, location_id=ours.id, name='Theirs', zone='UTC', address='', region='')
    with pytest.raises(LocationNotFound):
        await locations.retire(outsider, location_id=ours.id)
    assert await locations.by_id(given.ctx, location_id=ours.id) == ours


@pytest.mark.parametrize('role', ['CLIENT', 'USER', 'SUPERVISOR'])
async def test_only_an_admin_writes_locations(given, role):
    ours, actor = await given.location(), await given.actor(role)

    with pytest.raises(NotAllowed):
        await locations.create(actor, name='Mine', zone='UTC')
    with pytest.raises(NotAllowed):
        await locations.retire(actor, location_id=ours.id)


async def test_three_locations_take_as_many_statements_as_one(given, admin, counted_statements):
    await given.location()
    with counted_statements() as one:
        await locations.listed(admin)
    await given.location()
    await given.location()
    with counted_statements() as three:
        assert len((await locations.listed(admin)).rows) == 3

    assert int(one) == int(three) == 2


async def test_a_change_makes_copies_of_the_catalogue_old(given, admin):
    async def version():
        from app.database import reading
        from services.tenants.models import Tenant
        async with reading(admin) as db:
            return (await db.get(Tenant, admin.tenant)).catalogue_version

    ours, before = await given.location(), None
    before = await version()
    await locations.retire(admin, location_id=ours.id)

    assert await version() == before + 1
    assert (await tenants.current(admin)).id == admin.tenant
