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
from services.appointments.checking import check_still_bookable, is_overridden, taking, with_alternatives
from services.appointments.errors import MovedUnderfoot
from services.appointments.events import AppointmentMoved
from services.appointments.models import Appointment
from services.appointments.queries import row_of, shape
from services.appointments.shapes import AppointmentShape, Status
from services.offerings import OfferingShape


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
    return await _given(ctx, appointment_id, during, calendar_id, revision, reason)


@operation(needs=Permission.CHANGE_APPOINTMENTS)
async def reassign(ctx: Context, *, appointment_id: UUID, calendar_id: UUID, revision: int | None = None,
                   reason: str = '') -> AppointmentShape:
    """Give an appointment to another provider or place at the same time. Raises: as `reschedule`."""
    reason = text.one_line(reason, 'reason', most=rules.REASON_LENGTH, required=False)
    return await _given(ctx, appointment_id, None, calendar_id, revision, reason)


async def _given(ctx: Context, appointment_id: UUID, during: Interval | None, calendar_id: UUID | None,
                 revision: int | None, reason: str) -> AppointmentShape:
    """Another time, another calendar, or both; None keeps what it has."""
    async with with_alternatives(ctx) as wish, transaction(ctx) as db:
        appointment = await row_of(db, appointment_id, Permission.CHANGE_APPOINTMENTS, lock=True)
        during, to = during or appointment.during, calendar_id or appointment.calendar_id
        wish.say(to, appointment.offering_id, during)
        rules.check_movable(Status(appointment.status))
        if revision is not None and revision != appointment.revision:
            raise MovedUnderfoot
        calendar = await calendars.bookable(db, to, Permission.CHANGE_APPOINTMENTS)
        offering = await check_still_bookable(db, appointment, to, during,
                                              is_running_on=during.starts_at == appointment.starts_at)
        await _moved(db, appointment, offering, during, to, reason)
        return await shape(db, appointment, calendar, offering)


async def _moved(db: Transaction, appointment: Appointment, offering: OfferingShape, during: Interval, to: UUID,
                 reason: str) -> None:
    was_during, was_in = appointment.during, appointment.calendar_id
    if (was_during, was_in) == (during, to):
        return
    is_override = is_overridden(db.ctx, appointment, to, during)
    if appointment.overridden_because:
        appointment.take_buffers(offering)  # given up, perhaps, where it was
    await occupancy.lock(db, {was_in, to})
    await occupancy.release(db, appointment.holder)
    appointment.starts_at, appointment.ends_at, appointment.calendar_id = during.starts_at, during.ends_at, to
    appointment.revision += 1
    await taking(db, appointment, is_override=is_override)
    await record(db, AppointmentMoved.of(appointment, was_during=was_during, was_in=was_in, reason=reason))
