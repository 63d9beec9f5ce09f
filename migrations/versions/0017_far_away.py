"""Sessions that began farther from the sign-in before than anybody travels.

Revision: 0017, after 0016
"""

from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table sessions add column is_far boolean default false not null')


def downgrade() -> None:
    op.execute('alter table sessions drop column is_far')
