"""Links in mails that work once.

Revision: 0007, after 0006
"""

from alembic import op

from app.tenancy import wall

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table one_time_tokens (
        user_id uuid not null,
        purpose text not null,
        secret_hash bytea not null,
        email text not null,
        made_at timestamptz not null,
        expires_at timestamptz not null,
        used_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint one_time_tokens_pkey primary key (tenant_id, user_id, purpose),
        constraint one_time_tokens_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint links_are_unique unique (tenant_id, secret_hash),
        constraint one_time_tokens_purpose_is_known check (purpose in ('verify', 'reset', 'invite')),
        constraint one_time_tokens_lasts_a_while check (expires_at > made_at)
    )
    ''',
    *wall('one_time_tokens'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table one_time_tokens')
