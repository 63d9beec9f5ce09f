"""Up, down and up again, on data; and the models say what the migrations do."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from psycopg import sql
from sqlalchemy import create_engine, make_url, pool

import migrations
from app import database
from app.database import RUNTIME_ROLE
from app.model import Base
from migrations.tables import every_model
from tests.given import Given

every_model()


@pytest.fixture
def empty_database(database_url) -> Iterator[str]:
    """A database of its own, without tables, and its owner: no superuser, so that the walls stand for them too."""
    name = f'migrations_{uuid4().hex}'
    known, runtime = sql.Identifier(name), sql.Identifier(RUNTIME_ROLE)
    with psycopg.connect(database_url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute(sql.SQL('create role {} login nosuperuser nobypassrls').format(known))
        connection.execute(sql.SQL('grant {} to {}').format(runtime, known))
        connection.execute(sql.SQL('create database {0} owner {0} template template0').format(known))
        yield make_url(database_url).set(username=name, database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL('drop database {} with (force)').format(known))
        connection.execute(sql.SQL('drop role {}').format(known))


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
    tenant_id = await fill(empty_database)
    run(empty_database, tenant_id, OF_NOW)
    migrations.downgrade(empty_database, '0017')
    run(empty_database, tenant_id, OF_0017)
    migrations.upgrade(empty_database)
    run(empty_database, tenant_id, [ISSUER])
    assert run(empty_database, tenant_id, ["select 1 from one_time_tokens where email = 'there'"]) == 1, 'the newest'
    assert run(empty_database, tenant_id, ['select 1 from sessions where confirmed_at = created_at']) == 1
    migrations.downgrade(empty_database, '0030')
    migrations.upgrade(empty_database)
    assert run(empty_database, tenant_id, ['select 1 from issuers where proved_at = since']) == 1, 'offered all along'
    migrations.downgrade(empty_database, '0017')
    run(empty_database, tenant_id, [*OF_0017, 'update sessions set awaits_factor = true'])
    migrations.downgrade(empty_database, '0013')
    assert run(empty_database, tenant_id, ['select 1 from sessions']) == 0, 'half of a sign-in is none'
    migrations.downgrade(empty_database)
    assert tables(empty_database) <= {'alembic_version'}
    assert left_over(empty_database) == []

    migrations.upgrade(empty_database)
    await fill(empty_database)
    assert tables(empty_database) == set(Base.metadata.tables) | {'alembic_version'}


async def fill(url: str) -> UUID:
    """What every table of the product refers to; returns whose it is."""
    database.configure(url, pool_size=2)
    try:
        given = await Given.a_tenant()
        await given.cookie(await given.user('ADMIN'))
        await given.calendar(provider=await given.user(), groups=[await given.group()], skills=[await given.skill()])
        await given.offering(required=[await given.skill()])
        await given.client('Anna', email='anna@example.com')
        return given.tenant_id
    finally:
        await database.dispose()


TOKEN = ('insert into one_time_tokens (user_id, purpose, secret_hash, email, made_at, expires_at) '
         "select user_id, '{0}', '{0}{1}', '{1}', now(), now() + interval '1 day' from factors limit 1")
# What a way up or down has to change or take away in every tenant before the next statement can hold.
OF_NOW = [
    TOKEN.format('disown', 'here'), TOKEN.format('disown', 'there'),
    "insert into sign_ins (id, user_id, at, outcome) select id, user_id, now(), 'wrong_code' from factors",
    'insert into factors (id, user_id, begun_by, sealed_secret, key_id, begun_at) '
    'select gen_random_uuid(), user_id, begun_by, sealed_secret, key_id, begun_at from factors',
]
ISSUER = ('insert into issuers (issuer, known_as, sealed_secret, key_id, label, since) '
          "values ('https://login.example.org', 'us', '', '', 'ID', now())")
OF_0017 = [TOKEN.format('email', 'there')]


def run(url: str, tenant_id: UUID, statements: list[str]) -> int:
    """In this tenant; returns how many rows the last one was about."""
    with psycopg.connect(url.replace('+psycopg', '')) as connection:
        connection.execute("select set_config('app.tenant_id', %s, true)", [str(tenant_id)])
        return [connection.execute(statement).rowcount for statement in statements][-1]


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
