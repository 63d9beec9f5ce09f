"""Skills, offerings, clients, calendars and their hours.

Revision: 0002, after 0001
"""

from alembic import op

from app.tenancy import wall

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

TABLES = ['skills', 'offerings', 'offering_skills', 'clients', 'client_words', 'calendars', 'calendar_skills', 'calendar_groups', 'availability_slots', 'exceptions']

STATEMENTS = [
    '''
    create table skills (
        name text not null,
        name_key text not null,
        category text default '' not null,
        description text default '' not null,
        is_active boolean default true not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint skills_pkey primary key (tenant_id, id),
        constraint skills_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint skill_names_are_unique unique (tenant_id, name_key)
    )
    ''',
    '''
    create table offerings (
        name text not null,
        name_key text not null,
        description text default '' not null,
        duration_minutes smallint not null,
        buffer_before_minutes smallint default 0 not null,
        buffer_after_minutes smallint default 0 not null,
        shares_buffers boolean default false not null,
        price_minor integer default 0 not null,
        currency text default 'EUR' not null,
        is_active boolean default true not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint offerings_pkey primary key (tenant_id, id),
        constraint offerings_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint offering_names_are_unique unique (tenant_id, name_key),
        constraint offerings_duration_is_5_minutes_to_24_hours check (duration_minutes between 5 and 1440),
        constraint offerings_buffers_are_0_to_12_hours check (buffer_before_minutes between 0 and 720 and buffer_after_minutes between 0 and 720),
        constraint offerings_price_is_not_negative check (price_minor >= 0)
    )
    ''',
    '''
    create table offering_skills (
        offering_id uuid not null,
        skill_id uuid not null,
        level text not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint offering_skills_pkey primary key (tenant_id, offering_id, skill_id),
        constraint offering_skills_tenant_id_offering_id_exists foreign key(tenant_id, offering_id) references offerings (tenant_id, id) on delete cascade,
        constraint offering_skills_tenant_id_skill_id_exists foreign key(tenant_id, skill_id) references skills (tenant_id, id),
        constraint offering_skills_level_is_known check (level in ('BASIC', 'INTERMEDIATE', 'ADVANCED', 'EXPERT'))
    )
    ''',
    '''
    create table clients (
        name text not null,
        email text default '' not null,
        phone text default '' not null,
        phone_key text default '' not null,
        note text default '' not null,
        user_id uuid,
        is_active boolean default true not null,
        created_at timestamptz not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint clients_pkey primary key (tenant_id, id),
        constraint clients_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint clients_tenant_id_user_id_exists foreign key(tenant_id, user_id) references users (tenant_id, id)
    )
    ''',
    '''
    create index clients_by_email on clients (tenant_id, email) where email <> ''
    ''',
    '''
    create index clients_by_phone on clients (tenant_id, phone_key) where phone_key <> ''
    ''',
    '''
    create index clients_by_user on clients (tenant_id, user_id) where user_id is not null
    ''',
    '''
    create table client_words (
        word text collate "C" not null,
        client_id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint client_words_pkey primary key (tenant_id, word, client_id),
        constraint client_words_tenant_id_client_id_exists foreign key(tenant_id, client_id) references clients (tenant_id, id) on delete cascade
    )
    ''',
    '''
    create index client_words_by_client on client_words (tenant_id, client_id)
    ''',
    '''
    create table calendars (
        name text not null,
        name_key text not null,
        provider_id uuid,
        location_id uuid not null,
        zone text not null,
        position integer default 0 not null,
        is_active boolean default true not null,
        hours_version bigint default 0 not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint calendars_pkey primary key (tenant_id, id),
        constraint calendars_tenant_id_provider_id_exists foreign key(tenant_id, provider_id) references users (tenant_id, id),
        constraint calendars_tenant_id_location_id_exists foreign key(tenant_id, location_id) references locations (tenant_id, id),
        constraint calendar_names_are_unique unique (tenant_id, name_key)
    )
    ''',
    '''
    create index calendars_by_location on calendars (tenant_id, location_id)
    ''',
    '''
    create index calendars_by_provider on calendars (tenant_id, provider_id)
    ''',
    '''
    create table calendar_skills (
        calendar_id uuid not null,
        skill_id uuid not null,
        level text not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint calendar_skills_pkey primary key (tenant_id, calendar_id, skill_id),
        constraint calendar_skills_tenant_id_calendar_id_exists foreign key(tenant_id, calendar_id) references calendars (tenant_id, id) on delete cascade,
        constraint calendar_skills_tenant_id_skill_id_exists foreign key(tenant_id, skill_id) references skills (tenant_id, id),
        constraint calendar_skills_level_is_known check (level in ('BASIC', 'INTERMEDIATE', 'ADVANCED', 'EXPERT'))
    )
    ''',
    '''
    create index calendar_skills_by_skill on calendar_skills (tenant_id, skill_id)
    ''',
    '''
    create table calendar_groups (
        calendar_id uuid not null,
        group_id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint calendar_groups_pkey primary key (tenant_id, calendar_id, group_id),
        constraint calendar_groups_tenant_id_calendar_id_exists foreign key(tenant_id, calendar_id) references calendars (tenant_id, id) on delete cascade,
        constraint calendar_groups_tenant_id_group_id_exists foreign key(tenant_id, group_id) references groups (tenant_id, id) on delete cascade
    )
    ''',
    '''
    create index calendar_groups_by_group on calendar_groups (tenant_id, group_id)
    ''',
    '''
    create table availability_slots (
        calendar_id uuid not null,
        weekday smallint not null,
        opens smallint not null,
        closes smallint not null,
        valid_from date,
        valid_until date,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint availability_slots_pkey primary key (tenant_id, id),
        constraint availability_slots_tenant_id_calendar_id_exists foreign key(tenant_id, calendar_id) references calendars (tenant_id, id) on delete cascade,
        constraint availability_slots_weekday_is_known check (weekday between 0 and 6),
        constraint availability_slots_minutes_are_of_a_day check (opens between 0 and 1439 and closes between 0 and 1440),
        constraint availability_slots_validity_starts_before_it_ends check (valid_from <= valid_until)
    )
    ''',
    '''
    create index availability_slots_by_calendar on availability_slots (tenant_id, calendar_id)
    ''',
    '''
    create table exceptions (
        calendar_id uuid,
        location_id uuid,
        kind text not null,
        starts timestamp without time zone not null,
        ends timestamp without time zone not null,
        reason text default '' not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint exceptions_pkey primary key (tenant_id, id),
        constraint exceptions_tenant_id_calendar_id_exists foreign key(tenant_id, calendar_id) references calendars (tenant_id, id) on delete cascade,
        constraint exceptions_tenant_id_location_id_exists foreign key(tenant_id, location_id) references locations (tenant_id, id) on delete cascade,
        constraint exceptions_kind_is_known check (kind in ('OFF', 'EXTRA', 'OVERRIDE')),
        constraint exceptions_covers_one_calendar_or_one_location check ((calendar_id is null) <> (location_id is null)),
        constraint exceptions_starts_before_it_ends check (starts < ends or (kind = 'OVERRIDE' and starts = ends))
    )
    ''',
    '''
    create index exceptions_by_calendar on exceptions (tenant_id, calendar_id, ends)
    ''',
    '''
    create index exceptions_by_location on exceptions (tenant_id, location_id, ends)
    ''',
    *(statement for table in ['skills', 'offerings', 'offering_skills', 'clients', 'client_words', 'calendars', 'calendar_skills', 'calendar_groups', 'availability_slots', 'exceptions'] for statement in wall(table)),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(f'drop table {table}')
