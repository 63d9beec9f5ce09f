"""Planning what people are told: the last truth alone, once nobody changes it any more.

Whatever fact it begins with, it compares what somebody knows with how it stands now: doing it twice, late or in
another order tells nothing twice and nothing old.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from app import journal
from app.database import Reading, Transaction
from app.journal import JournalRow, record
from app.model import new_id
from services import appointments, calendars, channels, people, tenants
from services.appointments import AppointmentShape, Status
from services.channels import Audience
from services.notifications import noticing, rules, wanting
from services.notifications.events import DeliveryPlanned
from services.notifications.models import Delivery, Told
from services.notifications.shapes import (
    DeliveryState,
    Kind,
    Message,
    Standing,
    Step,
    StepKind,
    Whom,
    interval_of,
    kept,
)
from services.people import UserStatus

REMINDING = 'remind_the_client'  # the handler that reminds


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a message is for; without an e-mail none is sent. `own` are a provider's calendars; None for a client."""

    id: UUID
    name: str
    email: str
    whom: Whom
    phone: str = ''
    own: frozenset[UUID] | None = None


async def for_the_client(db: Transaction, appointment_id: UUID) -> datetime | None:
    """What there is to tell the client of an appointment, if anything. Where it may be taken back yet, nothing is
    told, and it says until when. Raises: AppointmentNotFound.
    """
    known = await appointments.held_still(db, appointment_id)
    steps = await steps_of(db, appointment_id)
    if (until := await _unsettled_until(db, steps)) is not None:
        return until
    if known.status is Status.CANCELLED:
        await journal.withdraw(db, known.id, REMINDING)
    await _bring_up_to_date(db, known, steps, _client(known), _standing(known))
    return None


async def for_the_provider(db: Transaction, appointment_id: UUID) -> datetime | None:
    """What there is to tell its provider, and whoever had it before; as for the client."""
    known = await appointments.held_still(db, appointment_id)
    steps = await steps_of(db, appointment_id)
    if (until := await _unsettled_until(db, steps)) is not None:
        return until
    now_is = _standing(known)
    for person in await _providers(db, {known.calendar_id, *(step.calendar_id for step in steps)}):
        is_theirs = person.own is not None and known.calendar_id in person.own
        await _bring_up_to_date(db, known, steps, person, replace(now_is, is_on=now_is.is_on and is_theirs))
    await _tell_the_business(db, known, steps)
    return None


async def _tell_the_business(db: Transaction, known: AppointmentShape, steps: Sequence[Step]) -> None:
    """Once, however many people are told, and by each of its channels. What happened before it had any, it knows."""
    opened = [since for since in (await channels.open_to(db, Audience.BUSINESS)).values() if since is not None]
    if opened:
        business = await tenants.mine(db)
        seen = [replace(step, was_known=step.was_known or step.at < min(opened)) for step in steps]
        await _bring_up_to_date(db, known, seen, Person(db.ctx.tenant, business.name, '', Whom.BUSINESS),
                                _standing(known))


def _client(known: AppointmentShape) -> Person:
    return Person(known.client_id, known.client_name, known.client_email, Whom.CLIENT, phone=known.client_phone)


async def remind(db: Transaction, known: AppointmentShape, hours: int, sequence: int) -> None:
    """Have the client reminded of it, `hours` before."""
    person, now_is = _client(known), _standing(known)
    message = await _message(db, Kind.REMINDER, known, person, None, now_is, sequence)
    await _plan(db, replace(message, hours=hours), person)


async def sample(db: Reading, kind: Kind, known: AppointmentShape, whom: Whom) -> Message:
    """What could be told about an appointment; nothing is planned by it."""
    now_is = _standing(known)
    before = replace(now_is, during=now_is.during.shifted(timedelta(days=-1)))
    person = _client(known) if whom is Whom.CLIENT else Person(known.id, known.calendar_name, '', whom, own=frozenset())
    return await _message(db, kind, known, person, before, now_is, 0)


async def _unsettled_until(db: Reading, steps: Sequence[Step]) -> datetime | None:
    """By what the business says now, whatever it said when the change was made."""
    at = rules.settled_at(steps, timedelta(seconds=(await tenants.mine(db)).undo_seconds))
    return at if at is not None and at > db.ctx.now else None


