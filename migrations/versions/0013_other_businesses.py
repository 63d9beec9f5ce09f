"""Administrators whom an operator lets enter other businesses, and when they did.

Revision: 0013, after 0012
"""

from alembic import op

from app.tenancy import wall

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

STATEMENTS = [
    'alter table users add column may_enter boolean default false not null',
    '''
    create table crossings (
        user_id uuid not null,
        session_id uuid not null,
        business_id uuid not null,
        business text not null,
        zone text not null,
        reason text not null,
        began_at timestamptz not null,
        ends_at timestamptz not null,
        left_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint crossings_pkey primary key (tenant_id, id),
        constraint crossings_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint crossings_tenant_id_session_id_exists foreign key(tenant_id, session_id)
            references sessions (tenant_id, id) on delete cascade,
        constraint crossings_ends_within_the_hour check
            (ends_at > began_at and ends_at <= began_at + interval '1 hour'),
        constraint crossings_leads_elsewhere check (business_id <> tenant_id)
    )
    ''',
    '''
    create unique index in_one_business_at_a_time on crossings (tenant_id, session_id) where left_at is null
    ''',
    *wall('crossings'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table crossings')
    op.execute('alter table users drop column may_enter')
