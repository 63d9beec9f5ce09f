"""S-19, 5.1, the last wall: as the product's role inside one tenant, no row of another from any table.

Tables that no factory fills yet are filled by their columns' types, so that none is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from app.database import RUNTIME_ROLE
from app.model import Base
from migrations.tables import every_model

every_model()
IN_TENANT = sorted(table.name for table in Base.metadata.sorted_tables if 'tenant_id' in table.columns)
OURS, THEIRS = uuid4(), uuid4()
SAMPLES = {'uuid': uuid4(), 'text': 'x', 'bigint': 7, 'integer': 7, 'smallint': 1, 'boolean': True, 'bytea': b'x',
           'date': '2027-03-01', 'jsonb': '{}', 'timestamp with time zone': '2027-03-01T08:00:00Z', 'numeric': 1,
           'timestamp without time zone': '2027-03-01T08:00:00', 'double precision': 1.0, 'inet': '192.0.2.1',
           'tstzrange': '[2027-03-01T08:00Z,2027-03-01T09:00Z)', 'ARRAY': '{}', 'interval': '1 hour', 'real': 1.0}


@pytest.fixture
def owner(ledger) -> Iterator[psycopg.Connection]:
    """The server's own superuser: keys and checks aside, so that any row can be put anywhere. Undone afterwards."""
    with psycopg.connect(ledger.replace('+psycopg', '')) as connection:
        connection.execute('set session_replication_role = replica')
        yield connection
        connection.rollback()


@pytest.mark.parametrize('table', IN_TENANT)
def test_s19_no_row_of_another_tenant_from_any_table(owner, table):
    _put_a_row(owner, table, THEIRS)
    assert _rows(owner, table) == 1
    as_the_product(owner, OURS)

    assert _rows(owner, table) == 0
    for verb in ('update {} set tenant_id = tenant_id', 'delete from {}'):
        assert _tried(owner, sql.SQL(verb).format(sql.Identifier(table))) in (0, 'refused')
    assert _smuggled(owner, table) == 'refused'


@pytest.mark.parametrize('table', IN_TENANT)
def test_s19_the_control_the_same_row_is_seen_and_written_from_its_own_tenant(owner, table):
    _put_a_row(owner, table, OURS)
    as_the_product(owner, OURS)

    assert _rows(owner, table) == 1


@pytest.mark.parametrize('table', IN_TENANT)
def test_s19_the_control_without_its_policy_the_row_of_another_tenant_is_seen(owner, table):
    _put_a_row(owner, table, THEIRS)
    owner.execute(sql.SQL('alter table {} disable row level security').format(sql.Identifier(table)))
    as_the_product(owner, OURS)

    assert _rows(owner, table) == 1


def as_the_product(connection: psycopg.Connection, tenant: UUID) -> None:
    connection.execute(sql.SQL('set local role {}').format(sql.Identifier(RUNTIME_ROLE)))
    connection.execute("select set_config('app.tenant_id', %s, true)", [str(tenant)])


def _rows(connection: psycopg.Connection, table: str) -> int:
    return connection.execute(sql.SQL('select count(*) from {}').format(sql.Identifier(table))).fetchone()[0]


def _tried(connection: psycopg.Connection, statement: sql.Composable) -> int | str:
    """How many rows it changed, or that it was refused; the transaction goes on."""
    try:
        with connection.transaction():
            return connection.execute(statement).rowcount
    except psycopg.errors.InsufficientPrivilege:
        return 'refused'


def _smuggled(connection: psycopg.Connection, table: str) -> int | str:
    """A row of theirs, put in as the product that works for us."""
    return _tried(connection, _row(connection, table, THEIRS))


def _put_a_row(connection: psycopg.Connection, table: str, tenant: UUID) -> None:
    for name, in connection.execute("select conname from pg_constraint where conrelid = %s::regclass and contype = 'c'",
                                    [table]).fetchall():
        connection.execute(sql.SQL('alter table {} drop constraint {}').format(
            sql.Identifier(table), sql.Identifier(name)))
    connection.execute(_row(connection, table, tenant))


def _row(connection: psycopg.Connection, table: str, tenant: UUID) -> sql.Composable:
    columns = connection.execute("""
        select column_name, data_type from information_schema.columns where table_schema = 'public' and table_name = %s
        and is_generated = 'NEVER' order by ordinal_position""", [table]).fetchall()
    values = [tenant if name == 'tenant_id' else SAMPLES[kind] for name, kind in columns]
    return sql.SQL('insert into {} ({}) overriding system value values ({})').format(
        sql.Identifier(table), sql.SQL(', ').join(sql.Identifier(name) for name, _ in columns),
        sql.SQL(', ').join(sql.Literal(value) for value in values))
