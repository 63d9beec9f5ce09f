"""Booking a time."""

from __future__ import annotations

from uuid import UUID

from app import idempotency, text
from app.context import Context
from app.database import transaction
from app.intervals import Interval
from app.journal import record
from app.model import new_id
from app.operation import operation
from app.permissions import Permission
from services import bookings, calendars, clients, occupancy, offerings
from services.appointments import rules
from services.appointments.checking import OVERRIDABLE, check_bookable, check_free, taking, with_alternatives
from services.appointments.events import AppointmentBooked, AppointmentRequested
from services.appointments.models import Appointment
from services.appointments.queries import seen
from services.appointments.shapes import AppointmentShape, Status
from services.clients import ClientRef


@operation(needs=Permission.BOOK_APPOINTMENTS)
async def book(ctx: Context, *, calendar_id: UUID, during: Interval, client: ClientRef, offering_id: UUID,
               is_request: bool = False, note: str = '', override_because: str = '',
               key: str | None = None) -> AppointmentShape:
    """Book a time in a calendar. `during` is the time itself; the offering's buffers are added.

    A request (`is_request`) is PENDING and takes no time until it is confirmed. `override_because` books what the
    rules forbid, also inside a buffer, never what is taken, and needs its own permission. The same `key` with the
    same content books once.

    Raises: Invalid (names the field), CalendarNotFound, OfferingNotFound, ClientNotFound, OutsideHours,
    TooShortNotice, NotQualified, NotBookable, SlotTaken (what is in the way, and alternatives), KeyReused.
    """
    rules.check_length(during)
    rules.check_near(during, ctx.now)
    note = text.many_lines(note, 'note', most=2000)
    because = text.one_line(override_because, 'override_because', most=rules.REASON_LENGTH, required=False)
    if because:
        ctx.demand(Permission.OVERRIDE_RULES)
    body = {'calendar': calendar_id, 'during': during, 'client': repr(client), 'offering': offering_id,
            'is_request': is_request, 'note': note, 'because': because}
    async with with_alternatives(ctx) as wish, occupancy.in_turn(ctx, calendar_id), transaction(ctx) as db:
        wish.say(calendar_id, offering_id, during)
        before = await idempotency.answered(db, key, body)
        if before is not None:
            return await seen(db, UUID(before['appointment_id']), Permission.BOOK_APPOINTMENTS)
        offering = await offerings.bookable(db, offering_id)
        # First, so that whoever comes too late is not kept by questions that do not matter any more.
        await check_free(db, calendar_id, during, offering, Permission.BOOK_APPOINTMENTS, is_override=bool(because))
        calendar = await calendars.bookable(db, calendar_id, Permission.BOOK_APPOINTMENTS)
        await check_bookable(db, calendar.id, during, offering, waived=OVERRIDABLE if because else frozenset())
        known = await clients.find_or_create(db, client)
        booking = await bookings.open_for(db, known.id)
        appointment = Appointment.requested(
            new_id(), booking, calendar.id, offering, during, note=note, because=because or None, at=ctx.now,
            by=ctx.actor.user_id, status=Status.PENDING if is_request else Status.CONFIRMED)
        db.add(appointment)
        if not is_request:
            await taking(db, appointment, is_override=bool(because))
        await record(db, (AppointmentRequested if is_request else AppointmentBooked).of(appointment))
        await idempotency.remember(db, key, appointment_id=appointment.id)
        # All it mentions is known here: reading it again would only keep others waiting for the calendar.
        return appointment.shape(calendar, offering, known.client, booking.reference)
