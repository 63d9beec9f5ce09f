"""Guesses of whoever is signed in are told from those at the door, and forgotten with time.

Those kept when this arrives stay as they were: until a reset.

Revision: 0026, after 0025
"""

from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table guesses add column is_inside boolean default false not null')


def downgrade() -> None:
    op.execute('alter table guesses drop column is_inside')
