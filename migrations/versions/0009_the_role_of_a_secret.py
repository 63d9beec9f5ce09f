"""For which role the secret of a session was made: for another one there is to be another secret.

Revision: 0009, after 0008
"""

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('''
        alter table sessions add column role text,
            add constraint sessions_role_is_known check (role in ('CLIENT', 'USER', 'SUPERVISOR', 'ADMIN'))
    ''')


def downgrade() -> None:
    op.execute('alter table sessions drop column role')
