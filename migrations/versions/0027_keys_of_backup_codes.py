"""Backup codes know the key they were hashed with: without it they work no more.

Of those kept when this arrives nobody can tell, and they are not told as left.

Revision: 0027, after 0026
"""

from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table backup_codes add column key_id text')


def downgrade() -> None:
    op.execute('alter table backup_codes drop column key_id')
