"""Channels by which messages leave: which there are is known to the code, and to nobody's tables.

Revision: 0036, after 0035
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None

NAMED = ('deliveries', 'unwanted')


def upgrade() -> None:
    op.execute("""
        create table channels (
            name text not null,
            on_since timestamptz,
            settings jsonb not null,
            sealed_secrets bytea,
            key_id text,
            ok_at timestamptz,
            failed_at timestamptz,
            failed_because text,
            tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
            constraint channels_pkey primary key (tenant_id, name),
            constraint channels_tenant_id_exists foreign key(tenant_id) references tenants (id),
            constraint channels_name_is_a_word check (name ~ '^[a-z][a-z0-9_]{0,29}$'),
            constraint channels_seal_has_a_key check ((sealed_secrets is null) = (key_id is null)),
            constraint channels_failure_has_a_reason check ((failed_at is null) = (failed_because is null))
        )
    """)
    for statement in wall('channels'):
        op.execute(statement)
    for table in NAMED:
        op.execute(f'alter table {table} drop constraint {table}_channel_is_known')
        op.execute(f"""
            alter table {table} add constraint {table}_channel_is_a_word check (channel ~ '^[a-z][a-z0-9_]{{0,29}}$')
        """)


def downgrade() -> None:
    for statement in (*in_every_tenant('deliveries', "delete from deliveries where channel <> 'mail'"),
                      *in_every_tenant('unwanted', "delete from unwanted where channel <> 'mail'")):
        op.execute(statement)
    for table in NAMED:
        op.execute(f'alter table {table} drop constraint {table}_channel_is_a_word')
        op.execute(f"alter table {table} add constraint {table}_channel_is_known check (channel in ('mail'))")
    op.execute('drop table channels')
