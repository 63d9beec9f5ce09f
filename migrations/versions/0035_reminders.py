"""How long before an appointment its client is reminded.

Revision: 0035, after 0034
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

KINDS = """
    alter table deliveries drop constraint deliveries_kind_is_known,
        add constraint deliveries_kind_is_known
            check (kind in ('requested', 'booked', 'confirmed', 'moved', 'cancelled', 'reminder'))
"""


def upgrade() -> None:
    op.execute("""
        alter table tenants add column reminder_hours smallint[] not null default '{24,2}',
            add constraint tenants_reminders_are_few check (
                1 <= all (reminder_hours) and 168 >= all (reminder_hours) and cardinality(reminder_hours) <= 5)
    """)
    op.execute(KINDS)
    op.execute('create index reactions_by_line on reactions (tenant_id, journal_id)')


def downgrade() -> None:
    op.execute('drop index reactions_by_line')
    for statement in (*in_every_tenant('unwanted', "delete from unwanted where kind = 'reminder'"),
                      *in_every_tenant('deliveries', "delete from deliveries where kind = 'reminder'")):
        op.execute(statement)
    op.execute(KINDS.replace(", 'reminder'", ''))
    op.execute('alter table tenants drop column reminder_hours')
