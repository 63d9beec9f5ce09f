"""When whoever sits at a session last proved that it is them.

Revision: 0020, after 0019
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table sessions add column confirmed_at timestamptz')
    for statement in in_every_tenant('sessions', 'update sessions set confirmed_at = created_at'):
        op.execute(statement)
    op.execute('alter table sessions alter column confirmed_at set not null')


def downgrade() -> None:
    op.execute('alter table sessions drop column confirmed_at')
