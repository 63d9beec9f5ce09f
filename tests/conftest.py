"""What every test may ask for: a migrated database of its own worker, the arranging vocabulary, people at hand."""

from __future__ import annotations

import gc
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from app import database, live, secrets
from app.context import Context
from services.access import passwords
from tests import servers
from tests.given import CHEAP, NOW, Given

DEAR = passwords._hasher

# Every client of httpx, and NiceGUI makes one a test, reads all the certificates it would believe: 77 ms. Tests talk to
# this machine alone; here it finds none to read.
os.environ['SSL_CERT_DIR'] = str(Path(__file__).parent)
os.environ.pop('SSL_CERT_FILE', None)  # it would be believed before the folder


@pytest.fixture(scope='module', autouse=True)
def modules_left_alone() -> None:
    """NiceGUI's simulation collects garbage twice a test: what is there from before is not looked through again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A test that starts the product has its logs written to what pytest captured of that one test, and closes."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture(autouse=True)
def nobody_listens_longer() -> Iterator[None]:
    """What a test has listen to changes, as at start, hears nothing of the next test's."""
    listeners, resync = live.hub._listeners[:], live.hub._resync[:]
    yield
    live.hub._listeners[:], live.hub._resync[:] = listeners, resync


@pytest.fixture(scope='session', autouse=True)
def keys() -> None:
    """What main.py configures at start: without a key nothing is sealed."""
    secrets.configure(['a key that only tests may know ....'])


@pytest.fixture(scope='session', autouse=True)
def passwords_without_their_cost() -> Iterator[None]:
    """Each hash takes 0.2 s of a core; what it costs is for tests that ask for `dear`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, '_hasher', CHEAP)
        yield


@pytest.fixture
def dear(monkeypatch) -> None:
    """Passwords are hashed at the product's own cost."""
    monkeypatch.setattr(passwords, '_hasher', DEAR)


@pytest.fixture(scope='session')
def postgres() -> Iterator[object]:
    """The run's PostgreSQL: real, shared by all workers, gone with the last."""
    with servers.postgres_for_tests() as server:
        yield server


@pytest.fixture(scope='session')
def database_url(postgres) -> str:
    """A migrated database that belongs to this worker."""
    return servers.clone(servers.template_database(postgres, servers.migrate))


# Without its connections an engine can be used by the next test, and has compiled our statements already.
engines: dict[str, AsyncEngine] = {}


@pytest.fixture
async def ledger(database_url) -> AsyncIterator[str]:
    """The worker's database, emptied, and the product connected to it. Yields its address."""
    empty(database_url)
    if engine := engines.get(database_url):
        database._engine = engine
    else:
        engines[database_url] = database.configure(database_url, pool_size=10)
    yield database_url
    await database.dispose()


@pytest.fixture
async def given(ledger) -> Given:
    """The arranging vocabulary in a tenant of its own."""
    return await Given.a_tenant(now=NOW)


@pytest.fixture
async def clerk(given) -> Context:
    """A colleague: role USER in the tenant of `given`."""
    return await given.actor('USER')


@pytest.fixture
async def supervisor(given) -> Context:
    """A colleague: role SUPERVISOR, leading no group yet."""
    return await given.actor('SUPERVISOR')


@pytest.fixture
async def admin(given) -> Context:
    """A colleague: role ADMIN."""
    return await given.actor('ADMIN')


@pytest.fixture
async def outsider(given) -> Context:
    """An ADMIN of another tenant, who must never see or touch anything of ours."""
    elsewhere = await Given.a_tenant(now=NOW, slug='elsewhere')
    return await elsewhere.actor('ADMIN')


# Of each worker's database. A table is created anew by `truncate`, with its indexes: fifty of them for a few rows.
EMPTIED = """
do $$
declare
    name text;
    has_rows boolean;
begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'alembic_version' loop
        execute format('select exists (select from %I)', name) into has_rows;
        if has_rows then
            execute format('delete from %I', name);
        end if;
    end loop;
end $$
"""
_emptying: dict[str, psycopg.Connection] = {}


def empty(url: str) -> None:
    """Take every row out of a migrated database."""
    if url not in _emptying:
        _emptying[url] = psycopg.connect(url.replace('+psycopg', ''), autocommit=True)
    _emptying[url].execute(EMPTIED)
