"""Reminding clients of what lies ahead of them, as often as the offering says, or else the business.

A booking, a confirmation and a move each owe a reaction, due at the first reminder ahead; the newest one alone
reminds, and has its row until the last one. Each time it is asked anew how the appointment stands.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app import journal
from app.database import Reading, Transaction
from app.permissions import Permission
from services import appointments, offerings, tenants
from services.appointments import AppointmentShape, Status
from services.notifications import planning, rules
from services.notifications.models import Delivery, Told
from services.notifications.shapes import Kind, Message, Whom, message_of


async def for_the_client(db: Transaction, appointment_id: UUID, reaction_id: UUID) -> datetime | None:
    """Plan the reminder that is due, if one is, and say when the next one is. Of several that are late it is the last.

    Raises: AppointmentNotFound.
    """
    known = await appointments.held_still(db, appointment_id)
    if not await journal.take_over(db, reaction_id) or not _is_ahead(known, db.ctx.now):
        return None
    business, offering = await tenants.mine(db), await offerings.on_file(db, known.offering_id)
    changed_at = rules.settled_at(await planning.steps_of(db, known.id), timedelta(seconds=business.undo_seconds))
    hours_before = business.reminder_hours if offering.reminder_hours is None else offering.reminder_hours
    moments = rules.reminders(hours_before, known.during.starts_at, changed_at or known.created_at)
    late = [hours for hours, moment in moments.items() if moment <= db.ctx.now]
    if late and (known.client_email or known.client_phone) and not await _is_reminded(db, known, late[-1]):
        await planning.remind(db, known, late[-1], await _sequence(db, known))
    return min((moment for moment in moments.values() if moment > db.ctx.now), default=None)


async def is_in_time(db: Reading, message: Message) -> bool:
    """Whether what a reminder says still is so, and lies ahead. Raises: AppointmentNotFound."""
    known = await appointments.seen(db, message.appointment_id, Permission.VIEW_APPOINTMENTS)
    return _is_ahead(known, db.ctx.now) and (known.during, known.calendar_name) == (message.during, message.other)


def _is_ahead(known: AppointmentShape, now: datetime) -> bool:
    return known.status is Status.CONFIRMED and known.during.starts_at > now


async def _is_reminded(db: Reading, known: AppointmentShape, hours: int) -> bool:
    """Whether they were reminded of this very time as late as that, or later."""
    said = await db.scalars(select(Delivery.said).where(
        Delivery.tenant_id == db.ctx.tenant, Delivery.appointment_id == known.id,
        Delivery.kind == Kind.REMINDER.value, Delivery.person_id == known.client_id))
    return any(message.during == known.during and message.hours is not None and message.hours <= hours
               for message in map(message_of, said))


async def _sequence(db: Reading, known: AppointmentShape) -> int:
    """Of what they were told last: a reminder is no news."""
    return await db.scalar(select(Told.sequence).where(
        Told.tenant_id == db.ctx.tenant, Told.appointment_id == known.id, Told.whom == Whom.CLIENT.value,
        Told.person_id == known.client_id)) or 0
