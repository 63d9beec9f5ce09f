"""Browsers that somebody has signed in with before, and whether a session was begun with one.

Revision: 0015, after 0014
"""

from alembic import op

from app.tenancy import wall

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table known_devices (
        user_id uuid not null,
        secret_hash bytea not null,
        family text not null,
        known_since timestamptz not null,
        last_seen_at timestamptz not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint known_devices_pkey primary key (tenant_id, user_id, secret_hash),
        constraint known_devices_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade
    )
    ''',
    *wall('known_devices'),
    'alter table sessions add column is_known boolean default false not null',
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('alter table sessions drop column is_known')
    op.execute('drop table known_devices')
