"""Six weeks of appointments around today: three behind us, three ahead, the same pattern every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from uuid import UUID

from app.context import Context
from app.database import transaction
from app.intervals import Interval
from services import appointments, availability, calendars, clients
from services.appointments import Known, Status
from services.calendars import CalendarRules, CalendarShape
from services.clients import ClientRef
from services.demo import business
from services.offerings import OfferingShape
from services.people import UserShape

WEEKS = timedelta(weeks=3)
STEP = timedelta(minutes=15)
BUSY = 0.62  # of the time that is open
MOST_CLIENTS = 120
PAST = ((0.86, Status.COMPLETED), (0.92, Status.NO_SHOW), (1.0, Status.CANCELLED))
AHEAD = ((0.86, Status.CONFIRMED), (0.94, Status.PENDING), (1.0, Status.CANCELLED))


@dataclass(slots=True)
class Chance:
    """Every choice of the demo, drawn in one order from one seed."""

    random: Random
    client_ids: list[UUID] = field(default_factory=list)

    def status(self, is_past: bool) -> Status:
        drawn = self.random.random()
        return next(status for bound, status in (PAST if is_past else AHEAD) if drawn < bound)

    def known(self, calendar_id: UUID, offering: OfferingShape, during: Interval, now: datetime) -> Known:
        status = self.status(during.ends_at <= now)
        return Known(calendar_id=calendar_id, client_id=self.random.choice(self.client_ids), offering=offering,
                     during=during, status=status, note=self.random.choice(business.NOTES),
                     cancelled_because=self.random.choice(business.REASONS) if status is Status.CANCELLED else None)


async def fill(ctx: Context, random: Random, columns: Sequence[CalendarShape], offers: Sequence[OfferingShape], *,
               guest: UserShape) -> None:
    """Clients, and appointments for each calendar in the hours it is open; the guest has a few of them."""
    first, last = (ctx.now - WEEKS).date(), (ctx.now + WEEKS).date()
    async with transaction(ctx) as db:
        chance = Chance(random, [(await clients.find_or_create(db, ref)).id for ref in _people(random)])
        await clients.link(db, chance.client_ids[0], guest.id)
        rules = await calendars.rules_of(db, [column.id for column in columns], first, last)
        known = [appointment for each in rules for appointment in _day_by_day(ctx, chance, each, offers)]
        await appointments.enter(db, known, is_reminded=False)  # nobody who is invented gets a letter


def _people(random: Random) -> list[ClientRef]:
    names = [f'{first} {last}' for first, last in product(business.FIRST_NAMES, business.LAST_NAMES)]
    chosen = ['Jordan Blake', *random.sample(names, MOST_CLIENTS)]
    return [ClientRef(name=name, email=f'{name.casefold().replace(" ", ".")}@mail.example',
                      phone=f'+44 7700 900{number:03d}') for number, name in enumerate(chosen)]


def _day_by_day(ctx: Context, chance: Chance, rules: CalendarRules, offers: Sequence[OfferingShape]) -> Iterator[Known]:
    possible = [offer for offer in offers if _is_qualified(rules, offer)]
    if not possible:
        return
    for opening in availability.open_intervals(rules, (ctx.now - WEEKS).date(), (ctx.now + WEEKS).date()):
        starts_at = opening.starts_at
        while starts_at < opening.ends_at:
            offer = chance.random.choice(possible)
            during = Interval.lasting(starts_at + offer.buffer_before, offer.duration)
            ends_at = during.ends_at + offer.buffer_after
            if chance.random.random() > BUSY or not opening.covers(during):
                starts_at += 2 * STEP
                continue
            if not during.starts_at < ctx.now < during.ends_at:
                yield chance.known(rules.id, offer, during, ctx.now)
            starts_at = _next_step(ends_at)


def _is_qualified(rules: CalendarRules, offer: OfferingShape) -> bool:
    levels = {skill.skill_id: skill.level.rank for skill in rules.skills}
    return all(levels.get(need.skill_id, 0) >= need.level.rank for need in offer.required)


def _next_step(instant: datetime) -> datetime:
    """The first quarter of an hour that is not before an instant."""
    late = (instant - datetime(2000, 1, 1, tzinfo=UTC)) % STEP
    return instant + (STEP - late if late else timedelta())
