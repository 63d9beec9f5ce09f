"""Another address to sign in with, asked for and then proved: in a table of its own, not among the one-time links.

Revision: 0018, after 0017
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

STATEMENTS = [
    *in_every_tenant('one_time_tokens', "delete from one_time_tokens where purpose = 'email'"),
    'alter table one_time_tokens drop constraint one_time_tokens_purpose_is_known, '
    "add constraint one_time_tokens_purpose_is_known check (purpose in ('verify', 'reset', 'invite', 'disown'))",
    '''
    create table address_changes (
        user_id uuid not null,
        email text not null,
        instead_of text not null,
        made_at timestamptz not null,
        secret_hash bytea,
        expires_at timestamptz not null,
        used_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint address_changes_pkey primary key (tenant_id, id),
        constraint address_changes_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint proofs_are_unique unique (tenant_id, secret_hash),
        constraint address_changes_lasts_a_while check (expires_at > made_at),
        constraint address_changes_leads_to_another check (email <> instead_of)
    )
    ''',
    'create index address_changes_by_user on address_changes (tenant_id, user_id)',
    'create unique index one_address_awaited_at_a_time on address_changes (tenant_id, user_id) where (used_at is null)',
    *wall('address_changes'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table address_changes')
    op.execute('alter table one_time_tokens drop constraint one_time_tokens_purpose_is_known, '
               "add constraint one_time_tokens_purpose_is_known check (purpose in ('verify', 'reset', 'invite', 'email', 'disown'))")
