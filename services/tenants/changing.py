"""What a business is called, where it is, and what it asks of those who register and sign in."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import select

from app import text
from app.context import Context
from app.database import transaction
from app.errors import Invalid, NotFound
from app.journal import record
from app.operation import operation
from app.permissions import Permission, Role
from services.tenants import rules
from services.tenants.errors import SettingsChangedMeanwhile
from services.tenants.events import SettingsChanged
from services.tenants.models import Tenant
from services.tenants.queries import shape, touch_catalogue
from services.tenants.shapes import TenantShape

FIELDS = ('name', 'zone', 'is_registering_open', 'needs_verified_email', 'factor_roles', 'undo_seconds',
          'reminder_hours', 'quiet_from', 'quiet_until')


@operation(needs=Permission.MANAGE_BUSINESS)
async def change(ctx: Context, *, name: str, zone: str, is_registering_open: bool, needs_verified_email: bool,
                 factor_roles: Collection[Role], undo_seconds: int, reminder_hours: Collection[int],
                 quiet_from: int | None, quiet_until: int | None, seen: TenantShape | None = None) -> TenantShape:
    """Set them all; `zone` is an IANA name. Whoever has one of `factor_roles` and no second factor is asked to set
    one up at once. Nobody is told of a change before it has stood for `undo_seconds`, 0 to 600. Clients are reminded
    `reminder_hours` before an appointment: up to five, 1 to 168; from `quiet_from` until `quiet_until`, minutes of the
    day on the clock of the business, they are told nothing that can wait. `seen`, unless None, is how they were when
    somebody began to change them.

    Raises: Invalid (names the fields), SettingsChangedMeanwhile, NotConfirmed (who must have a second factor is an act
    of weight).
    """
    cleaned = _checked(name, zone, factor_roles, undo_seconds, reminder_hours, quiet_from, quiet_until)
    async with transaction(ctx) as db:
        row = await db.scalar(select(Tenant).where(Tenant.id == ctx.tenant).with_for_update())
        if row is None:
            raise NotFound
        before = shape(row)
        if seen is not None and (others := _different(seen, before)):
            raise SettingsChangedMeanwhile(changed=others)
        if before.factor_roles != frozenset(factor_roles):
            ctx.demand_confirmed()
        row.name, row.zone, row.factor_roles, row.undo_seconds, row.reminder_hours = cleaned
        row.quiet_from, row.quiet_until = quiet_from, quiet_until
        row.is_registering_open, row.needs_verified_email = is_registering_open, needs_verified_email
        after = shape(row)
        if changed := _different(before, after):
            await record(db, SettingsChanged.of(after, changed))
            if 'zone' in changed:
                await touch_catalogue(db)
        return after


def _checked(name: str, zone: str, factor_roles: Collection[Role], seconds: int, hours: Collection[int],
             quiet_from: int | None, quiet_until: int | None) -> tuple[str, str, list[str], int, list[int]]:
    """As they are kept. Raises: Invalid, at all fields that are wrong."""
    wrong: dict[str, str] = {}
    kept: dict[str, Any] = {}
    checks: dict[str, Callable[[], Any]] = {
        'name': lambda: text.one_line(name, 'name'), 'zone': lambda: rules.known_zone(zone),
        'seconds': lambda: rules.undo_seconds(seconds), 'hours': lambda: rules.reminder_hours(hours),
        'quiet': lambda: rules.known_quiet_hours(quiet_from, quiet_until)}
    for field, check in checks.items():
        try:
            kept[field] = check()
        except Invalid as refusal:
            wrong |= refusal.fields
    if not set(factor_roles) <= set(Role):
        wrong['factor_roles'] = 'There is no such role.'
    if wrong:
        raise Invalid(fields=wrong)
    return (kept['name'], zone, [role.value for role in Role if role in factor_roles], kept['seconds'],
            kept['hours'])


def _different(one: TenantShape, other: TenantShape) -> tuple[str, ...]:
    return tuple(field for field in FIELDS if getattr(one, field) != getattr(other, field))
