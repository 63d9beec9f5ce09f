"""How long a business waits before anybody is told of a change.

Revision: 0034, after 0033
"""

from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        alter table tenants add column undo_seconds smallint not null default 60,
            add constraint tenants_undo_is_short check (undo_seconds between 0 and 600)
    """)


def downgrade() -> None:
    op.execute('alter table tenants drop column undo_seconds')
