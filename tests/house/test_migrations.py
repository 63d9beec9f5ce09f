"""Up, down and up again, on data; and the models say what the migrations do."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, pool

import migrations
from app import database
from app.model import Base
from migrations.tables import every_model
from tests.given import Given

every_model()


@pytest.fixture
def empty_database(database_url) -> Iterator[str]:
    """A database of its own, without tables."""
    name = f'migrations_{uuid4().hex}'
    with psycopg.connect(database_url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute(sql.SQL('create database {} template template0').format(sql.Identifier(name)))
        yield urlunsplit(urlsplit(database_url)._replace(path=f'/{name}'))
        connection.execute(sql.SQL('drop database {} with (force)').format(sql.Identifier(name)))


def tables(url: str) -> set[str]:
    with psycopg.connect(url.replace('+psycopg', '')) as connection:
        return {row[0] for row in connection.execute("select tablename from pg_tables where schemaname = 'public'")}


def left_over(url: str) -> list[str]:
    """Functions of ours, and types, that a way down forgot."""
    with psycopg.connect(url.replace('+psycopg', '')) as connection:
        return [row[0] for row in connection.execute('''
            select p.proname from pg_proc p left join pg_depend d on d.objid = p.oid and d.deptype = 'e'
            where p.pronamespace = 'public'::regnamespace and d.objid is null''')]


async def test_up_down_and_up_again_with_data(empty_database):
    migrations.upgrade(empty_database)
    await fill(empty_database)
    migrations.downgrade(empty_database)
    assert tables(empty_database) <= {'alembic_version'}
    assert left_over(empty_database) == []

    migrations.upgrade(empty_database)
    await fill(empty_database)
    assert tables(empty_database) == set(Base.metadata.tables) | {'alembic_version'}


async def fill(url: str) -> None:
    database.configure(url, pool_size=2)
    try:
        given = await Given.a_tenant()
        await given.calendar(provider=await given.user(), groups=[await given.group()], skills=[await given.skill()])
        await given.offering(required=[await given.skill()])
        await given.client('Anna', email='anna@example.com')
    finally:
        await database.dispose()


def test_migrating_twice_changes_nothing(empty_database):
    migrations.upgrade(empty_database)
    before = tables(empty_database)
    migrations.upgrade(empty_database)

    assert tables(empty_database) == before


def test_the_models_say_what_the_migrations_do(database_url):
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={'compare_type': True})
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
