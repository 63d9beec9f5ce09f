"""Second factors: the secret of an authenticator app, sealed; sessions that await one; roles that must have one.

Revision: 0014, after 0013
"""

from alembic import op

from app.tenancy import in_every_tenant, wall

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

STATEMENTS = [
    '''
    create table factors (
        user_id uuid not null,
        begun_by uuid not null,
        sealed_secret bytea not null,
        key_id text not null,
        last_timecode bigint default 0 not null,
        begun_at timestamptz not null,
        confirmed_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint factors_pkey primary key (tenant_id, user_id),
        constraint factors_tenant_id_user_id_exists foreign key(tenant_id, user_id)
            references users (tenant_id, id) on delete cascade
    )
    ''',
    *wall('factors'),
    '''
    alter table sessions add column awaits_factor boolean default false not null
    ''',
    '''
    alter table sign_ins drop constraint sign_ins_outcome_is_known,
        add constraint sign_ins_outcome_is_known check (outcome in ('signed_in', 'wrong_password', 'wrong_code'))
    ''',
    '''
    alter table tenants add column factor_roles text[] default '{}' not null,
        add constraint tenants_factor_roles_are_known
            check (factor_roles <@ array['CLIENT', 'USER', 'SUPERVISOR', 'ADMIN'])
    ''',
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('alter table tenants drop column factor_roles')
    for statement in in_every_tenant('sign_ins', "delete from sign_ins where outcome = 'wrong_code'"):
        op.execute(statement)
    op.execute('''
        alter table sign_ins drop constraint sign_ins_outcome_is_known,
            add constraint sign_ins_outcome_is_known check (outcome in ('signed_in', 'wrong_password'))
    ''')
    for statement in in_every_tenant('sessions', 'delete from sessions where awaits_factor'):
        op.execute(statement)
    op.execute('alter table sessions drop column awaits_factor')
    op.execute('drop table factors')
