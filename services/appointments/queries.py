"""Reads of appointments: the rows first, then the names they mention, a fixed number of statements at any size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from app import journal
from app.context import Context
from app.database import Reading, Transaction, reading
from app.errors import Invalid
from app.intervals import Interval
from app.journal import Entry
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Reach
from app.rows import among, paged
from services import bookings, calendars, clients, offerings
from services.appointments.errors import AppointmentNotFound
from services.appointments.models import Appointment
from services.appointments.rules import LONGEST
from services.appointments.shapes import MOST_ON_A_BOARD, AppointmentShape, Status, milestone, of_ones_own
from services.calendars import CalendarShape
from services.clients import ClientNotFound, ClientShape
from services.offerings import OfferingShape

LONGEST_LOOK_DAYS = 62


@query(needs=Permission.VIEW_APPOINTMENTS)
async def by_id(ctx: Context, *, appointment_id: UUID) -> AppointmentShape:
    """Read one appointment. Raises: AppointmentNotFound, also for what is out of reach."""
    async with reading(ctx) as db:
        return await seen(db, appointment_id, Permission.VIEW_APPOINTMENTS)


@query(needs=Permission.VIEW_APPOINTMENTS)
async def by_reference(ctx: Context, *, reference: str) -> AppointmentShape:
    """The first appointment of the booking with this reference. Raises: AppointmentNotFound."""
    async with reading(ctx) as db:
        booking = await bookings.by_reference(db, reference)
        row = None if booking is None else await db.scalar(
            select(Appointment).order_by(Appointment.starts_at).limit(1)
            .where(reachable(ctx, Permission.VIEW_APPOINTMENTS), Appointment.booking_id == booking.id))
        if row is None:
            raise AppointmentNotFound
        return (await shapes(db, [row]))[0]


@query(needs=Permission.VIEW_CLIENTS)
async def lookup_clients(ctx: Context, *, text: str, limit: int = 10) -> tuple[ClientShape, ...]:
    """Clients as `clients.lookup` finds them; before them, the one whose booking within reach has this reference.

    Raises: Invalid (`text`, `limit`).
    """
    found = await clients.lookup(ctx, text=text, limit=limit)
    if not bookings.is_reference(text):  # most keystrokes: nothing is asked for them
        return found
    with suppress(AppointmentNotFound, ClientNotFound):
        known = await by_reference(ctx, reference=text)
        whose = await clients.by_id(ctx, client_id=known.client_id)
        if whose.is_active:
            return (whose, *(each for each in found if each.id != whose.id))[:limit]
    return found


@query(needs=Permission.VIEW_APPOINTMENTS)
async def on_board(ctx: Context, *, during: Interval, calendar_ids: Collection[UUID] | None = None,
                   including_cancelled: bool = False) -> tuple[AppointmentShape, ...]:
    """What touches `during` (at most 62 days), by start; in these calendars, or in all one reaches.

    At most `MOST_ON_A_BOARD`, the first: of so many there may be more. Raises: Invalid for a longer look.
    """
    if during.length.days > LONGEST_LOOK_DAYS:
        raise Invalid.field('during', f'At most {LONGEST_LOOK_DAYS} days at once.')
    wanted = select(Appointment).order_by(Appointment.starts_at, Appointment.id).limit(MOST_ON_A_BOARD).where(
        reachable(ctx, Permission.VIEW_APPOINTMENTS), Appointment.starts_at < during.ends_at,
        Appointment.starts_at >= during.starts_at - LONGEST, Appointment.ends_at > during.starts_at)
    if calendar_ids is not None:
        wanted = wanted.where(Appointment.calendar_id.in_(calendar_ids))
    if not including_cancelled:
        wanted = wanted.where(Appointment.status != Status.CANCELLED.value)
    async with reading(ctx) as db:
        return await shapes(db, (await db.scalars(wanted)).all())


@query(needs=Permission.VIEW_APPOINTMENTS)
async def upcoming(ctx: Context, *, client_id: UUID | None = None, calendar_id: UUID | None = None,
                   status: Status | None = None, since: datetime | None = None, until: datetime | None = None,
                   latest_first: bool = False, page: Page | None = None) -> Paged[AppointmentShape]:
    """Appointments that start from `since` (default: now) on and before `until`, by start; all that one reaches,
    or those of one client, calendar or status."""
    start, key = Appointment.starts_at, Appointment.id
    order = (start.desc(), key.desc()) if latest_first else (start, key)
    wanted = select(Appointment).order_by(*order).where(
        reachable(ctx, Permission.VIEW_APPOINTMENTS), start >= (since or ctx.now))
    kept = ((Appointment.client_id, client_id), (Appointment.calendar_id, calendar_id),
            (Appointment.status, status and status.value))
    wanted = wanted.where(*(column == value for column, value in kept if value is not None))
    if until is not None:
        wanted = wanted.where(start < until)
    async with reading(ctx) as db:
        rows = await paged(db, wanted, page or Page(), lambda row: row[0])
        return Paged(await shapes(db, rows.rows), rows.total, rows.page)


@query(needs=Permission.VIEW_APPOINTMENTS)
async def history(ctx: Context, *, appointment_id: UUID) -> tuple[Entry, ...]:
    """What happened to an appointment, newest first; of one's own, only what and when. Raises: AppointmentNotFound."""
    async with reading(ctx) as db:
        await seen(db, appointment_id, Permission.VIEW_APPOINTMENTS)
        entries = await journal.history(db, appointment_id)
        return tuple(map(milestone, entries)) if _is_client(ctx) else entries


