"""For whoever books: what the rules have against a time, and what else could be had instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.context import Context
from app.database import Reading
from app.intervals import Interval
from app.localtime import moment, wall_clock
from app.operation import query
from app.permissions import Permission
from services import calendars, offerings, tenants
from services.availability import exact
from services.availability.asking import bound, check, reached, want, whole_minute
from services.availability.claims import NO_CLAIMS
from services.availability.explaining import explain
from services.availability.finding import cards
from services.availability.hours import windows
from services.availability.shapes import Alternative, CalendarCard, Reason, Slot, Sort, Wanted
from services.availability.store import Kept, store
from services.calendars import CalendarNotFound, CalendarRules
from services.offerings import OfferingShape

LOOK_AHEAD = timedelta(days=14)
ENOUGH = 3
MANY = 100
NEARBY = timedelta(hours=4)


async def against(db: Reading, calendar_id: UUID, during: Interval, offering: OfferingShape) -> tuple[Reason, ...]:
    """What the rules (not the ledger) have against booking an offering then; nothing when they agree.

    Reads the rules as they are in this transaction. Raises: CalendarNotFound, Invalid.
    """
    day = during.starts_at.date()
    found = await calendars.rules_of(db, [calendar_id], day - timedelta(days=2), day + timedelta(days=3))
    if not found:
        raise CalendarNotFound
    tenant = await tenants.mine(db)
    wanted = for_offering(offering, during, found[0].zone)
    check(db.ctx, wanted)
    wanted = replace(
        wanted, step=tenant.slot_minutes,
        not_before=whole_minute(db.ctx.now) + timedelta(minutes=tenant.staff_notice_minutes),
        not_after=whole_minute(db.ctx.now) + timedelta(days=tenant.staff_horizon_days))
    return tuple(explain(found[0], NO_CLAIMS, at=during.starts_at, wanted=wanted))


def for_offering(offering: OfferingShape, during: Interval, zone: str) -> Wanted:
    """The question whether an offering can be booked on the day of `during`, for as long as that is."""
    day = wall_clock(during.starts_at, zone).date()
    return want(duration=during.length, first_on=day, last_on=day, zone=zone, buffer_before=offering.buffer_before,
                buffer_after=offering.buffer_after, shares_buffers=offering.shares_buffers, required=offering.required)


@query(needs=Permission.SEARCH_AVAILABILITY)
async def alternatives(ctx: Context, *, calendar_id: UUID, offering_id: UUID, during: Interval
                       ) -> tuple[Alternative, ...]:
    """What else could be booked: the same provider nearest in time, others at the same time, the same time next day.

    At least three where the next fortnight has them. Raises: CalendarNotFound, OfferingNotFound, Invalid.
    """
    kept = await store.fresh(ctx)
    if _looks_free(kept, calendar_id, during):  # it was refused, so the grid must be behind
        kept = await store.fresh(ctx, doubting=calendar_id)
    entry = kept.grid.entry(reached(ctx, kept, calendar_id))
    offering = await offerings.by_id(ctx, offering_id=offering_id)
    rows = kept.grid.claims_of(calendar_id)
    day = bound(ctx, kept, for_offering(offering, during, entry.zone))
    ahead = replace(day, first_on=max(day.first_on - timedelta(days=1), ctx.now.date() - timedelta(days=1)),
                    last_on=day.last_on + LOOK_AHEAD)
    nearest = _apart(exact.nearest(entry, rows, replace(ahead, calendar_ids=None), during.starts_at, MANY))
    others = [slot for slot in _at_the_same_time(kept, day, during.starts_at) if slot.calendar_id != calendar_id]
    tomorrow = exact.same_time_next_day(entry, rows, day, during.starts_at)
    soonest = kept.search.find(replace(ahead, sort=Sort.EARLIEST, want_total=False), limit=2 * ENOUGH).slots
    told = [(slot, 'same provider') for slot in sorted(nearest, key=lambda slot: slot.starts_at)]
    told += [(slot, 'same time') for slot in others[:ENOUGH]]
    told += [(tomorrow, 'next day')] if tomorrow else []
    told += [(slot, 'soonest') for slot in _others_that_day(kept, day, calendar_id, during.starts_at)]
    told += [(slot, 'soonest') for slot in soonest] if len(told) < ENOUGH else []
    return tuple(_once(told, cards(kept, {slot.calendar_id for slot, _ in told})))


def open_intervals(rules: CalendarRules, first: date, last: date) -> list[Interval]:
    """When a calendar is open between two days (inclusive, its own zone), by start."""
    spans = windows(rules.weekly, rules.exceptions, rules.zone, first, last)
    return [Interval(moment(start), moment(end)) for start, end in spans.tolist()]


def _looks_free(kept: Kept, calendar_id: UUID, during: Interval) -> bool:
    return calendar_id in kept.grid.columns and exact.is_free(
        kept.grid.entry(calendar_id), kept.grid.claims_of(calendar_id), during)


def _apart(nearest: list[Slot]) -> list[Slot]:
    """The first few that do not overlap one another: three starts a quarter of an hour apart are one offer."""
    chosen: list[Slot] = []
    for slot in nearest:
        if all(slot.ends_at <= other.starts_at or other.ends_at <= slot.starts_at for other in chosen):
            chosen.append(slot)
        if len(chosen) == ENOUGH:
            break
    return chosen


def _at_the_same_time(kept: Kept, day: Wanted, starts_at: datetime) -> list[Slot]:
    exactly = replace(day, not_before=starts_at, not_after=starts_at, want_total=False)
    return list(kept.search.find(exactly, limit=2 * ENOUGH).slots)


def _others_that_day(kept: Kept, day: Wanted, calendar_id: UUID, starts_at: datetime) -> list[Slot]:
    """The nearest start that day of each of two others who can do it."""
    nearest: dict[UUID, Slot] = {}
    earliest = max(starts_at - NEARBY, day.not_before or starts_at)
    near = replace(day, not_before=earliest, not_after=starts_at + NEARBY, want_total=False)
    for slot in sorted(kept.search.find(near, limit=MANY).slots, key=lambda slot: abs(slot.starts_at - starts_at)):
        if slot.calendar_id != calendar_id:
            nearest.setdefault(slot.calendar_id, slot)
    return list(nearest.values())[:2]


def _once(told: list[tuple[Slot, str]], known: dict[UUID, CalendarCard]) -> Iterator[Alternative]:
    seen = set()
    for slot, why in told:
        if (slot.calendar_id, slot.starts_at) not in seen:
            seen.add((slot.calendar_id, slot.starts_at))
            card = known[slot.calendar_id]
            yield Alternative(card.id, card.name, card.zone, Interval(slot.starts_at, slot.ends_at), why)
