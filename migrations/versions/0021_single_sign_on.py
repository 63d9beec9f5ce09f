"""Single sign-on: the server a business lets say who somebody is, and who is linked with whom there.

Revision: 0021, after 0020
"""

from alembic import op

from app.tenancy import wall

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table issuers (
        issuer text not null,
        known_as text not null,
        sealed_secret bytea not null,
        key_id text not null,
        label text not null,
        since timestamptz not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint issuers_pkey primary key (tenant_id),
        constraint issuers_tenant_id_exists foreign key(tenant_id) references tenants (id)
    )
    ''',
    *wall('issuers'),
    '''
    create table identities (
        issuer text not null,
        subject text not null,
        user_id uuid not null,
        linked_at timestamptz not null,
        used_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint identities_pkey primary key (tenant_id, issuer, subject),
        constraint identities_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade,
        constraint one_identity_for_each_issuer unique (tenant_id, user_id, issuer)
    )
    ''',
    *wall('identities'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table identities')
    op.execute('drop table issuers')
