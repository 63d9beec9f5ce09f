"""Whoever registered and has yet to confirm is found by exactly their address, before it is known with which business.

Revision: 0028, after 0027
"""

from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

ASKED_FOR = "email = nullif(current_setting('app.sign_in_email', true), '')"


def upgrade() -> None:
    op.execute(f'create policy registrations_found_by_key on registrations for select using ({ASKED_FOR})')
    op.execute('create index registrations_anywhere_by_email on registrations (email, made_at)')


def downgrade() -> None:
    op.execute('drop index registrations_anywhere_by_email')
    op.execute('drop policy registrations_found_by_key on registrations')
