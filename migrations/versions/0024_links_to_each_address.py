"""One link of a kind for each address it was sent to: what goes to another one takes none away.

Revision: 0024, after 0023
"""

from alembic import op

from app.tenancy import in_every_tenant

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None

KEY = 'alter table one_time_tokens drop constraint one_time_tokens_pkey, add constraint one_time_tokens_pkey primary key '
ALL_BUT_THE_NEWEST = '''
    delete from one_time_tokens older using one_time_tokens newer
    where older.tenant_id = newer.tenant_id and older.user_id = newer.user_id and older.purpose = newer.purpose
        and (older.made_at, older.email) < (newer.made_at, newer.email)
'''


def upgrade() -> None:
    op.execute(KEY + '(tenant_id, user_id, purpose, email)')


def downgrade() -> None:
    for statement in in_every_tenant('one_time_tokens', ALL_BUT_THE_NEWEST):
        op.execute(statement)
    op.execute(KEY + '(tenant_id, user_id, purpose)')
