"""Planning what people are told: after each fact, once the time to take it back is over, the last truth alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.database import Reading, Transaction
from app.intervals import Interval
from app.journal import record
from app.model import new_id
from app.relay import Fact
from services import appointments, calendars, people, tenants
from services.appointments import AppointmentShape, Status
from services.notifications import rules
from services.notifications.events import DeliveryPlanned
from services.notifications.models import Delivery, Told
from services.notifications.shapes import DeliveryState, Kind, Message, Standing, Whom, kept
from services.people import UserStatus


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a message is for. `email` may be empty: then there is no way to tell them."""

    id: UUID
    name: str
    email: str


async def for_the_client(db: Transaction, fact: Fact) -> None:
    """What there is to tell the client of an appointment, if anything. Raises: AppointmentNotFound."""
    known = await appointments.held_still(db, fact.subject_id)
    person = Person(known.client_id, known.client_name, known.client_email)
    await _bring_up_to_date(db, fact, known, Whom.CLIENT, _standing(known), person)


async def for_the_provider(db: Transaction, fact: Fact) -> None:
    """What there is to tell its provider, and whoever had it before. Raises: AppointmentNotFound."""
    known = await appointments.held_still(db, fact.subject_id)
    provider_id = (await calendars.named(db, [known.calendar_id]))[known.calendar_id].provider_id
    if provider_id is not None and (provider := await _in_service(db, provider_id)):
        await _bring_up_to_date(db, fact, known, Whom.PROVIDER, _standing(known), provider)
    for before in await _expected(db, known.id, but=provider_id):
        if person := await _in_service(db, before.person_id):
            await _bring_up_to_date(db, fact, known, Whom.PROVIDER, replace(before.standing(), is_on=False), person)


async def _bring_up_to_date(db: Transaction, fact: Fact, known: AppointmentShape, whom: Whom, now_is: Standing,
                            person: Person) -> None:
    told = await db.get(Told, (db.ctx.tenant, known.id, whom.value, person.id))
    before = None if told is None else told.standing()
    if fact.actor_id == person.id:  # nobody is told what they did themselves; what others did since, they are
        now_is = _as_they_left_it(fact, now_is)
    kind = rules.news(before, now_is, db.ctx.now)
    if kind is None:
        return
    if told is None:
        told = Told(tenant_id=db.ctx.tenant, appointment_id=known.id, whom=whom.value, person_id=person.id, sequence=-1)
        db.add(told)
    told.sequence += 1
    told.is_on, told.is_request, told.calendar_id = now_is.is_on, now_is.is_request, now_is.calendar_id
    told.starts_at, told.ends_at = now_is.during.starts_at, now_is.during.ends_at
    if person.email and fact.actor_id != person.id:
        await _plan(db, await _message(db, kind, known, whom, person, before, now_is, told.sequence), person)


async def _plan(db: Transaction, message: Message, person: Person) -> None:
    delivery = Delivery(
        id=new_id(), tenant_id=db.ctx.tenant, made_at=db.ctx.now, channel='mail', kind=message.kind.value,
        whom=message.whom.value, person_id=person.id, appointment_id=message.appointment_id, said=kept(message),
        state=DeliveryState.WAITING.value)
    db.add(delivery)
    await record(db, DeliveryPlanned(delivery_id=delivery.id, appointment_id=message.appointment_id))


async def _message(db: Reading, kind: Kind, known: AppointmentShape, whom: Whom, person: Person,
                   before: Standing | None, now_is: Standing, sequence: int) -> Message:
    about = before if kind is Kind.CANCELLED and before else now_is
    calendar = (await calendars.named(db, [about.calendar_id]))[about.calendar_id]
    return Message(
        kind=kind, whom=whom, to=person.email, name=person.name, business=(await tenants.mine(db)).name,
        appointment_id=known.id, reference=known.reference, offering=known.offering_name,
        other=calendar.name if whom is Whom.CLIENT else known.client_name, place=calendar.location_name,
        during=about.during, zone=calendar.zone, sequence=sequence,
        was=before.during if before and kind is Kind.MOVED and before.during != about.during else None)


def _standing(known: AppointmentShape) -> Standing:
    return Standing(is_on=known.status is not Status.CANCELLED, is_request=known.status is Status.PENDING,
                    during=known.during, calendar_id=known.calendar_id)


def _as_they_left_it(fact: Fact, now_is: Standing) -> Standing:
    during = fact.data['during']
    return replace(
        now_is, is_on=fact.kind != 'appointment.cancelled', calendar_id=UUID(fact.data['calendar_id']),
        during=Interval(datetime.fromisoformat(during['starts_at']), datetime.fromisoformat(during['ends_at'])))


async def _in_service(db: Reading, user_id: UUID) -> Person | None:
    account = await people.account(db, user_id)
    return None if account is None or account.status is UserStatus.DEACTIVATED else Person(
        account.user_id, account.name, account.email)


async def _expected(db: Reading, appointment_id: UUID, *, but: UUID | None) -> list[Told]:
    """Providers who think that the appointment is theirs."""
    rows = await db.scalars(select(Told).where(
        Told.tenant_id == db.ctx.tenant, Told.appointment_id == appointment_id, Told.whom == Whom.PROVIDER.value,
        Told.is_on))
    return [row for row in rows if row.person_id != but]
