"""Messages that somebody wants no more, and those that were not sent because of it.

Revision: 0033, after 0032
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

STATES = """
    alter table deliveries drop constraint deliveries_state_is_known,
        add constraint deliveries_state_is_known
            check (state in ('waiting', 'sent', 'refused', 'overtaken', 'unwanted'))
"""
STATEMENTS = [
    """
    create table unwanted (
        channel text not null,
        whom text not null,
        person_id uuid not null,
        kind text not null,
        since_at timestamptz not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint unwanted_pkey primary key (tenant_id, channel, whom, person_id, kind),
        constraint unwanted_channel_is_known check (channel in ('mail')),
        constraint unwanted_whom_is_known check (whom in ('client', 'provider'))
    )
    """,
    *wall('unwanted'),
    STATES,
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for statement in in_every_tenant('deliveries', "update deliveries set state = 'refused' where state = 'unwanted'"):
        op.execute(statement)
    op.execute(STATES.replace(", 'unwanted'", ''))
    op.execute('drop table unwanted')
