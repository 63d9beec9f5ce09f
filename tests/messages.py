"""Messages as they are kept, for tests and pictures that need some without the mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert

from app import journal
from app.context import Actor, Context
from app.database import transaction
from app.intervals import Interval
from app.model import new_id
from app.permissions import Role
from services import notifications
from services.appointments import AppointmentShape
from services.notifications import noticing
from services.notifications.events import DeliveryPlanned
from services.notifications.models import Delivery
from services.notifications.shapes import DeliveryState, Kind, Message, Whom

REFUSED = 'The mail server refused it for good. (550)'


async def a_message(ctx: Context, about: AppointmentShape, state: DeliveryState = DeliveryState.REFUSED, *,
                    kind: Kind = Kind.BOOKED) -> Delivery:
    """To the client of an appointment; nothing is owed for it."""
    is_settled = state is not DeliveryState.WAITING
    said = {'name': about.client_name, 'to': about.client_email or 'somebody@example.org',
            'offering': about.offering_name, 'reference': about.reference}
    row = Delivery(
        id=new_id(), tenant_id=ctx.tenant, made_at=ctx.now, channel='mail', kind=kind.value, whom=Whom.CLIENT.value,
        person_id=about.client_id, appointment_id=about.id, said=said, state=state.value,
        settled_at=ctx.now if is_settled else None, because=REFUSED if state is DeliveryState.REFUSED else None)
    async with transaction(ctx) as db:
        db.add(row)
    return row


async def a_notice(ctx: Context, about: AppointmentShape, user_id: UUID, *, kind: Kind = Kind.BOOKED, by: str = '',
                   was: Interval | None = None, is_elsewhere: bool = False) -> UUID:
    """What is new to somebody about an appointment; returns its id."""
    message = Message(
        kind=kind, whom=Whom.PROVIDER, to='', name='', business='', appointment_id=about.id, reference=about.reference,
        offering=about.offering_name, other=about.client_name, place='', during=about.during, zone='Europe/London',
        sequence=0, was=was)
    async with transaction(ctx) as db:
        return await noticing.notice(db, user_id, message, by=by, is_elsewhere=is_elsewhere)


async def owe(ctx: Context, about: AppointmentShape, addresses: Sequence[str]) -> None:
    """A message about an appointment to each of these, still to be sent. The product's reactions are installed."""
    said = {'kind': 'booked', 'whom': 'client', 'name': 'Ada', 'business': 'Acme', 'appointment_id': str(about.id),
            'reference': about.reference, 'offering': 'Plain', 'other': 'Dana', 'place': 'Main Street',
            'during': journal.plain(about.during), 'zone': 'Europe/London', 'sequence': 0, 'was': None}
    rows = [{'id': new_id(), 'tenant_id': ctx.tenant, 'made_at': ctx.now, 'channel': 'mail', 'kind': 'booked',
             'whom': 'client', 'person_id': about.client_id, 'appointment_id': about.id, 'said': said | {'to': address},
             'state': DeliveryState.WAITING.value} for address in addresses]
    async with transaction(ctx) as db:
        await db.execute(insert(Delivery), rows)
        for row in rows:
            await journal.record(db, DeliveryPlanned(delivery_id=row['id'], appointment_id=about.id))


async def some_messages(ctx: Context, about: AppointmentShape) -> None:
    """Of every state."""
    kinds = (Kind.BOOKED, Kind.MOVED, Kind.CANCELLED, Kind.CONFIRMED, Kind.MOVED)
    for kind, state in zip(kinds, DeliveryState, strict=True):
        await a_message(ctx, about, state, kind=kind)


async def some_notices(ctx: Context, about: Sequence[AppointmentShape], user_id: UUID) -> None:
    """One of every look, of which the oldest was read."""
    booked, moved, elsewhere, off = about
    first = await a_notice(ctx, booked, user_id, by='Sam Okoro')
    await a_notice(ctx, moved, user_id, kind=Kind.MOVED, by='Priya Nair', was=moved.during.shifted(timedelta(hours=-3)))
    await a_notice(ctx, elsewhere, user_id, kind=Kind.CANCELLED, by='Priya Nair', is_elsewhere=True)
    await a_notice(ctx, off, user_id, kind=Kind.CANCELLED, by='Sam Okoro')
    reader = replace(ctx, actor=Actor(user_id, '', Role.USER))
    await notifications.read_notice(reader, notice_id=first)
