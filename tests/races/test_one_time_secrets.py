"""Everything that works once: of fifty who use it at the same moment one wins, and after its time nobody does (S-07,
S-08, S-10).
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text, true

from app.context import Context
from app.database import transaction
from services import access, businesses, people
from services.access import LinkIsDead, WrongCode, address_changes, passwords, registrations, tokens, verifying
from services.access.factors import backups
from services.access.shapes import Purpose
from services.businesses import Beginning, NothingToSetUp, awaiting
from services.people import UserStatus
from services.tenants import founding as tenant_founding
from tests.given import NOW, PASSWORD_HASH, Given
from tests.races.crowds import Outcome, all_at_once

CROWD = 50
ROUNDS = int(os.environ.get('DAYBOOK_ONE_TIME_ROUNDS', '3'))
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
NEWER = 'six wild geese over the lake'
ACME = Beginning(business='Acme Care', slug='acme-care', zone='Europe/Lisbon', place='Rossio', name='Ada Byron',
                 email='ada@first.example')
TOO_SLOW = ('Unavailable', 'Busy', 'OperationalError')  # two seconds for a connection or a lock were not enough
Use = Callable[[Context, str], Awaitable[Any]]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Who wins is the question; nobody is turned away for the queue in front of hashing."""
    monkeypatch.setattr(passwords, 'WAITING', CROWD)
    yield
    awaiting._said.clear()


async def a_user(given: Given, **options: Any) -> UUID:
    return (await given.user(**{'password_hash': PASSWORD_HASH} | options)).id


async def a_link(given: Given, purpose: Purpose, **options: Any) -> str:
    user_id = await a_user(given, **options)
    async with transaction(given.ctx) as db:
        account = await people.account(db, user_id)
        return await tokens.issue(db, user_id, purpose, email=account.email)


async def to_verify(given: Given) -> str:
    return await a_link(given, Purpose.VERIFY, is_verified=False)


async def to_reset(given: Given) -> str:
    return await a_link(given, Purpose.RESET)


async def to_accept(given: Given) -> str:
    return await a_link(given, Purpose.INVITE, password_hash=None, status=UserStatus.INVITED)


async def to_disown(given: Given) -> str:
    return await a_link(given, Purpose.DISOWN)


async def to_register(given: Given) -> str:
    number = next(given._numbers)
    async with transaction(given.ctx) as db:
        kept = await registrations.keep(db, email=f'eve{number}@x.example', name='Eve', password_hash=PASSWORD_HASH)
        await db.flush()
        return await registrations.issue(db, kept)


async def to_move(given: Given) -> str:
    user_id = await a_user(given)
    async with transaction(given.ctx) as db:
        account = await people.account(db, user_id, lock=True)
        await address_changes.keep(db, account, f'new-{account.email}')
        await db.flush()
        return await address_changes.issue(db, (await address_changes.awaited(db, user_id)).id)


async def to_prove(given: Given) -> str:
    """A backup code, with whose it is."""
    user_id = await a_user(given)
    async with transaction(given.ctx) as db:
        codes = await backups.make(db, user_id)
    return f'{user_id} {codes[0]}'


async def admit(ctx: Context, token: str) -> None:
    """What follows once the password was right: five at once may have it wrong, and nobody tries more."""
    async with transaction(tokens.at_home(ctx, token)) as db:
        found = await registrations.standing(db, token)
        if found is None:
            raise LinkIsDead
        await verifying._admit(db, found, token)


async def verify(ctx: Context, token: str) -> None:
    """What follows once the password was right, too."""
    async with transaction(tokens.at_home(ctx, token)) as db:
        await verifying._prove(db, await verifying._account_behind(db, token), token)


async def prove(ctx: Context, secret: str) -> None:
    whose, code = secret.split(' ')
    async with transaction(ctx) as db:
        if not await backups.use(db, UUID(whose), code):
            raise WrongCode


def beginning() -> Use:
    """Each with a business of their own, as far as it goes."""
    number = iter(range(10_000))

    async def begin(ctx: Context, token: str) -> None:
        each = next(number)
        await businesses.set_up(ctx, token=token, password=NEWER, beginning=replace(
            ACME, slug=f'acme-{each}', email=f'ada{each}@first.example'))

    return begin


@dataclass(frozen=True)
class Kind:
    """Something that works once: how one comes to be, how it is used, what others hear, and how long it lasts."""

    made: Callable[[Given], Awaitable[str]]
    used: Use
    refusal: type[Exception] = LinkIsDead
    lasts: timedelta | None = None
    is_ours: bool = False  # it is used within a business, where links find theirs


