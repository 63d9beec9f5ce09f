"""Who was at the door of an account, let in or not.

Revision: 0006, after 0005
"""

from alembic import op

from app.tenancy import wall

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table sign_ins (
        user_id uuid not null,
        at timestamptz not null,
        outcome text not null,
        device text default '' not null,
        address_prefix text default '' not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint sign_ins_pkey primary key (tenant_id, id),
        constraint sign_ins_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint sign_ins_outcome_is_known check (outcome in ('signed_in', 'wrong_password'))
    )
    ''',
    '''
    create index sign_ins_by_user on sign_ins (tenant_id, user_id, at)
    ''',
    *wall('sign_ins'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table sign_ins')
