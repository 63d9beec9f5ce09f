"""A channel that hangs rests, so that nobody waits for it.

Revision: 0043, after 0042
"""

from alembic import op

revision = '0043'
down_revision = '0042'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table channels add column hung smallint not null default 0, add column rests_until timestamptz')


def downgrade() -> None:
    op.execute('alter table channels drop column rests_until, drop column hung')