async def _bring_up_to_date(db: Transaction, known: AppointmentShape, steps: Sequence[Step], person: Person,
                            now_is: Standing) -> None:
    told = await db.get(Told, (db.ctx.tenant, known.id, person.whom.value, person.id))
    since = [step for step in steps if told is None or step.id > told.as_of]
    if told is not None and told.is_unheard and not since:
        return
    before = rules.last_known(told.standing() if told else None, since, person.id, person.own)
    kind = rules.news(before, now_is, db.ctx.now)
    if kind is None:
        return
    is_at_the_bell = person.own is not None and await wanting.is_wanted_at_the_bell(db, person.id, kind)
    if not is_at_the_bell and not await _ways(db, person):
        return  # nothing tells them, so that they know what they knew
    if told is None:
        told = Told(tenant_id=db.ctx.tenant, appointment_id=known.id, whom=person.whom.value, person_id=person.id,
                    sequence=-1, as_of=0)
        db.add(told)
    told.sequence += 1
    told.is_unheard = False
    told.is_on, told.is_request, told.calendar_id = now_is.is_on, now_is.is_request, now_is.calendar_id
    told.starts_at, told.ends_at = now_is.during.starts_at, now_is.during.ends_at
    told.as_of = steps[-1].id if steps else told.as_of
    message = await _message(db, kind, known, person, before, now_is, told.sequence)
    if is_at_the_bell:
        await noticing.notice(db, person.id, message, by=rules.last_hand(since, person.id),
                              is_elsewhere=not now_is.is_on and known.status is not Status.CANCELLED)
    await _plan(db, message, person)


async def _ways(db: Reading, person: Person) -> dict[str, str]:
    """By which channels somebody is reached, and where."""
    if person.whom is Whom.BUSINESS:
        return dict.fromkeys(await channels.open_to(db, Audience.BUSINESS), '')
    found: dict[str, str] = {}
    for audience, to in ((Audience.EMAIL, person.email), (Audience.PHONE, person.phone)):
        if to:
            found |= dict.fromkeys(await channels.open_to(db, audience), to)
    return found


async def _plan(db: Transaction, message: Message, person: Person) -> None:
    """One for each channel: what becomes of one is nothing to the others."""
    for channel, to in (await _ways(db, person)).items():
        delivery = Delivery(
            id=new_id(), tenant_id=db.ctx.tenant, made_at=db.ctx.now, channel=channel, kind=message.kind.value,
            whom=message.whom.value, person_id=person.id, appointment_id=message.appointment_id,
            said=kept(replace(message, to=to)), state=DeliveryState.WAITING.value)
        db.add(delivery)
        await record(db, DeliveryPlanned(delivery_id=delivery.id, appointment_id=message.appointment_id))


async def _message(db: Reading, kind: Kind, known: AppointmentShape, person: Person, before: Standing | None,
                   now_is: Standing, sequence: int) -> Message:
    about = before if kind is Kind.CANCELLED and before else now_is
    calendar = (await calendars.named(db, [about.calendar_id]))[about.calendar_id]
    return Message(
        kind=kind, whom=person.whom, to=person.email, name=person.name, business=(await tenants.mine(db)).name,
        appointment_id=known.id, reference=known.reference, offering=known.offering_name,
        other=calendar.name if person.whom is Whom.CLIENT else known.client_name, place=calendar.location_name,
        during=about.during, zone=calendar.zone, sequence=sequence, calendar=calendar.name,
        knew=before,
        was=before.during if before and kind is Kind.MOVED and before.during != about.during else None)


def _standing(known: AppointmentShape) -> Standing:
    return Standing(is_on=known.status is not Status.CANCELLED, is_request=known.status is Status.PENDING,
                    during=known.during, calendar_id=known.calendar_id)


async def _providers(db: Reading, calendar_ids: Collection[UUID]) -> list[Person]:
    """Of these calendars, as far as they can be told: in service. Mail goes to no address they have not proved."""
    own: dict[UUID, set[UUID]] = {}
    for calendar in (await calendars.named(db, calendar_ids)).values():
        if calendar.provider_id is not None:
            own.setdefault(calendar.provider_id, set()).add(calendar.id)
    accounts = [await people.account(db, provider_id) for provider_id in sorted(own)]
    return [Person(account.user_id, account.name, account.email if account.is_verified else '', Whom.PROVIDER,
                   own=frozenset(own[account.user_id]))
            for account in accounts if account and account.status is UserStatus.ACTIVE]


async def steps_of(db: Reading, appointment_id: UUID) -> list[Step]:
    """What happened to it, oldest first."""
    rows = await db.execute(
        select(JournalRow.id, JournalRow.at, JournalRow.kind, JournalRow.actor_id, JournalRow.actor_name,
               JournalRow.data)
        .where(JournalRow.tenant_id == db.ctx.tenant, JournalRow.subject_id == appointment_id,
               JournalRow.kind.in_(list(StepKind))).order_by(JournalRow.id))
    return [Step(row.id, row.at, StepKind(row.kind), row.actor_id, row.actor_name, interval_of(row.data['during']),
                 UUID(row.data['calendar_id']), row.data.get('was_known', False)) for row in rows]
