"""What somebody did not want to hear.

Revision: 0042, after 0041
"""

from alembic import op

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table told add column is_unheard boolean not null default false')


def downgrade() -> None:
    op.execute('alter table told drop column is_unheard')
