"""Weekly hours, time off, extra hours, and closing a whole location."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update

from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one, saved
from services import locations, tenants
from services.calendars import rules
from services.calendars.errors import CalendarNotFound, ExceptionNotFound
from services.calendars.events import (
    ExceptionAdded,
    ExceptionRemoved,
    HoursChanged,
    LocationClosed,
    LocationReopened,
)
from services.calendars.loading import weekly_of
from services.calendars.models import AvailabilitySlot, Calendar, CalendarException
from services.calendars.queries import seen
from services.calendars.shapes import ExceptionKind, ExceptionShape, HoursException, WeeklyHours

HOURS = Permission.MANAGE_HOURS


@operation(needs=HOURS)
async def set_hours(ctx: Context, *, calendar_id: UUID, hours: Sequence[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    """Set the weekly hours as a whole, at most 50 slots. Returns them by day and opening.

    Raises: CalendarNotFound, Invalid (names the field, such as `hours.2.closes`).
    """
    checked = rules.check_hours(hours)
    async with transaction(ctx) as db:
        calendar = await seen(db, calendar_id, HOURS, lock=True)
        before = (await weekly_of(db, [calendar_id]))[calendar_id]
        await db.execute(delete(AvailabilitySlot).where(
            AvailabilitySlot.tenant_id == ctx.tenant, AvailabilitySlot.calendar_id == calendar_id))
        db.add_all(AvailabilitySlot(tenant_id=ctx.tenant, calendar_id=calendar_id, weekday=slot.weekday,
                                    opens=slot.opens, closes=slot.closes, valid_from=slot.valid_from,
                                    valid_until=slot.valid_until) for slot in checked)
        calendar.hours_version += 1
        await record(db, HoursChanged(calendar_id=calendar_id, before=tuple(map(rules.words, before)),
                                      after=tuple(map(rules.words, checked))))
        await tenants.touch_catalogue(db)
        return checked


@operation(needs=HOURS)
async def add_exception(ctx: Context, *, calendar_id: UUID, kind: ExceptionKind, starts: datetime, ends: datetime,
                        reason: str = '') -> ExceptionShape:
    """Change the hours of one calendar on dates: naive wall clock in its zone, half-open, whole minutes.

    An override lasts at most a day; of zero length it closes its day. Raises: CalendarNotFound, Invalid (names the
    field).
    """
    rule = rules.check_exception(kind, starts, ends, reason)
    async with transaction(ctx) as db:
        calendar = await seen(db, calendar_id, HOURS, lock=True)
        calendar.hours_version += 1
        row = await _kept(db, rule, calendar_id=calendar_id, location_id=None)
        await record(db, ExceptionAdded.of(row))
        await tenants.touch_catalogue(db)
        return ExceptionShape(row.id, row.calendar_id, row.location_id, rule)


@operation(needs=Permission.MANAGE_LOCATIONS)
async def close_location(ctx: Context, *, location_id: UUID, starts: datetime, ends: datetime,
                         reason: str = '') -> ExceptionShape:
    """Close every calendar of a location for a time: naive wall clock, in each calendar's own zone.

    Raises: LocationNotFound, Invalid (names the field).
    """
    rule = replace(rules.check_exception(ExceptionKind.OFF, starts, ends, reason), is_closure=True)
    async with transaction(ctx) as db:
        await locations.in_use(db, location_id)
        row = await _kept(db, rule, calendar_id=None, location_id=location_id)
        await _outdate(db, location_id)
        await record(db, LocationClosed.of(row))
        await tenants.touch_catalogue(db)
        return ExceptionShape(row.id, row.calendar_id, row.location_id, rule)


@operation(needs=HOURS)
async def remove_exception(ctx: Context, *, exception_id: UUID) -> None:
    """Take back a change of hours; a closure of a location only by who may manage locations.

    Raises: ExceptionNotFound, also for what is out of reach; NotAllowed for a closure.
    """
    async with transaction(ctx) as db:
        row = await one(db, CalendarException, exception_id, ExceptionNotFound, lock=True)
        if row.calendar_id is not None:
            try:
                calendar = await seen(db, row.calendar_id, HOURS, lock=True)
            except CalendarNotFound:
                raise ExceptionNotFound from None
            calendar.hours_version += 1
            await record(db, ExceptionRemoved.of(row))
        elif row.location_id is not None:
            ctx.demand(Permission.MANAGE_LOCATIONS)
            await _outdate(db, row.location_id)
            await record(db, LocationReopened.of(row))
        await db.delete(row)
        await tenants.touch_catalogue(db)


async def _kept(db: Transaction, rule: HoursException, *, calendar_id: UUID | None,
                location_id: UUID | None) -> CalendarException:
    row = CalendarException(tenant_id=db.ctx.tenant, calendar_id=calendar_id, location_id=location_id,
                            kind=rule.kind.value, starts=rule.starts, ends=rule.ends, reason=rule.reason)
    await saved(db, row, refusals={})
    return row


async def _outdate(db: Transaction, location_id: UUID) -> None:
    """What was found with the old hours of these calendars is old now."""
    await db.execute(update(Calendar).values(hours_version=Calendar.hours_version + 1)
                     .where(Calendar.tenant_id == db.ctx.tenant, Calendar.location_id == location_id))
