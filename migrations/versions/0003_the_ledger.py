"""Resources and claims, bookings and appointments.

Revision: 0003, after 0002
"""

from alembic import op

from app.tenancy import wall

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TABLES = ['resources', 'claims', 'bookings', 'appointments']

# What is in the way of a wanted time: a core inside the wanted interval or the wanted core inside an interval,
# and, unless both share their buffers, any overlap at all. Plain comparisons: row policies let them use the index.
IN_THE_WAY = '''
    create function in_the_way(
        p_resource uuid, p_starts timestamptz, p_ends timestamptz, p_core_starts timestamptz, p_core_ends timestamptz,
        p_shares boolean, p_now timestamptz
    ) returns setof claims language sql stable as $$
        select c.* from claims c
        where c.tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid
          and c.resource_id = p_resource
          and c.ends_at > p_starts and c.starts_at < p_ends
          and (c.expires_at is null or c.expires_at > p_now)
          and (not (p_shares and c.shares_buffers)
               or (c.ends_at > p_core_starts and c.starts_at < p_core_ends)
               or (c.core_ends_at > p_starts and c.core_starts_at < p_ends))
        order by c.ends_at
    $$
'''

# Check, lock the resource's row (its version counts), check again, insert: one round trip. Under a rush the losers
# leave at the first check or wait for one row; they never wait for each other inside the exclusion constraint.
# No row comes back when the time is taken.
CLAIM_TIME = '''
    create function claim_time(
        p_id uuid, p_resource uuid, p_starts timestamptz, p_ends timestamptz, p_core_starts timestamptz,
        p_core_ends timestamptz, p_shares boolean, p_holder_kind text, p_holder_id uuid, p_expires timestamptz,
        p_now timestamptz
    ) returns bigint language plpgsql as $$
    declare
        v_tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
        v_version bigint;
    begin
        if exists (select from in_the_way(p_resource, p_starts, p_ends, p_core_starts, p_core_ends, p_shares, p_now)) then
            return null;
        end if;
        insert into resources as r (tenant_id, id, version) values (v_tenant, p_resource, 1)
            on conflict (tenant_id, id) do update set version = r.version + 1
            returning version into v_version;
        if exists (select from in_the_way(p_resource, p_starts, p_ends, p_core_starts, p_core_ends, p_shares, p_now)) then
            return null;
        end if;
        delete from claims c
            where c.tenant_id = v_tenant and c.resource_id = p_resource and c.expires_at <= p_now
              and c.ends_at > p_starts and c.starts_at < p_ends;
        insert into claims (tenant_id, id, resource_id, starts_at, ends_at, core_starts_at, core_ends_at,
                            shares_buffers, holder_kind, holder_id, expires_at)
            values (v_tenant, p_id, p_resource, p_starts, p_ends, p_core_starts, p_core_ends,
                    p_shares, p_holder_kind, p_holder_id, p_expires);
        return v_version;
    end $$
'''

STATEMENTS = [
    '''
    create table resources (
        version bigint default 0 not null,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint resources_pkey primary key (tenant_id, id)
    )
    ''',
    '''
    create table claims (
        resource_id uuid not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        core_starts_at timestamptz not null,
        core_ends_at timestamptz not null,
        shares_buffers boolean default false not null,
        holder_kind text not null,
        holder_id uuid not null,
        expires_at timestamptz,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint claims_pkey primary key (tenant_id, id),
        constraint claims_tenant_id_resource_id_exists foreign key(tenant_id, resource_id) references resources (tenant_id, id),
        constraint claims_never_overlap exclude using gist (tenant_id with =, resource_id with =, tstzrange(core_starts_at, core_ends_at) with &&),
        constraint claims_keep_their_buffers exclude using gist (tenant_id with =, resource_id with =, tstzrange(starts_at, ends_at) with &&) where (not shares_buffers),
        constraint claims_core_lies_inside check (starts_at <= core_starts_at and core_starts_at < core_ends_at and core_ends_at <= ends_at),
        constraint claims_length_is_bounded check (isfinite(starts_at) and isfinite(ends_at) and ends_at - starts_at <= interval '400 days'),
        constraint claims_holder_is_known check (holder_kind in ('appointment', 'hold', 'stay'))
    )
    ''',
    '''
    create index claims_by_end on claims (tenant_id, resource_id, ends_at) include (starts_at, core_starts_at, core_ends_at, shares_buffers, expires_at, id)
    ''',
    '''
    create index claims_by_holder on claims (tenant_id, holder_id)
    ''',
    '''
    create index claims_by_time on claims (tenant_id, ends_at) include (starts_at, resource_id, core_starts_at, core_ends_at, shares_buffers, expires_at, id)
    ''',
    '''
    create table bookings (
        reference text not null,
        client_id uuid not null,
        created_at timestamptz not null,
        created_by uuid,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint bookings_pkey primary key (tenant_id, id),
        constraint bookings_tenant_id_client_id_exists foreign key(tenant_id, client_id) references clients (tenant_id, id),
        constraint references_are_unique unique (tenant_id, reference)
    )
    ''',
    '''
    create index bookings_by_client on bookings (tenant_id, client_id)
    ''',
    '''
    create table appointments (
        booking_id uuid not null,
        client_id uuid not null,
        calendar_id uuid not null,
        offering_id uuid not null,
        status text not null,
        starts_at timestamptz not null,
        ends_at timestamptz not null,
        buffer_before_minutes smallint default 0 not null,
        buffer_after_minutes smallint default 0 not null,
        shares_buffers boolean default false not null,
        price_minor integer default 0 not null,
        currency text default 'EUR' not null,
        note text default '' not null,
        cancelled_because text,
        overridden_because text,
        revision integer default 1 not null,
        created_at timestamptz not null,
        created_by uuid,
        id uuid not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint appointments_pkey primary key (tenant_id, id),
        constraint appointments_tenant_id_booking_id_exists foreign key(tenant_id, booking_id) references bookings (tenant_id, id),
        constraint appointments_tenant_id_client_id_exists foreign key(tenant_id, client_id) references clients (tenant_id, id),
        constraint appointments_tenant_id_calendar_id_exists foreign key(tenant_id, calendar_id) references calendars (tenant_id, id),
        constraint appointments_tenant_id_offering_id_exists foreign key(tenant_id, offering_id) references offerings (tenant_id, id),
        constraint appointments_status_is_known check (status in ('PENDING', 'CONFIRMED', 'COMPLETED', 'NO_SHOW', 'CANCELLED')),
        constraint appointments_starts_before_it_ends check (starts_at < ends_at),
        constraint appointments_lasts_5_minutes_to_24_hours check (ends_at - starts_at between interval '5 minutes' and interval '24 hours')
    )
    ''',
    '''
    create index appointments_by_booking on appointments (tenant_id, booking_id)
    ''',
    '''
    create index appointments_by_calendar on appointments (tenant_id, calendar_id, starts_at)
    ''',
    '''
    create index appointments_by_client on appointments (tenant_id, client_id, starts_at)
    ''',
    '''
    create index appointments_by_time on appointments (tenant_id, starts_at)
    ''',
    *(statement for table in ['resources', 'claims', 'bookings', 'appointments'] for statement in wall(table)),
    IN_THE_WAY,
    CLAIM_TIME,
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop function claim_time')
    op.execute('drop function in_the_way')
    for table in reversed(TABLES):
        op.execute(f'drop table {table}')
