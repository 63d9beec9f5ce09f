"""Clients."""

import asyncio
import time
from uuid import uuid4

import pytest

from app import journal, live, topics
from app.database import reading, transaction
from app.errors import Invalid, NotAllowed
from services import clients
from services.clients import ClientNotFound, ClientRef
from tests.services.journal import kinds


async def names(ctx, text):
    return [client.name for client in await clients.lookup(ctx, text=text)]


async def found(ctx, **ref):
    async with transaction(ctx) as db:
        return await clients.find_or_create(db, ClientRef(**ref))


async def test_a_client_is_created_changed_and_retired(given, clerk):
    made = await clients.create(clerk, name='Anna Müller', email='Anna@Example.com', phone='+44 20 7946 0958')
    changed = await clients.change(clerk, client_id=made.id, name='Anna Smith', email='', phone='', note='moved')

    assert (made.email, made.phone) == ('anna@example.com', '+44 20 7946 0958')
    assert await clients.by_id(clerk, client_id=made.id) == changed
    assert (await names(clerk, 'smith'), await names(clerk, 'müller'), await names(clerk, '+44 20')) == (
        ['Anna Smith'], [], [])
    await clients.retire(clerk, client_id=made.id)
    assert await names(clerk, 'smith') == []
    assert await kinds(clerk, made.id) == ['client.created', 'client.changed', 'client.retired']


@pytest.mark.parametrize('text', [
    'ann', 'anna mül', 'mull ann', 'MÜLLER', "o'bri", 'obrien', 'brien', 'anna.m@', 'anna.m@example.com', 'anna.m',
    '+44 20 7946', '0044 20 7946', '020 7946 0958', '7946 0958', '2079460958', 'anna 7946', 'lodz', 'strass', 'straß'])
async def test_a_client_is_found_by_beginnings_in_any_order(given, clerk, text):
    await given.client("Anna O'Brien-Müller Straße Łódź", email='anna.m@example.com', phone='+44 (0)20 7946-0958')
    await given.client('Bert Jones', email='bert@example.org', phone='020 1111 2222')

    assert await names(clerk, text) == ["Anna O'Brien-Müller Straße Łódź"]


@pytest.mark.parametrize('text', ['+44 20 7946', '0044 20 7946', '20 7946', '020 7946 0958', '946 09'])
async def test_a_number_is_found_with_and_without_its_country(given, clerk, text):
    await given.client('Anna', phone='+44 20 7946 0958')

    assert await names(clerk, text) == ['Anna']


@pytest.mark.parametrize('text', ['', ' ', 'a', 'xyz', 'anna xyz', '%', 'a_na', '0', '00', '\x00', '\ud800',
                                  "' or 1=1"])
async def test_what_matches_nobody_finds_nobody(given, clerk, text):
    await given.client('Anna', phone='+44 20 7946 0958')

    assert await names(clerk, text) == []


async def test_a_lookup_is_short_and_by_name(given, clerk):
    for name in ('Ann C', 'Ann A', 'Ann B'):
        await given.client(name)

    assert [client.name for client in await clients.lookup(clerk, text='ann', limit=2)] == ['Ann A', 'Ann B']
    for bad in (0, 51):
        with pytest.raises(Invalid):
            await clients.lookup(clerk, text='ann', limit=bad)


@pytest.mark.parametrize(('field', 'value'), [
    ('name', ''), ('name', '\u200b'), ('name', 'x' * 1_000_000), ('email', 'anna'), ('email', 'x' * 1_000_000),
    ('email', '\ud800@b.example'), ('phone', 'call me'), ('phone', '1234'), ('phone', '1' * 16), ('phone', '12+34567'),
    ('phone', '1' * 1_000_000), ('phone', '123456\x00'), ('note', 'x' * 5000)], ids=lambda value: ascii(value[:12]))
async def test_a_bad_detail_is_refused_at_its_field_and_fast(clerk, field, value):
    started = time.perf_counter()
    with pytest.raises(Invalid) as refusal:
        await clients.create(clerk, **{'name': 'Anna', field: value})

    assert list(refusal.value.fields) == [field]
    assert time.perf_counter() - started < 1


async def test_all_that_is_wrong_with_a_client_is_said_at_once(clerk):
    with pytest.raises(Invalid) as refusal:
        await clients.create(clerk, name='', email='anna@', phone='twelve')
    assert set(refusal.value.fields) == {'name', 'email', 'phone'}


async def test_the_same_address_or_number_is_the_same_client(given, clerk):
    anna = await given.client('Anna', email='anna@example.com', phone='+44 20 7946 0958')

    for ref in ({'email': 'ANNA@example.com'}, {'phone': '0044 20 79460958'},
                {'email': 'anna@example.com', 'phone': '+44 20 7946 0958'}):
        known = await found(clerk, name='A. Smith', **ref)
        assert (known.id, known.is_reused) == (anna.id, True)
    assert (await found(clerk, id=anna.id)).client == anna


