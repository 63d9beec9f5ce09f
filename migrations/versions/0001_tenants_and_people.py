"""Tenants, locations, people and how they sign in.

Revision: 0001
"""

from alembic import op

from app.tenancy import ENSURE_ROLE, wall

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

TABLES = ['tenants', 'locations', 'users', 'sign_in_names', 'groups', 'group_members', 'sessions']

STATEMENTS = [
    ENSURE_ROLE,
    'create extension if not exists btree_gist',
    '''
    create table tenants (
        id uuid not null,
        slug text not null,
        name text not null,
        zone text not null,
        slot_minutes smallint default 15 not null,
        staff_notice_minutes integer default 0 not null,
        staff_horizon_days smallint default 400 not null,
        currency text default 'EUR' not null,
        is_demo boolean default false not null,
        catalogue_version bigint default 0 not null,
        created_at timestamptz not null,
        constraint tenants_pkey primary key (id),
        constraint tenants_slots_are_on_a_clock_face check (slot_minutes in (5, 10, 15, 20, 30, 60)),
        constraint tenants_horizon_is_near check (staff_notice_minutes >= 0 and staff_horizon_days between 1 and 400),
        constraint tenants_slug_is_unique unique (slug)
    )
    ''',
    '''
    create table locations (
        name text not null,
        name_key text not null,
        address text default '' not null,
        region text default '' not null,
        zone text not null,
        is_active boolean default true not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint locations_pkey primary key (tenant_id, id),
        constraint locations_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint location_names_are_unique unique (tenant_id, name_key)
    )
    ''',
    '''
    create table users (
        email text not null,
        name text not null,
        role text not null,
        status text not null,
        password_hash text,
        zone text,
        theme text default 'auto' not null,
        created_at timestamptz not null,
        last_signed_in_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint users_pkey primary key (tenant_id, id),
        constraint users_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint emails_are_unique unique (tenant_id, email),
        constraint users_role_is_known check (role in ('CLIENT', 'USER', 'SUPERVISOR', 'ADMIN')),
        constraint users_status_is_known check (status in ('INVITED', 'ACTIVE', 'DEACTIVATED'))
    )
    ''',
    '''
    create table sign_in_names (
        email text not null,
        user_id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint sign_in_names_pkey primary key (email),
        constraint sign_in_names_tenant_id_user_id_exists foreign key(tenant_id, user_id) references users (tenant_id, id) on delete cascade
    )
    ''',
    '''
    create index sign_in_names_by_user on sign_in_names (tenant_id, user_id)
    ''',
    '''
    create table groups (
        name text not null,
        name_key text not null,
        description text default '' not null,
        region text default '' not null,
        is_active boolean default true not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint groups_pkey primary key (tenant_id, id),
        constraint groups_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint group_names_are_unique unique (tenant_id, name_key)
    )
    ''',
    '''
    create table group_members (
        group_id uuid not null,
        user_id uuid not null,
        is_supervisor boolean default false not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint group_members_pkey primary key (tenant_id, group_id, user_id),
        constraint group_members_tenant_id_group_id_exists foreign key(tenant_id, group_id) references groups (tenant_id, id) on delete cascade,
        constraint group_members_tenant_id_user_id_exists foreign key(tenant_id, user_id) references users (tenant_id, id) on delete cascade
    )
    ''',
    '''
    create index group_members_by_user on group_members (tenant_id, user_id)
    ''',
    '''
    create table sessions (
        user_id uuid not null,
        secret_hash bytea not null,
        device text default '' not null,
        address_prefix text default '' not null,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint sessions_pkey primary key (tenant_id, id),
        constraint sessions_tenant_id_user_id_exists foreign key(tenant_id, user_id) references users (tenant_id, id) on delete cascade,
        constraint secrets_are_unique unique (tenant_id, secret_hash)
    )
    ''',
    '''
    create index sessions_by_user on sessions (tenant_id, user_id)
    ''',
    *wall('tenants', tenant_column='id', also_visible="current_setting('app.every_tenant', true) = 'yes'"),
    *wall('sign_in_names', also_visible="email = nullif(current_setting('app.sign_in_email', true), '')"),
    *(statement for table in ['locations', 'users', 'groups', 'group_members', 'sessions'] for statement in wall(table)),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f'drop table {table}')
