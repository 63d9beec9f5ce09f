"""A database of its own for every race: guards may be taken out of it, and its deadlocks are counted."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import psycopg
import pytest
from psycopg import sql

from app import database
from services import availability, occupancy
from services.availability.store import store
from tests import servers
from tests.given import NOW, Given
from tests.races.crowds import Arena


@pytest.fixture
async def arena(postgres) -> AsyncIterator[Arena]:
    """A fresh database with thirty connections to it."""
    url = servers.clone(postgres, servers.template_database(postgres, servers.migrate))
    arena = Arena(url)
    arena.connect(pool_size=30)
    yield arena
    await database.dispose()
    store.forget()
    with postgres.connect('postgres') as connection:
        name = psycopg.conninfo.conninfo_to_dict(arena.conninfo)['dbname']
        connection.execute(sql.SQL('drop database {} with (force)').format(sql.Identifier(name)))


@pytest.fixture
async def given(arena) -> Given:
    return await Given.a_tenant(now=NOW)


@pytest.fixture
def no_line(monkeypatch):
    """Everybody begins at once, as if each came from a process of its own: only the database judges."""
    monkeypatch.setattr(occupancy, 'in_turn', lambda *_: contextlib.nullcontext())


@pytest.fixture
def listening(arena):
    """Changes reach the grids, as in the running product."""
    from app.live import hub
    hub.listen(availability.hear, resync=availability.doubt)
    yield hub
    hub._listeners.clear()
    hub._resync.clear()
