"""Backup codes: keyed hashes of what somebody keeps for the day their app is lost.

Revision: 0019, after 0018
"""

from alembic import op

from app.tenancy import wall

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table backup_codes (
        user_id uuid not null,
        code_hash bytea not null,
        made_at timestamptz not null,
        used_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint backup_codes_pkey primary key (tenant_id, user_id, code_hash),
        constraint backup_codes_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade
    )
    ''',
    *wall('backup_codes'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table backup_codes')
