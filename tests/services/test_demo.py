"""The demo: whole or not at all, once, however many try."""

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from app import clock
from app.context import Context
from app.errors import Unavailable
from app.relay import relay
from services import access, appointments, demo, tenants
from services.demo import loading
from tests.services.outbox import outbox

__all__ = ['outbox']

NOW = datetime(2027, 3, 3, 12, 7, tzinfo=UTC)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.frozen(NOW):
        yield


def counted(ledger, table):
    with psycopg.connect(ledger.replace('+psycopg', '')) as owner:
        return owner.execute(f'select count(*) from {table}').fetchone()[0]


async def test_whether_there_is_a_demo_is_asked_without_reading_every_business(ledger, counted_statements):
    for slug in ('one', 'two', 'three'):
        await tenants.found(slug=slug, name=slug, zone='Europe/London', now=NOW)
        with counted_statements() as count:
            assert await demo.accounts() == ()
        assert len(count.sent) == 1
        assert 'EXISTS' in count.sent[0]
    await tenants.found(slug='demo', name='Demo', zone='Europe/London', now=NOW, is_demo=True)
    assert await demo.accounts(), 'at once, whoever loaded it'


async def test_nobody_who_is_invented_gets_a_letter(outbox, ledger):
    await demo.load()
    await relay.work_off()
    assert [letter['To'] for letter in outbox.mails] == []
    assert counted(ledger, 'reactions') == 0, 'nor is one to be reminded later'


async def test_it_is_loaded_whole_or_not_at_all_and_once(ledger, monkeypatch):
    with monkeypatch.context() as broken:
        async def killed(*_, **__):
            raise asyncio.CancelledError

        broken.setattr(loading, 'fill', killed)
        with pytest.raises(asyncio.CancelledError):
            await demo.load()
    assert (counted(ledger, 'tenants'), counted(ledger, 'journal')) == (0, 0)
    assert await demo.accounts() == ()

    await patiently_by_two()
    before = {table: counted(ledger, table) for table in ('tenants', 'appointments', 'claims', 'users', 'journal')}
    await demo.load()

    assert {table: counted(ledger, table) for table in before} == before
    assert before['tenants'] == 2
    assert before['appointments'] > 500
    assert {account.email for account in await demo.accounts()} == {account.email for account in loading.ACCOUNTS}
    (tenant_id, _), _ = await tenants.every()
    ahead = await appointments.upcoming(Context.system(tenant_id, NOW))
    assert ahead.total > 100
    for account in await demo.accounts():
        cookie = await access.sign_in(Context.anonymous(NOW), email=account.email, password=account.password)
        signed_in = await access.resume(Context.anonymous(NOW), cookie=cookie)
        assert (signed_in.name, signed_in.role.value) == (account.name, account.role)
    assert in_service_and_never_here(ledger) == 0


def in_service_and_never_here(ledger):
    """Staff who are said to be active, but could not sign in or never did."""
    with psycopg.connect(ledger.replace('+psycopg', '')) as owner:
        return owner.execute("select count(*) from users where role = 'USER' and status = 'ACTIVE' and "
                             '(password_hash is null or last_signed_in_at is null)').fetchone()[0]


async def patiently_by_two():
    """Two processes at once load one between them."""
    async def patiently():
        for _ in range(60):
            try:
                return await demo.load()
            except (OperationalError, Unavailable):  # the other still loads: `Lifetime` tries again
                await asyncio.sleep(0.2)
        raise AssertionError('never done')

    await asyncio.gather(patiently(), patiently())
