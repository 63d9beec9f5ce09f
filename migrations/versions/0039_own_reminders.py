"""How long before an appointment of an offering its client is reminded, where it is not as the business says.

Revision: 0039, after 0038
"""

from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        alter table offerings add column reminder_hours smallint[],
            add constraint offerings_reminders_are_few check (
                1 <= all (reminder_hours) and 168 >= all (reminder_hours) and cardinality(reminder_hours) <= 5)
    """)


def downgrade() -> None:
    op.execute('alter table offerings drop column reminder_hours')
