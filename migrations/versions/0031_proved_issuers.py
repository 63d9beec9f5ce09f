"""An issuer is offered where people sign in once an administrator tried it; those there are were offered all along.

Revision: 0031, after 0030
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('alter table issuers add column proved_at timestamptz')
    for statement in in_every_tenant('issuers', 'update issuers set proved_at = since'):
        op.execute(statement)


def downgrade() -> None:
    op.execute('alter table issuers drop column proved_at')