async def test_a_different_number_is_another_client_and_is_reported(given, clerk):
    anna = await given.client('Anna', email='family@example.com', phone='020 7946 0958')
    other = await found(clerk, name='Bea', email='family@example.com', phone='020 7946 0000')

    assert (other.is_reused, other.possible_duplicates) == (False, (anna,))
    assert (await found(clerk, name='Bea', phone='020 7946 0000')).id == other.id


async def test_possible_duplicates_share_a_name_an_address_or_the_end_of_a_number(given, clerk):
    by_name = await given.client('Müller, Anna')
    by_email = await given.client('Bea', email='anna@example.com')
    by_phone = await given.client('Cleo', phone='020 7946 0958')
    await given.client('Anna Schmidt', phone='020 7946 0000')

    alike = await clients.possible_duplicates(clerk, name='anna muller', email='anna@example.com',
                                              phone='+44 20 7946 0958')
    assert {client.id for client in alike} == {by_name.id, by_email.id, by_phone.id}
    assert alike[0] == by_email
    assert await clients.possible_duplicates(clerk) == ()


async def test_a_retired_client_is_not_reused(given, clerk):
    anna = await given.client('Anna', email='anna@example.com')
    await clients.retire(clerk, client_id=anna.id)

    assert not (await found(clerk, name='Anna', email='anna@example.com')).is_reused
    with pytest.raises(ClientNotFound):
        await found(clerk, id=anna.id)


async def test_two_who_enter_the_same_new_client_at_once_make_one(given, clerk):
    known = await asyncio.gather(*(found(clerk, name='Anna', email='anna@example.com', phone='020 7946 0958')
                                   for _ in range(8)))

    assert len({client.id for client in known}) == 1
    assert sorted(client.is_reused for client in known) == [False] + [True] * 7


async def test_whoever_a_client_signs_in_as_is_on_record_once(given, admin, outsider):
    anna, before, after = await given.client('Anna'), await given.user('CLIENT'), await given.user('CLIENT')
    rung = []
    for user in (before, after):
        live.hub.follow(given.tenant_id, topics.user(user.id), lambda user=user: rung.append(user.id))
    for user in (before, before, after):
        await link(given.ctx, anna, user)
    with pytest.raises(ClientNotFound):
        await link(outsider, anna, after)

    async with reading(admin) as db:
        linked, earlier, _ = await journal.history(db, anna.id)
    assert (linked.kind, linked.data) == ('client.linked', {
        'client_id': str(anna.id), 'user_id': str(after.id), 'was_user_id': str(before.id)})
    assert (earlier.kind, earlier.data['was_user_id']) == ('client.linked', None)
    assert rung == [before.id, after.id, before.id]


async def link(ctx, client, user):
    async with transaction(ctx) as db:
        await clients.link(db, client.id, user.id)


async def test_an_outsider_sees_and_touches_nothing(given, outsider):
    anna = await given.client('Anna', email='anna@example.com', phone='020 7946 0958')

    assert await names(outsider, 'anna') == []
    assert await clients.possible_duplicates(outsider, name='Anna', email=anna.email, phone=anna.phone) == ()
    for call in (clients.by_id(outsider, client_id=anna.id), clients.retire(outsider, client_id=anna.id),
                 clients.change(outsider, client_id=anna.id, name='X', email='', phone='', note=''),
                 found(outsider, id=anna.id), clients.by_id(outsider, client_id=uuid4())):
        with pytest.raises(ClientNotFound):
            await call
    assert not (await found(outsider, name='Anna', email=anna.email)).is_reused
    async with reading(outsider) as db:
        assert await clients.named(db, [anna.id]) == {}
    assert await clients.by_id(given.ctx, client_id=anna.id) == anna


async def test_a_client_may_neither_read_nor_write_clients(given):
    anna, actor = await given.client('Anna'), await given.actor('CLIENT')

    for call in (clients.lookup(actor, text='anna'), clients.by_id(actor, client_id=anna.id),
                 clients.create(actor, name='X'), clients.retire(actor, client_id=anna.id),
                 clients.possible_duplicates(actor, name='Anna')):
        with pytest.raises(NotAllowed):
            await call


async def test_three_clients_take_as_many_statements_as_one(given, clerk, counted_statements):
    await given.client('Ann A')
    with counted_statements() as one:
        await clients.lookup(clerk, text='ann')
    await given.client('Ann B')
    await given.client('Ann C')
    with counted_statements() as three:
        assert len(await clients.lookup(clerk, text='ann')) == 3

    assert int(one) == int(three) == 1
