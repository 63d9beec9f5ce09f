"""A link in a mail that says "this was not me".

Revision: 0016, after 0015
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

STATEMENT = '''
    alter table one_time_tokens drop constraint one_time_tokens_purpose_is_known,
        add constraint one_time_tokens_purpose_is_known
            check (purpose in ('verify', 'reset', 'invite', 'email', 'disown'))
'''


def upgrade() -> None:
    op.execute(STATEMENT)


def downgrade() -> None:
    for statement in in_every_tenant('one_time_tokens', "delete from one_time_tokens where purpose = 'disown'"):
        op.execute(statement)
    op.execute(STATEMENT.replace(", 'disown'", ''))
