"""Moving an appointment: to another time, to another calendar, or both."""

from __future__ import annotations

from uuid import UUID

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.intervals import Interval
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from services import calendars, occupancy
from services.appointments import rules
from services.appointments.checking import check_still_bookable, taking, with_alternatives
from services.appointments.errors import MovedUnderfoot
from services.appointments.events import AppointmentMoved
from services.appointments.models import Appointment
from services.appointments.queries import by_id, row_of, shapes
from services.appointments.shapes import AppointmentShape, Status


@operation(needs=Permission.CHANGE_APPOINTMENTS)
async def reschedule(ctx: Context, *, appointment_id: UUID, during: Interval, calendar_id: UUID | None = None,
                     revision: int | None = None, reason: str = '') -> AppointmentShape:
    """Give an appointment another time or length, and another calendar when one is named.

    `revision` is the one the mover saw; a newer one refuses the move instead of overwriting a colleague's.

    Raises: Invalid, AppointmentNotFound, CalendarNotFound, NotPossibleAnyMore, MovedUnderfoot, OutsideHours,
    TooShortNotice, NotQualified, NotBookable, SlotTaken (carries alternatives).
    """
    rules.check_length(during)
    rules.check_near(during, ctx.now)
    reason = text.one_line(reason, 'reason', most=rules.REASON_LENGTH, required=False)
    asked = await by_id(ctx, appointment_id=appointment_id)
    to = calendar_id or asked.calendar_id
    async with with_alternatives(ctx, to, asked.offering_id, during), transaction(ctx) as db:
        appointment = await row_of(db, appointment_id, Permission.CHANGE_APPOINTMENTS, lock=True)
        rules.check_movable(Status(appointment.status))
        if revision is not None and revision != appointment.revision:
            raise MovedUnderfoot
        await calendars.bookable(db, to, Permission.CHANGE_APPOINTMENTS)
        await check_still_bookable(db, appointment, to, during,
                                   is_running_on=during.starts_at == appointment.starts_at)
        await _moved(db, appointment, during, to, reason)
        return (await shapes(db, [appointment]))[0]


@operation(needs=Permission.CHANGE_APPOINTMENTS)
async def reassign(ctx: Context, *, appointment_id: UUID, calendar_id: UUID, revision: int | None = None,
                   reason: str = '') -> AppointmentShape:
    """Give an appointment to another provider or place at the same time. Raises: as `reschedule`."""
    asked = await by_id(ctx, appointment_id=appointment_id)
    return await reschedule(ctx, appointment_id=appointment_id, during=asked.during, calendar_id=calendar_id,
                            revision=asked.revision if revision is None else revision, reason=reason)


async def _moved(db: Transaction, appointment: Appointment, during: Interval, to: UUID, reason: str) -> None:
    was_during, was_in = appointment.during, appointment.calendar_id
    if (was_during, was_in) == (during, to):
        return
    await occupancy.lock(db, {was_in, to})
    await occupancy.release(db, appointment.holder)
    appointment.starts_at, appointment.ends_at, appointment.calendar_id = during.starts_at, during.ends_at, to
    appointment.revision += 1
    await taking(db, appointment)
    await record(db, AppointmentMoved.of(appointment, was_during=was_during, was_in=was_in, reason=reason))
