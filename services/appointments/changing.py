"""Steps of an appointment's life: confirm, complete, no-show, cancel."""

from __future__ import annotations

from uuid import UUID

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from services import calendars, occupancy
from services.appointments import rules
from services.appointments.checking import check_still_bookable, taking, with_alternatives
from services.appointments.events import (
    AppointmentCancelled,
    AppointmentCompleted,
    AppointmentConfirmed,
    AppointmentMissed,
)
from services.appointments.models import Appointment
from services.appointments.queries import row_of, shape, shapes
from services.appointments.shapes import AppointmentShape, Status


@operation(needs=Permission.CHANGE_APPOINTMENTS)
async def confirm(ctx: Context, *, appointment_id: UUID) -> AppointmentShape:
    """Confirm a request: it takes its time now, so of two for one time only one can be.

    The rules count as for a new booking: much may have changed since it was asked for.

    Raises: AppointmentNotFound, NotPossibleAnyMore, CalendarNotFound, OutsideHours, TooShortNotice, NotQualified,
    NotBookable, SlotTaken (carries alternatives).
    """
    async with with_alternatives(ctx) as wish, transaction(ctx) as db:
        appointment = await _stepped(db, appointment_id, Permission.CHANGE_APPOINTMENTS, Status.CONFIRMED)
        wish.say(appointment.calendar_id, appointment.offering_id, appointment.during)
        calendar = await calendars.bookable(db, appointment.calendar_id, Permission.CHANGE_APPOINTMENTS)
        offering = await check_still_bookable(db, appointment, calendar.id, appointment.during)
        await taking(db, appointment, is_override=bool(appointment.overridden_because))
        await record(db, AppointmentConfirmed.of(appointment))
        return await shape(db, appointment, calendar, offering)


@operation(needs=Permission.CHANGE_APPOINTMENTS)
async def complete(ctx: Context, *, appointment_id: UUID) -> AppointmentShape:
    """It took place; its past time stays taken. Raises: AppointmentNotFound, NotPossibleAnyMore, NotYetPossible."""
    async with transaction(ctx) as db:
        appointment = await _stepped(db, appointment_id, Permission.CHANGE_APPOINTMENTS, Status.COMPLETED)
        await record(db, AppointmentCompleted.of(appointment))
        return (await shapes(db, [appointment]))[0]


@operation(needs=Permission.CHANGE_APPOINTMENTS)
async def no_show(ctx: Context, *, appointment_id: UUID) -> AppointmentShape:
    """The client did not come; the time is given back.

    Raises: AppointmentNotFound, NotPossibleAnyMore, NotYetPossible.
    """
    async with transaction(ctx) as db:
        appointment = await _stepped(db, appointment_id, Permission.CHANGE_APPOINTMENTS, Status.NO_SHOW)
        await occupancy.release(db, appointment.holder)
        await record(db, AppointmentMissed.of(appointment))
        return (await shapes(db, [appointment]))[0]


@operation(needs=Permission.CANCEL_APPOINTMENTS)
async def cancel(ctx: Context, *, appointment_id: UUID, reason: str) -> AppointmentShape:
    """Cancel a request or a confirmed appointment; the time is given back.

    Raises: Invalid at `reason`, AppointmentNotFound, NotPossibleAnyMore.
    """
    reason = text.one_line(reason, 'reason', most=rules.REASON_LENGTH)
    async with transaction(ctx) as db:
        appointment = await _stepped(db, appointment_id, Permission.CANCEL_APPOINTMENTS, Status.CANCELLED)
        appointment.cancelled_because = reason
        await occupancy.release(db, appointment.holder)
        await record(db, AppointmentCancelled.of(appointment, reason=reason))
        return (await shapes(db, [appointment]))[0]


async def _stepped(db: Transaction, appointment_id: UUID, permission: Permission, to: Status) -> Appointment:
    """The row, locked, its status moved on. Raises: AppointmentNotFound, NotPossibleAnyMore, NotYetPossible."""
    appointment = await row_of(db, appointment_id, permission, lock=True)
    rules.check_step(Status(appointment.status), to, starts_at=appointment.starts_at, now=db.ctx.now)
    appointment.status = to.value
    appointment.revision += 1
    return appointment
