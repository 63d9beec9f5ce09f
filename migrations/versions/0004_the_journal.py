"""The journal, what reacts to it, and requests already answered.

Revision: 0004, after 0003
"""

from alembic import op

from app.tenancy import wall

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TABLES = ['journal', 'reactions', 'answered_requests']

APPEND_ONLY = [
    '''
    create function refuse_to_rewrite_history() returns trigger language plpgsql as $$
    begin
        raise exception 'the journal is append-only' using errcode = '42501';
    end $$
    ''',
    '''
    create trigger journal_is_append_only before update or delete on journal
        for each row execute function refuse_to_rewrite_history()
    ''',
]

STATEMENTS = [
    '''
    create table journal (
        id bigint generated always as identity,
        at timestamptz not null,
        kind text not null,
        subject_kind text not null,
        subject_id uuid not null,
        actor_kind text not null,
        actor_id uuid,
        actor_name text not null,
        data jsonb not null,
        trace_id text not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint journal_pkey primary key (tenant_id, id),
        constraint journal_actor_is_known check (actor_kind in ('user', 'system', 'anonymous'))
    )
    ''',
    '''
    create index journal_by_subject on journal (tenant_id, subject_id, id)
    ''',
    '''
    create table reactions (
        journal_id bigint not null,
        handler text not null,
        due_at timestamptz not null,
        tries smallint default 0 not null,
        parked_at timestamptz,
        parked_because text,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint reactions_pkey primary key (tenant_id, id),
        constraint reactions_tenant_id_journal_id_exists foreign key(tenant_id, journal_id) references journal (tenant_id, id)
    )
    ''',
    '''
    create index reactions_by_due on reactions (due_at) where parked_at is null
    ''',
    '''
    create table answered_requests (
        key text not null,
        actor text not null,
        fingerprint bytea not null,
        answer jsonb default '{}'::jsonb not null,
        answered_at timestamptz not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint answered_requests_pkey primary key (tenant_id, actor, key)
    )
    ''',
    *(statement for table in ['journal', 'reactions', 'answered_requests'] for statement in wall(table)),
    *APPEND_ONLY,
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f'drop table {table}')
    op.execute('drop function refuse_to_rewrite_history')
