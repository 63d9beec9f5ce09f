"""The second wall: row policies. The first is the query itself, which always names the tenant."""

from __future__ import annotations

from app.database import RUNTIME_ROLE
from app.model import CURRENT_TENANT

APPEND_ONLY = frozenset({'journal', 'journal_seals'})


def wall(table: str, *, tenant_column: str = 'tenant_id', also_visible: str = 'false') -> list[str]:
    """The SQL that puts a table behind the wall: row policy, forced for its owner too, and the run-time grants.

    `also_visible` is an extra condition for reading only (a row may be found by its secret before the tenant is known).
    """
    verbs = 'select, insert' if table in APPEND_ONLY else 'select, insert, update, delete'
    mine = f'{tenant_column} = {CURRENT_TENANT}'
    statements = [
        f'alter table {table} enable row level security',
        f'alter table {table} force row level security',
        f'create policy {table}_stay_in_their_tenant on {table} using ({mine}) with check ({mine})',
        f'grant {verbs} on {table} to {RUNTIME_ROLE}',
    ]
    if also_visible != 'false':
        statements.append(f'create policy {table}_found_by_key on {table} for select using ({also_visible})')
    return statements



def in_every_tenant(table: str, statement: str) -> list[str]:
    """The SQL that changes rows of all tenants in a migration: the wall is forced for the owner of the table too, who
    need not be a superuser and would find no row to change.
    """
    return [f'alter table {table} no force row level security', statement,
            f'alter table {table} force row level security']


ENSURE_ROLE = f"""
do $$ begin
  if not exists (select from pg_roles where rolname = '{RUNTIME_ROLE}') then
    create role {RUNTIME_ROLE} nologin nosuperuser nobypassrls nocreatedb nocreaterole;
  end if;
exception when duplicate_object or unique_violation then null;
end $$
"""