async def seen(db: Reading, appointment_id: UUID, permission: Permission) -> AppointmentShape:
    """Raises: AppointmentNotFound, also for what `permission` does not reach."""
    return (await shapes(db, [await row_of(db, appointment_id, permission)]))[0]


async def newest(db: Reading) -> AppointmentShape | None:
    """The one that was made last, of those one reaches."""
    row = await db.scalar(select(Appointment).where(reachable(db.ctx, Permission.VIEW_APPOINTMENTS))
                          .order_by(Appointment.id.desc()).limit(1))  # ids arrive in order
    return (await shapes(db, [row]))[0] if row else None


async def held_still(db: Transaction, appointment_id: UUID) -> AppointmentShape:
    """As it stands, and nobody changes it until this transaction is over. Raises: AppointmentNotFound."""
    row = await row_of(db, appointment_id, Permission.VIEW_APPOINTMENTS, lock=True)
    return (await shapes(db, [row]))[0]


async def row_of(db: Reading, appointment_id: UUID, permission: Permission, *, lock: bool = False) -> Appointment:
    """The row itself, for use cases. Raises: AppointmentNotFound."""
    wanted = select(Appointment).where(reachable(db.ctx, permission), Appointment.id == appointment_id)
    row = await db.scalar(wanted.with_for_update() if lock else wanted)
    if row is None:
        raise AppointmentNotFound
    return row


def reachable(ctx: Context, permission: Permission) -> ColumnElement[bool]:
    """The appointments a permission reaches: by calendar, and one's own as a client."""
    mine = Appointment.tenant_id == ctx.tenant
    match ctx.reach(permission):
        case Reach.TENANT:
            return mine
        case Reach.GROUP:
            return mine & Appointment.calendar_id.in_(calendars.ids_within(ctx, permission))
        case _:
            return mine & or_(Appointment.calendar_id.in_(calendars.ids_within(ctx, permission)),
                              Appointment.client_id.in_(clients.ids_of(ctx)))


async def shapes(db: Reading, rows: Sequence[Appointment]) -> tuple[AppointmentShape, ...]:
    """Rows with the names they mention, as far as they are for the asker: four more statements for however many."""
    if not rows:
        return ()
    of_calendar = await calendars.named(db, {row.calendar_id for row in rows})
    of_offering = await offerings.named(db, {row.offering_id for row in rows})
    of_client = await clients.named(db, {row.client_id for row in rows})
    reference_of = await bookings.references(db, {row.booking_id for row in rows})
    return tuple(_told(db.ctx, row.shape(of_calendar[row.calendar_id], of_offering[row.offering_id],
                                         of_client[row.client_id], reference_of[row.booking_id])) for row in rows)


async def shape(db: Reading, row: Appointment, calendar: CalendarShape, offering: OfferingShape) -> AppointmentShape:
    """One row, for whoever has read its calendar and its offering: two more statements."""
    of_client = await clients.named(db, [row.client_id])
    reference_of = await bookings.references(db, [row.booking_id])
    return _told(db.ctx, row.shape(calendar, offering, of_client[row.client_id], reference_of[row.booking_id]))


def _told(ctx: Context, known: AppointmentShape) -> AppointmentShape:
    return of_ones_own(known) if _is_client(ctx) else known


def _is_client(ctx: Context) -> bool:
    """Whether the asker reads of appointments as the one they are for, not as one who keeps them."""
    return ctx.reach(Permission.VIEW_APPOINTMENTS) <= Reach.OWN


async def references(db: Reading, ids: Collection[UUID]) -> dict[UUID, str]:
    """The references of those of these that are appointments; two statements."""
    found = await db.execute(select(Appointment.id, Appointment.booking_id).where(
        Appointment.tenant_id == db.ctx.tenant, among(Appointment.id, ids)))
    booking_of = {row.id: row.booking_id for row in found}
    reference_of = await bookings.references(db, set(booking_of.values()))
    return {id_: reference_of[booking_id] for id_, booking_id in booking_of.items()}
