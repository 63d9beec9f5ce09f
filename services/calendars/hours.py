"""Reads of the hours of one calendar, for people."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from app.context import Context
from app.database import Reading, reading
from app.operation import query
from app.permissions import Permission
from services.calendars.loading import exceptions, rule, weekly_of
from services.calendars.models import Calendar, CalendarException
from services.calendars.queries import seen, within
from services.calendars.rules import told
from services.calendars.shapes import ExceptionShape, WeeklyHours


@query(needs=Permission.VIEW_CALENDARS)
async def hours_of(ctx: Context, *, calendar_id: UUID) -> tuple[WeeklyHours, ...]:
    """The weekly hours by day and opening. Raises: CalendarNotFound."""
    async with reading(ctx) as db:
        await seen(db, calendar_id, Permission.VIEW_CALENDARS)
        return (await weekly_of(db, [calendar_id]))[calendar_id]


@query(needs=Permission.VIEW_CALENDARS)
async def exceptions_of(ctx: Context, *, calendar_id: UUID, first: date, last: date) -> tuple[ExceptionShape, ...]:
    """Its own exceptions and its location's that touch the days `first` to `last` (inclusive), by start.

    Why somebody is off is left out for whoever neither keeps these hours nor is the provider. Raises: CalendarNotFound.
    """
    async with reading(ctx) as db:
        calendar = await seen(db, calendar_id, Permission.VIEW_CALENDARS)
        may_know_why = await _may_know_why(db, calendar)
        start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
        rows = await exceptions(db, or_(CalendarException.calendar_id == calendar_id,
                                        CalendarException.location_id == calendar.location_id), start, end)
        return tuple(ExceptionShape(row.id, row.calendar_id, row.location_id, told(rule(row), may_know_why))
                     for row in rows)


async def _may_know_why(db: Reading, calendar: Calendar) -> bool:
    if calendar.provider_id is not None and calendar.provider_id == db.ctx.actor.user_id:
        return True
    kept = select(Calendar.id).where(within(db.ctx, Permission.MANAGE_HOURS), Calendar.id == calendar.id)
    return await db.scalar(kept) is not None
