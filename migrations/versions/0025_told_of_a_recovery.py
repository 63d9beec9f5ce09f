"""When the letter about a recovery has left: the wait counts from there.

Whoever waits when this arrives was told at a time nobody has kept: they ask again.

Revision: 0025, after 0024
"""

from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table recoveries add column told_at timestamptz')


def downgrade() -> None:
    op.execute('alter table recoveries drop column told_at')
