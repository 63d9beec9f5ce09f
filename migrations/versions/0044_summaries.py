"""One mail a day to those who work here, at the time they choose.

Revision: 0044, after 0043
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0044'
down_revision = '0043'
branch_labels = None
depends_on = None

KINDS = """
    alter table templates drop constraint templates_kind_is_known, add constraint templates_kind_is_known check (
        kind in ('requested', 'booked', 'confirmed', 'moved', 'cancelled', 'reminder', 'waitlist_ready',
                 'payment_receipt', 'payment_failed', 'points_earned', 'staff_requested', 'staff_booked',
                 'staff_confirmed', 'staff_moved', 'staff_cancelled', 'digest', 'morning_list', 'welcome',
                 'verification', 'password_reset', 'password_changed', 'security_alert'))
"""
STATEMENTS = [
    """
    create table summaries (
        user_id uuid not null,
        summary text not null,
        minute smallint not null,
        is_wanted boolean not null,
        is_ahead boolean not null,
        since_at timestamptz not null,
        told_on date,
        leaves_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint summaries_pkey primary key (tenant_id, user_id, summary),
        constraint summaries_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint summaries_summary_is_known check (summary in ('day', 'team')),
        constraint summaries_minute_is_of_a_day check (minute between 0 and 1439)
    )
    """,
    *wall('summaries'),
    KINDS,
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in in_every_tenant('templates', "delete from templates where kind = 'morning_list'"):
        op.execute(statement)
    op.execute(KINDS.replace(" 'morning_list',", ''))
    op.execute('drop table summaries')
