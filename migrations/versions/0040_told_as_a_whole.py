"""A business as a whole is told of things too, by channels that reach nobody in particular.

Revision: 0040, after 0039
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

CHECKS = [f"""
    alter table {table} drop constraint {table}_whom_is_known,
        add constraint {table}_whom_is_known check (whom in ('client', 'provider', 'business'))
""" for table in ('told', 'deliveries', 'unwanted')]


def upgrade() -> None:
    for statement in CHECKS:
        op.execute(statement)


def downgrade() -> None:
    for statement in (*in_every_tenant('told', "delete from told where whom = 'business'"),
                      *in_every_tenant('deliveries', "delete from deliveries where whom = 'business'")):
        op.execute(statement)
    for statement in CHECKS:
        op.execute(statement.replace(", 'business'", ''))
