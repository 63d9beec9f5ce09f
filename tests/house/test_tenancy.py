"""The second wall, read from the catalogue of a migrated database: nothing with a tenant stands outside it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint

from app.database import RUNTIME_ROLE
from app.model import Base
from app.tenancy import APPEND_ONLY
from migrations.tables import every_model

every_model()

TABLES = {table.name: table for table in Base.metadata.sorted_tables}
IN_TENANT = sorted(name for name, table in TABLES.items() if 'tenant_id' in table.columns)
# An address signs in to one business only, and is tried before its business is known; a slug is part of the
# business's own address.
UNIQUE_EVERYWHERE = {'sign_in_names_pkey', 'guesses_pkey', 'challenges_pkey', 'tenants_pkey', 'tenants_slug_is_unique'}
# For reading only: one address at sign-in, the list of businesses and what they owe for the product's own rounds.
SEEN_BY_KEY = {'sign_in_names': 'r', 'registrations': 'r', 'tenants': 'r', 'reactions': 'r'}


@pytest.fixture
def owner(ledger) -> Iterator[psycopg.Connection]:
    with psycopg.connect(ledger.replace('+psycopg', '')) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def runtime(owner) -> psycopg.Connection:
    """Connected as the product is."""
    owner.execute(f'set role {RUNTIME_ROLE}')
    return owner


def enter(connection: psycopg.Connection, tenant: UUID | None) -> None:
    connection.execute("select set_config('app.tenant_id', %s, true)", [str(tenant or '')])


def names(connection: psycopg.Connection, sql: str, *values: object) -> set[str]:
    return {row[0] for row in connection.execute(sql, values)}


def test_every_table_of_the_database_is_in_the_metadata(owner):
    found = names(owner, "select tablename from pg_tables where schemaname = 'public'")

    assert found - {'alembic_version'} == set(TABLES)


def test_every_table_with_a_tenant_is_behind_a_forced_wall(owner):
    walled = names(owner, '''
        select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid
        where c.relrowsecurity and c.relforcerowsecurity and p.polcmd = '*' and p.polpermissive
          and pg_get_expr(p.polqual, p.polrelid) like '%%app.tenant_id%%'
          and pg_get_expr(p.polwithcheck, p.polrelid) = pg_get_expr(p.polqual, p.polrelid)''')

    assert set(IN_TENANT) | {'tenants'} == walled


def test_no_other_policy_lets_anybody_write_or_see_more(owner):
    others = {row[0]: row[1] for row in owner.execute(
        "select polrelid::regclass::text, polcmd::text from pg_policy where polname not like '%_stay_in_their_tenant'")}

    assert others == SEEN_BY_KEY


@pytest.mark.parametrize('table', IN_TENANT)
def test_foreign_keys_between_tenant_tables_cannot_leave_the_tenant(table):
    for key in TABLES[table].constraints:
        if isinstance(key, ForeignKeyConstraint):
            target = key.referred_table
            first = next(iter(key.elements))
            assert key.column_keys[0] == 'tenant_id', key.name
            assert first.column.name == ('id' if target.name == 'tenants' else 'tenant_id'), key.name


def test_foreign_keys_in_the_database_all_start_with_the_tenant(owner):
    firsts = names(owner, '''
        select distinct a.attname from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
        where c.contype = 'f' and c.connamespace = 'public'::regnamespace''')

    assert firsts == {'tenant_id'}


def test_every_unique_index_starts_with_the_tenant(owner):
    rows = owner.execute('''
        select i.indexrelid::regclass::text, a.attname from pg_index i
        join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
        left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where (i.indisunique or i.indisexclusion) and c.relname <> 'alembic_version' ''').fetchall()

    assert len(rows) > len(IN_TENANT)
    assert {index for index, first in rows if first != 'tenant_id'} == UNIQUE_EVERYWHERE


@pytest.mark.parametrize('table', IN_TENANT)
def test_keys_in_the_metadata_start_with_the_tenant(table):
    for unique in (*TABLES[table].constraints, *TABLES[table].indexes):
        is_unique = isinstance(unique, (PrimaryKeyConstraint, UniqueConstraint)) or (
            isinstance(unique, Index) and unique.unique)
        if is_unique and unique.name not in UNIQUE_EVERYWHERE:
            assert next(iter(unique.columns)).name == 'tenant_id', unique.name


def test_the_role_of_the_product_cannot_pass_the_wall(owner):
    can, = owner.execute('''
        select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolcanlogin
        from pg_roles where rolname = %s''', [RUNTIME_ROLE]).fetchone()
    owned = names(owner, 'select relname from pg_class where relowner = %s::regrole', RUNTIME_ROLE)
    roles = names(owner, 'select roleid::regrole::text from pg_auth_members where member = %s::regrole', RUNTIME_ROLE)

    assert not can
    assert owned == roles == set()


def test_no_function_lends_out_its_owner_and_no_view_passes_the_wall(owner):
    lenders = names(owner, '''select proname from pg_proc
        where prosecdef and pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)''')
    views = names(owner, '''select relname from pg_class where relkind in ('v', 'm')
        and relnamespace = 'public'::regnamespace
        and not coalesce(reloptions::text like '%%security_invoker=true%%', false)''')

    assert lenders == views == set()


def test_history_cannot_be_rewritten(owner):
    for table in APPEND_ONLY:
        may = names(owner, '''select privilege_type from information_schema.role_table_grants
            where grantee = %s and table_name = %s''', RUNTIME_ROLE, table)
        assert may == {'SELECT', 'INSERT'}


async def test_without_a_tenant_there_are_no_rows(given, runtime):
    await given.calendar(skills=[await given.skill()], provider=await given.user(), groups=[await given.group()])
    await given.client('Anna', email='anna@example.com')
    await given.offering(required=[await given.skill()])
    enter(runtime, given.tenant_id)
    filled = {table for table in TABLES if runtime.execute(f'select count(*) from {table}').fetchone()[0]}
    runtime.rollback()
    runtime.execute(f'set role {RUNTIME_ROLE}')

    assert {'users', 'clients', 'client_words', 'calendars', 'offering_skills', 'journal', 'tenants'} <= filled
    for table in TABLES:
        assert runtime.execute(f'select count(*) from {table}').fetchone()[0] == 0, table


async def test_another_tenant_sees_and_changes_no_row(given, outsider, runtime):
    await given.skill()
    enter(runtime, outsider.tenant)

    assert runtime.execute('select count(*) from skills').fetchone()[0] == 0
    assert runtime.execute("update skills set name = 'taken'").rowcount == 0
    assert runtime.execute('delete from skills').rowcount == 0


async def test_the_control_without_its_policy_the_row_is_seen(given, outsider, owner):
    await given.skill()
    owner.execute('drop policy skills_stay_in_their_tenant on skills')
    owner.execute('alter table skills disable row level security')
    owner.execute(f'set local role {RUNTIME_ROLE}')
    enter(owner, outsider.tenant)

    assert owner.execute('select count(*) from skills').fetchone()[0] == 1


@pytest.mark.parametrize('tenant', ['ours', None])
async def test_a_row_of_another_tenant_cannot_be_written(given, outsider, runtime, tenant):
    enter(runtime, given.tenant_id if tenant else None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as refusal:
        runtime.execute('insert into skills (tenant_id, id, name, name_key) values (%s, %s, %s, %s)',
                        [outsider.tenant, uuid4(), 'Theirs', 'theirs'])

    assert refusal.value.sqlstate == '42501'


async def test_a_row_cannot_point_at_a_row_of_another_tenant(given, outsider, runtime):
    skill, calendar = await given.skill(), await given.calendar()
    enter(runtime, outsider.tenant)
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        runtime.execute("insert into calendar_skills (calendar_id, skill_id, level) values (%s, %s, 'BASIC')",
                        [calendar.id, skill.id])
