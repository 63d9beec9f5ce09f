"""Passkeys, and the challenges they sign.

Revision: 0023, after 0022
"""

from alembic import op

from app.database import RUNTIME_ROLE
from app.tenancy import wall

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table passkeys (
        user_id uuid not null,
        credential_id bytea not null,
        public_key bytea not null,
        sign_count bigint not null,
        name text not null,
        created_at timestamptz not null,
        used_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint passkeys_pkey primary key (tenant_id, id),
        constraint passkeys_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint passkeys_are_unique unique (tenant_id, credential_id)
    )
    ''',
    'create index passkeys_by_user on passkeys (tenant_id, user_id)',
    *wall('passkeys'),
    '''
    create table challenges (
        challenge_hash bytea not null,
        asker_hash bytea not null,
        made_at timestamptz not null,
        constraint challenges_pkey primary key (challenge_hash)
    )
    ''',
    'create index challenges_by_age on challenges (made_at)',
    f'grant select, insert, delete on challenges to {RUNTIME_ROLE}',
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table challenges')
    op.execute('drop table passkeys')
