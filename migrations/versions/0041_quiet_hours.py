"""Quiet hours of those who work here, and of a business for its clients; and which messages waited for them.

Revision: 0041, after 0040
"""

from alembic import op

from app.tenancy import wall

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

QUIET = """((quiet_from is null) = (quiet_until is null) and quiet_from between 0 and 1439
    and quiet_until between 0 and 1439 and quiet_from <> quiet_until)"""
STATEMENTS = [
    f"""
    create table message_times (
        user_id uuid not null,
        quiet_from smallint,
        quiet_until smallint,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint message_times_pkey primary key (tenant_id, user_id),
        constraint message_times_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint message_times_quiet_hours_begin_and_end check {QUIET}
    )
    """,
    *wall('message_times'),
    f"""
    alter table tenants add column quiet_from smallint, add column quiet_until smallint,
        add constraint tenants_quiet_hours_begin_and_end check {QUIET}
    """,
    'alter table deliveries add column quiet_until timestamptz',
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('alter table deliveries drop column quiet_until')
    op.execute('alter table tenants drop column quiet_until, drop column quiet_from')
    op.execute('drop table message_times')
