"""S-07: the first business is set up by whoever reads the console, once; operators found others by a command."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import pytest
from sqlalchemy import text

from app.commands import run
from app.context import Context
from app.database import reading
from app.errors import Invalid, Refusal
from app.permissions import Role
from services import access, businesses, commands, tenants
from services.businesses import Beginning, NothingToSetUp, awaiting, founding
from tests.apps import signed_in_wholly
from tests.conftest import empty
from tests.given import NOW
from tests.services.outbox import nobody, outbox, worked_off

__all__ = ['outbox']

ACME = Beginning(business='Acme Care', slug='acme-care', zone='Europe/Lisbon', place='Rossio', name='Ada Byron',
                 email='Ada@Acme.example')
PASSWORD = 'six wild geese over the lake'
WRONG = {'business': ' ', 'slug': 'A b', 'zone': 'Mars/Olympus', 'place': '\u200b', 'name': 'x' * 121,
         'email': 'nobody'}
RACERS, ROUNDS = 6, 20


@pytest.fixture(autouse=True)
def nothing_said():
    yield
    awaiting._said.clear()


async def facts(tenant_id) -> list[tuple[str, str]]:
    async with reading(Context.system(tenant_id, NOW)) as db:
        return [tuple(row) for row in await db.execute(text('select kind, actor_name from journal order by id'))]


async def test_s07_whoever_reads_the_console_sets_up_a_whole_business_once(ledger):
    token = await businesses.awaited()
    assert token is not None
    assert len(token) == 43, '32 bytes'
    await businesses.to_set_up(nobody(), token=token)
    await businesses.set_up(nobody(), token=token, beginning=ACME, password=PASSWORD)

    cookie = await access.sign_in(nobody(), email='ada@acme.example', password=PASSWORD)
    assert await access.resume(nobody(), cookie=cookie) is None, 'the second factor first'
    signed_in = await access.resume(nobody(), cookie=await signed_in_wholly(cookie, NOW))
    assert (signed_in.name, signed_in.role, signed_in.zone) == ('Ada Byron', Role.ADMIN, 'Europe/Lisbon')
    found = await tenants.current(signed_in.context(NOW))
    assert (found.slug, found.name, found.is_demo) == ('acme-care', 'Acme Care', False)
    assert await facts(found.id) == [(kind, 'First set-up') for kind in (
        'location.created', 'user.created', 'business.founded')] + [
            ('user.factor_set_up', 'Ada Byron'), ('session.started', 'Ada Byron')]
    for call in (businesses.to_set_up(nobody(), token=token),
                 businesses.set_up(nobody(), token=token, beginning=replace(ACME, slug='other'), password=PASSWORD)):
        with pytest.raises(NothingToSetUp):
            await call
    assert await businesses.awaited() is None, 'nor does the next start ask'


@pytest.mark.parametrize('token', ['', 'x', '\ud800', '\x00', 'a' * 10_000])
async def test_s07_without_what_the_console_said_there_is_nothing_to_set_up(ledger, token):
    for _ in range(2):  # before anything was said, and after
        with pytest.raises(NothingToSetUp):
            await businesses.set_up(nobody(), token=token, beginning=ACME, password=PASSWORD)
        await businesses.awaited()
    assert await tenants.every() == []


async def test_s07_what_was_said_before_works_no_more(ledger):
    old = await businesses.awaited()
    new = await businesses.awaited()
    with pytest.raises(NothingToSetUp):
        await businesses.to_set_up(nobody(), token=old)
    await businesses.to_set_up(nobody(), token=new)


async def test_everything_wrong_is_said_at_its_field_and_the_token_still_works(ledger):
    token = await businesses.awaited()
    with pytest.raises(Invalid) as refusal:
        await businesses.set_up(nobody(), token=token, beginning=Beginning(**WRONG), password=PASSWORD)
    assert set(refusal.value.fields) == set(WRONG)
    with pytest.raises(Invalid) as refusal:
        await businesses.set_up(nobody(), token=token, beginning=Beginning(**WRONG), password='short', again='other')
    assert set(refusal.value.fields) == {*WRONG, 'password', 'again'}
    for password in ('short', 'Acme Care Rossio 1', 'Ada Byron Ada Byron'):
        with pytest.raises(Invalid) as refusal:
            await businesses.set_up(nobody(), token=token, beginning=ACME, password=password)
        assert set(refusal.value.fields) == {'password'}
    assert await tenants.every() == []
    await businesses.set_up(nobody(), token=token, beginning=ACME, password=PASSWORD)


async def raced(token: str) -> list[Refusal | None]:
    """What came of several who set up at the same time, each a business of their own."""
    async def try_it(number: int) -> Refusal | None:
        beginning = replace(ACME, slug=f'acme-{number}', email=f'ada{number}@acme.example')
        try:
            await businesses.set_up(nobody(), token=token, beginning=beginning, password=PASSWORD)
        except Refusal as refusal:
            return refusal
        return None

    return await asyncio.gather(*map(try_it, range(RACERS)))


async def test_s07_of_many_who_set_up_at_once_one_wins(ledger):
    token = await businesses.awaited()
    for _ in range(ROUNDS):
        outcomes = await raced(token)
        assert len(await tenants.every()) == outcomes.count(None) == 1
        assert {type(each) for each in outcomes} == {type(None), NothingToSetUp}
        empty(ledger)


async def test_s07_the_control_without_its_lock_several_win(ledger, monkeypatch):
    token = await businesses.awaited()
    looked, everybody = 0, asyncio.Event()

    async def unlocked(db) -> bool:
        """The same question, without standing in line; everybody has asked before anybody goes on."""
        nonlocal looked
        is_none = not await tenants.every()
        looked += 1
        if looked == RACERS:
            everybody.set()
        await everybody.wait()
        return is_none

    monkeypatch.setattr(founding.tenants, 'none_yet', unlocked)
    assert (await raced(token)).count(None) > 1


async def test_an_operator_founds_others_beside_it(given, outbox):
    assert await founding.found(replace(ACME, slug='second'), password=PASSWORD, now=NOW) == ''
    assert len(await tenants.every()) == 2
    assert await access.sign_in(nobody(), email=ACME.email, password=PASSWORD)
    for change in ({'slug': 'second', 'email': 'other@acme.example'}, {'slug': 'third'}):
        with pytest.raises(Invalid) as refusal:
            await founding.found(replace(ACME, **change), password=PASSWORD, now=NOW)
        assert len(refusal.value.fields) == 1
    assert len(await tenants.every()) == 2, 'all of it or nothing'


async def test_s07_a_link_given_by_hand_is_mailed_to_nobody_and_stays_good(given, outbox):
    way = await founding.found(ACME, password=None, now=NOW)
    await worked_off()
    assert outbox.mails_to('ada@acme.example') == []
    token = way.partition('token=')[2]
    await access.accept(nobody(), token=token, password=PASSWORD)
    assert await access.sign_in(nobody(), email=ACME.email, password=PASSWORD)


def test_operators_found_by_a_command_and_hear_what_is_wrong(database_url, monkeypatch, capsys):
    empty(database_url)
    monkeypatch.setenv('DATABASE_URL', database_url)
    monkeypatch.setenv('PUBLIC_URL', 'https://book.example.org')
    words = ['found', '--name', 'Acme Care', '--slug', 'acme-care', '--zone', 'Europe/Lisbon', '--admin-email',
             'ada@acme.example']

    def typed(*more: str, password: str = PASSWORD) -> int:
        monkeypatch.setattr('sys.stdin', io.StringIO(f'{password}\n'))
        return run(commands.COMMANDS, [*words, *more], migrate=lambda _: None)

    assert typed(password='short') == 1
    assert 'password: At least 15 characters' in capsys.readouterr().err
    assert typed() == 0
    assert 'Acme Care is founded; ada@acme.example administers it.' in capsys.readouterr().out
    assert typed() == 1
    assert capsys.readouterr().err == 'slug: This address is already used by another business.\n'
    assert typed('--slug', 'acme-two', '--admin-email', 'bob@acme.example', '--invite') == 0
    assert '\n  https://book.example.org/invited?token=' in capsys.readouterr().out
    assert run(commands.COMMANDS, ['examine'], migrate=lambda _: None) == 0
    assert 'acme-two: ' in capsys.readouterr().out
    with pytest.raises(SystemExit):
        typed('--zone')