KINDS = {
    'verify': Kind(to_verify, verify, lasts=DAY),
    'register': Kind(to_register, admit, lasts=DAY),
    'reset': Kind(to_reset, lambda ctx, token: access.reset(ctx, token=token, password=NEWER), lasts=HOUR),
    'invite': Kind(to_accept, lambda ctx, token: access.accept(ctx, token=token, password=NEWER), lasts=7 * DAY),
    'address': Kind(to_move, lambda ctx, token: access.confirm(ctx, token=token), lasts=DAY),
    'disown': Kind(to_disown, lambda ctx, token: access.disown(ctx, token=token), lasts=7 * DAY),
    'backup code': Kind(to_prove, prove, WrongCode, is_ours=True),
}


def at(kind: Kind, given: Given, later: timedelta = timedelta()) -> Context:
    return replace(given.ctx if kind.is_ours else Context.anonymous(NOW), now=NOW + later)


async def rush(kind: Kind, given: Given) -> Outcome:
    """Fifty at once with one secret."""
    secret, ctx = await kind.made(given), at(kind, given)
    return await all_at_once(kind.used(ctx, secret) for _ in range(CROWD))


def one_won(outcome: Outcome, refusal: type[Exception]) -> None:
    """And the others heard why, or, on a machine that cannot keep up, that they come again."""
    told = outcome.refused
    assert len(outcome.results) == 1, told
    assert set(told) <= {refusal.__name__, *TOO_SLOW}, told


@pytest.mark.parametrize('name', KINDS)
async def test_s07_of_fifty_who_use_it_at_once_one_wins(given, arena, name):
    kind = KINDS[name]
    await arena.warmed(30)
    for _ in range(ROUNDS):
        one_won(await rush(kind, given), kind.refusal)


async def rush_to_begin(arena) -> Outcome:
    """Fifty at once with what the console said; nobody has begun before them."""
    arena.owner('truncate tenants cascade')
    begin, token = beginning(), await businesses.awaited()
    return await all_at_once(begin(Context.anonymous(NOW), token) for _ in range(CROWD))


async def test_s07_of_fifty_who_begin_the_first_business_at_once_one_does(arena):
    await arena.warmed(30)
    for _ in range(ROUNDS):
        one_won(await rush_to_begin(arena), NothingToSetUp)
        assert arena.owner('select count(*) from tenants') == 1


async def test_s07_the_control_beside_others_several_begin_the_first_business(arena, monkeypatch):
    monkeypatch.setattr(tenant_founding, '_ALONE', text('select 1'))
    await arena.warmed(30)
    assert await winners(lambda: rush_to_begin(arena)) > 1
    assert arena.owner('select count(*) from tenants') > 1


async def winners(rush: Callable[[], Awaitable[Outcome]]) -> int:
    """Of the first round in which there was more than one, or of the last."""
    found = 0
    for _ in range(ROUNDS):
        found = found if found > 1 else len((await rush()).results)
    return found


def read_first(standing, table):
    """Using a link up as it is not done: look, and write then."""
    async def use(db, *key):
        found = await standing(db, *key)
        await db.execute(text(f'update {table} set used_at = now()'))
        return found

    return use


@pytest.fixture
def unguarded(monkeypatch):
    """What is used up is looked at and then written, and nobody waits for an account."""
    true_account, true_add, number = people.account, people.add, count()

    async def account(db, user_id, *, lock=False):
        return await true_account(db, user_id)

    async def add(db, *, email, **options):
        return await true_add(db, email=f'{next(number)}-{email}', **options)  # which no two have, link or no link

    monkeypatch.setattr(tokens, 'use', read_first(tokens.standing, 'one_time_tokens'))
    monkeypatch.setattr(registrations, 'use', read_first(registrations.standing, 'registrations'))
    monkeypatch.setattr(address_changes, 'use', read_first(address_changes.standing, 'address_changes'))
    monkeypatch.setattr(backups, 'is_unused', true)
    monkeypatch.setattr(people, 'account', account)
    monkeypatch.setattr(people, 'add', add)


@pytest.mark.parametrize('name', KINDS)
@pytest.mark.usefixtures('unguarded')
async def test_s07_the_control_read_first_and_write_then_lets_several_win(given, arena, name):
    await arena.warmed(30)
    assert await winners(lambda: rush(KINDS[name], given)) > 1


@pytest.mark.parametrize('name', [name for name, kind in KINDS.items() if kind.lasts])
async def test_s07_it_works_until_the_second_before_and_no_longer(given, name):
    kind = KINDS[name]
    secret = await kind.made(given)
    for later in (kind.lasts, kind.lasts + SECOND):
        with pytest.raises(kind.refusal):
            await kind.used(at(kind, given, later), secret)
    await kind.used(at(kind, given, kind.lasts - SECOND), secret)
