"""What is new to those who provide appointments, as the product itself shows it.

Revision: 0037, after 0036
"""

from alembic import op

from app.tenancy import wall

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    create table notices (
        id uuid not null,
        made_at timestamptz not null,
        user_id uuid not null,
        kind text not null,
        appointment_id uuid not null,
        said jsonb not null,
        read_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint notices_pkey primary key (tenant_id, id),
        constraint notices_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint notices_tenant_id_appointment_id_exists foreign key(tenant_id, appointment_id)
            references appointments (tenant_id, id) on delete cascade,
        constraint notices_kind_is_known
            check (kind in ('requested', 'booked', 'confirmed', 'moved', 'cancelled', 'reminder'))
    )
    """,
    'create index notices_by_user on notices (tenant_id, user_id, made_at)',
    'create index notices_by_appointment on notices (tenant_id, appointment_id)',
    *wall('notices'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table notices')
