"""An app that takes the place of another while that one still counts; and recoveries of whoever has lost theirs.

Revision: 0022, after 0021
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

STATEMENTS = [
    'alter table factors add column id uuid default gen_random_uuid() not null',
    'alter table factors alter column id drop default',
    'alter table factors drop constraint factors_pkey, add constraint factors_pkey primary key (tenant_id, id)',
    'create unique index one_app_counts on factors (tenant_id, user_id) where confirmed_at is not null',
    'create unique index one_app_is_begun on factors (tenant_id, user_id) where confirmed_at is null',
    '''
    create table recoveries (
        user_id uuid not null,
        asked_at timestamptz not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint recoveries_pkey primary key (tenant_id, user_id),
        constraint recoveries_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade
    )
    ''',
    *wall('recoveries'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table recoveries')
    op.execute('drop index one_app_is_begun')
    op.execute('drop index one_app_counts')
    for statement in in_every_tenant('factors', '''
        delete from factors begun using factors counts where begun.confirmed_at is null
            and counts.confirmed_at is not null and begun.tenant_id = counts.tenant_id and begun.user_id = counts.user_id
    '''):
        op.execute(statement)
    op.execute('''
        alter table factors drop constraint factors_pkey, drop column id,
            add constraint factors_pkey primary key (tenant_id, user_id)
    ''')
