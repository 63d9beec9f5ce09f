"""What people were told about appointments, and the messages that tell them.

Revision: 0029, after 0028
"""

from alembic import op

from app.tenancy import wall

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

TENANT = "tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null"
STATEMENTS = [
    f'''
    create table told (
        appointment_id uuid not null,
        whom text not null,
        person_id uuid not null,
        sequence integer not null,
        is_on boolean not null,
        is_request boolean not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        calendar_id uuid not null,
        {TENANT},
        constraint told_pkey primary key (tenant_id, appointment_id, whom, person_id),
        constraint told_tenant_id_appointment_id_exists foreign key(tenant_id, appointment_id)
            references appointments (tenant_id, id) on delete cascade,
        constraint told_whom_is_known check (whom in ('client', 'provider'))
    )
    ''',
    *wall('told'),
    f'''
    create table deliveries (
        id uuid not null,
        made_at timestamptz not null,
        channel text not null,
        kind text not null,
        whom text not null,
        person_id uuid not null,
        appointment_id uuid not null,
        said jsonb not null,
        state text not null,
        settled_at timestamptz,
        because text,
        {TENANT},
        constraint deliveries_pkey primary key (tenant_id, id),
        constraint deliveries_tenant_id_appointment_id_exists foreign key(tenant_id, appointment_id)
            references appointments (tenant_id, id) on delete cascade,
        constraint deliveries_whom_is_known check (whom in ('client', 'provider')),
        constraint deliveries_kind_is_known
            check (kind in ('requested', 'booked', 'confirmed', 'moved', 'cancelled')),
        constraint deliveries_state_is_known check (state in ('waiting', 'sent', 'refused')),
        constraint deliveries_settled_when_it_waits_no_more check ((state = 'waiting') = (settled_at is null))
    )
    ''',
    'create index deliveries_by_time on deliveries (tenant_id, made_at)',
    'create index deliveries_by_appointment on deliveries (tenant_id, appointment_id)',
    *wall('deliveries'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table deliveries')
    op.execute('drop table told')
