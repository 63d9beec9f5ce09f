"""Wrong passwords one after the other, for each address somebody tried.

Outside every tenant: an address is tried before anybody knows whose it is, and most are nobody's.

Revision: 0011, after 0010
"""

from alembic import op

from app.database import RUNTIME_ROLE

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table guesses (
        tried_hash bytea not null,
        in_a_row smallint not null,
        recent timestamptz[] not null,
        last_at timestamptz not null,
        constraint guesses_pkey primary key (tried_hash),
        constraint guesses_come_to_an_end check (in_a_row between 0 and 100),
        constraint guesses_remember_a_few check (cardinality(recent) <= 5)
    )
    ''',
    'create index guesses_by_age on guesses (last_at)',
    f'grant select, insert, update, delete on guesses to {RUNTIME_ROLE}',
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table guesses')
