"""What the relay needs: to see which businesses owe something, and to find it by the handlers it has.

Revision: 0005, after 0004
"""

from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

UP = [
    '''
    create policy reactions_found_by_key on reactions for select
        using (current_setting('app.every_tenant', true) = 'yes')
    ''',
    'drop index reactions_by_due',
    'create index reactions_by_handler on reactions (handler, due_at) where parked_at is null',
]

DOWN = [
    'drop index reactions_by_handler',
    'create index reactions_by_due on reactions (due_at) where parked_at is null',
    'drop policy reactions_found_by_key on reactions',
]


def upgrade() -> None:
    for statement in UP:
        op.execute(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.execute(statement)
