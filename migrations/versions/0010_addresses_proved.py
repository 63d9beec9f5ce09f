"""When somebody proved that an e-mail address is theirs. Whoever has a password by now is taken at their word.

Revision: 0010, after 0009
"""

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

STATEMENTS = [
    'alter table users add column verified_at timestamptz',
    'alter table users no force row level security',  # for these two, in every tenant at once
    'update users set verified_at = created_at where password_hash is not null',
    "update users set status = 'INVITED' where password_hash is null and status = 'ACTIVE' "
    'and last_signed_in_at is null',
    'alter table users force row level security',
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('alter table users drop column verified_at')
