"""Entering many appointments that are known from elsewhere, past ones included: a few statements for all of them.

The ledger's constraints judge these rows as they judge every other; the rules for new bookings do not apply to what
has already been agreed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from app.database import Transaction
from app.intervals import Interval
from app.journal import record_many
from app.model import new_id
from services import bookings, occupancy
from services.appointments.events import AppointmentBooked
from services.appointments.models import Appointment
from services.appointments.shapes import Status
from services.offerings import OfferingShape


@dataclass(frozen=True, slots=True)
class Known:
    """An appointment as another book has it."""

    calendar_id: UUID
    client_id: UUID
    offering: OfferingShape
    during: Interval
    status: Status
    note: str = ''
    cancelled_because: str | None = None


async def enter(db: Transaction, known: Sequence[Known], *, is_reminded: bool = True) -> None:
    """Put them on file, with their claims and one line each in the journal; of those ahead the clients are reminded,
    unless nobody is. Raises: TimeTaken for two that overlap.
    """
    if not known:
        return
    opened = await bookings.open_many(db, [each.client_id for each in known])
    rows = [_row(db, each, booking) for each, booking in zip(known, opened, strict=True)]
    db.add_all(rows)
    await db.flush()  # the journal's lines below stand for rows that are there
    await occupancy.enter(db, [
        occupancy.claim_for(row.calendar_id, row.during, row.holder, *row.buffers, shares_buffers=row.shares_buffers)
        for row in rows if Status(row.status).blocks])
    await record_many(db, [AppointmentBooked.of(row, was_known=True) for row in rows], is_owing=is_reminded)


def _row(db: Transaction, known: Known, booking: bookings.BookingShape) -> Appointment:
    row = Appointment.requested(new_id(), booking, known.calendar_id, known.offering, known.during,
                                status=known.status, note=known.note, because=None, at=db.ctx.now,
                                by=db.ctx.actor.user_id)
    row.cancelled_because = known.cancelled_because
    return row
