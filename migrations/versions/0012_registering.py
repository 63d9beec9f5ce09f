"""People who register: what a business allows, and who has yet to prove their address. Links for a changed address.

Revision: 0012, after 0011
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

EVERY = "current_setting('app.every_tenant', true) = 'yes'"
BY_SLUG = "slug = nullif(current_setting('app.tenant_slug', true), '')"

STATEMENTS = [
    'alter table tenants add column is_registering_open boolean default true not null, '
    'add column needs_verified_email boolean default true not null',
    f'alter policy tenants_found_by_key on tenants using ({EVERY} or {BY_SLUG})',
    'alter table one_time_tokens drop constraint one_time_tokens_purpose_is_known, '
    "add constraint one_time_tokens_purpose_is_known check (purpose in ('verify', 'reset', 'invite', 'email'))",
    '''
    create table registrations (
        email text not null,
        name text not null,
        password_hash text not null,
        made_at timestamptz not null,
        secret_hash bytea,
        expires_at timestamptz not null,
        used_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint registrations_pkey primary key (tenant_id, id),
        constraint registrations_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint confirmations_are_unique unique (tenant_id, secret_hash),
        constraint registrations_lasts_a_while check (expires_at > made_at)
    )
    ''',
    'create index registrations_by_email on registrations (tenant_id, email)',
    *wall('registrations'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table registrations')
    for statement in in_every_tenant('one_time_tokens', "delete from one_time_tokens where purpose = 'email'"):
        op.execute(statement)
    op.execute('alter table one_time_tokens drop constraint one_time_tokens_purpose_is_known, '
               "add constraint one_time_tokens_purpose_is_known check (purpose in ('verify', 'reset', 'invite'))")
    op.execute(f'alter policy tenants_found_by_key on tenants using ({EVERY})')
    op.execute('alter table tenants drop column is_registering_open, drop column needs_verified_email')
