"""What somebody was told speaks for a line of the journal; a message that newer news or time has overtaken.

Revision: 0030, after 0029
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

STATES = """
    alter table deliveries drop constraint deliveries_state_is_known,
        add constraint deliveries_state_is_known check (state in ('waiting', 'sent', 'refused', 'overtaken'))
"""


def upgrade() -> None:
    op.execute('alter table told add column as_of bigint not null default 0')
    op.execute('alter table told alter column as_of drop default')
    op.execute("""
        alter table told add constraint told_tenant_id_calendar_id_exists foreign key(tenant_id, calendar_id)
            references calendars (tenant_id, id) on delete cascade
    """)
    op.execute("alter table deliveries add constraint deliveries_channel_is_known check (channel in ('mail'))")
    op.execute(STATES)


def downgrade() -> None:
    for statement in in_every_tenant('deliveries', "update deliveries set state = 'refused' where state = 'overtaken'"):
        op.execute(statement)
    op.execute(STATES.replace(", 'overtaken'", ''))
    op.execute('alter table deliveries drop constraint deliveries_channel_is_known')
    op.execute('alter table told drop constraint told_tenant_id_calendar_id_exists')
    op.execute('alter table told drop column as_of')
