"""How letters of a business look, and what they say otherwise than the defaults.

Revision: 0038, after 0037
"""

from alembic import op

from app.tenancy import wall

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

STATEMENTS = [
    """
    create table brands (
        colour text not null,
        closing text not null,
        postal text not null,
        reply_to text not null,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint brands_pkey primary key (tenant_id),
        constraint brands_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint brands_colour_is_one check (colour ~ '^(#[0-9a-f]{6})?$')
    )
    """,
    *wall('brands'),
    """
    create table templates (
        kind text not null,
        language text not null,
        subject text,
        preheader text,
        body text,
        cc text[] default '{}' not null,
        bcc text[] default '{}' not null,
        changed_at timestamptz,
        tenant_id uuid default nullif(current_setting('app.tenant_id', true), '')::uuid not null,
        constraint templates_pkey primary key (tenant_id, kind, language),
        constraint templates_tenant_id_exists foreign key(tenant_id) references tenants (id),
        constraint templates_kind_is_known check (kind in (
            'requested', 'booked', 'confirmed', 'moved', 'cancelled', 'reminder', 'waitlist_ready', 'payment_receipt', 'payment_failed', 'points_earned', 'staff_requested', 'staff_booked', 'staff_confirmed', 'staff_moved', 'staff_cancelled', 'digest', 'welcome', 'verification', 'password_reset', 'password_changed', 'security_alert')),
        constraint templates_language_is_known check (language in ('en')),
        constraint templates_copies_are_few check (cardinality(cc) <= 5 and cardinality(bcc) <= 5),
        constraint templates_account_letters_are_not_copied check (
            kind not in ('welcome', 'verification', 'password_reset', 'password_changed', 'security_alert')
            or cardinality(cc) + cardinality(bcc) = 0)
    )
    """,
    *wall('templates'),
]


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    op.execute('drop table templates')
    op.execute('drop table brands')
