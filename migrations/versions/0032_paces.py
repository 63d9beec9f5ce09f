"""How fast messages leave.

Revision: 0032, after 0031
"""

from alembic import op

from app.tenancy import wall

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table paces (
            name text not null,
            free_at timestamptz not null,
            tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
            constraint paces_pkey primary key (tenant_id, name)
        )
    """)
    for statement in wall('paces'):
        op.execute(statement)
    op.execute('alter table deliveries add column leaves_at timestamptz')


def downgrade() -> None:
    op.execute('alter table deliveries drop column leaves_at')
    op.execute('drop table paces')
