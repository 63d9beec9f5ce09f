"""The seals of the journal, and its lines by time.

Revision: 0008, after 0007
"""

from alembic import op

from app.tenancy import wall

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table journal_seals (
        number bigint not null,
        journal_id bigint not null,
        digest bytea not null,
        sealed_at timestamptz not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint journal_seals_pkey primary key (tenant_id, number),
        constraint journal_seals_tenant_id_journal_id_exists foreign key(tenant_id, journal_id)
            references journal (tenant_id, id),
        constraint lines_are_sealed_once unique (tenant_id, journal_id)
    )
    ''',
    '''
    create trigger seals_are_append_only before update or delete on journal_seals
        for each row execute function refuse_to_rewrite_history()
    ''',
    '''
    create index journal_by_time on journal (tenant_id, at)
    ''',
    *wall('journal_seals'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop index journal_by_time')
    op.execute('drop table journal_seals')
