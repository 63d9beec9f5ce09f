"""Is it bookable, and if not, what else is? Shared by booking, confirming and moving."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from sqlalchemy.exc import DBAPIError

from app.context import Context
from app.database import Reading, Transaction
from app.errors import Refusal
from app.intervals import Interval
from app.permissions import Permission
from services import availability, calendars, occupancy, offerings
from services.appointments.errors import NotBookable, NotQualified, OutsideHours, SlotTaken, TooShortNotice
from services.appointments.models import Appointment
from services.appointments.shapes import Alternative, Status
from services.availability import WhyNot
from services.occupancy import TimeTaken
from services.offerings import OfferingShape

log = structlog.get_logger(__name__)

_REFUSALS: dict[WhyNot, tuple[type[NotBookable], str]] = {
    WhyNot.INACTIVE: (NotBookable, 'This calendar takes no bookings.'),
    WhyNot.SKILL_MISSING: (NotQualified, 'This provider does not have a skill that is required.'),
    WhyNot.LEVEL_TOO_LOW: (NotQualified, 'This provider does not have a required skill at the level it needs.'),
    WhyNot.NOTICE: (TooShortNotice, 'This start is in the past or too soon.'),
    WhyNot.BEYOND_HORIZON: (NotBookable, 'This is further ahead than bookings are taken.'),
    WhyNot.OFF_THE_GRID: (NotBookable, 'Appointments do not start at this minute.'),
    WhyNot.OFF: (OutsideHours, 'The provider is off at this time.'),
    WhyNot.OUTSIDE_HOURS: (OutsideHours, 'This is outside the working hours.'),
}

OVERRIDABLE = frozenset({WhyNot.OFF, WhyNot.OUTSIDE_HOURS, WhyNot.OFF_THE_GRID})  # with the permission and a reason


async def check_bookable(db: Transaction, calendar_id: UUID, during: Interval, offering: OfferingShape, *,
                         waived: frozenset[WhyNot] = frozenset()) -> None:
    """Raises the refusal of the first rule in the way: qualification, notice, horizon, grid, hours; not claims."""
    reasons = [reason for reason in await availability.against(db, calendar_id, during, offering)
               if reason.code not in waived]
    for reason in reasons:
        kind, sentence = _REFUSALS.get(reason.code, (NotBookable, 'This time cannot be booked.'))
        raise kind(sentence, tuple(reason.code.value for reason in reasons))


async def check_still_bookable(db: Transaction, appointment: Appointment, calendar_id: UUID, during: Interval, *,
                               is_running_on: bool = False) -> OfferingShape:
    """`check_bookable` for what is on file: with its offering (returned), also a retired one, and what was waived.

    One that keeps its start (`is_running_on`) gives no shorter notice than it gave.
    """
    offering = (await offerings.named(db, [appointment.offering_id]))[appointment.offering_id]
    waived = OVERRIDABLE if is_overridden(db.ctx, appointment, calendar_id, during) else frozenset()
    if is_running_on:
        waived |= {WhyNot.NOTICE}
    await check_bookable(db, calendar_id, during, offering, waived=waived)
    return offering


async def check_free(db: Reading, calendar_id: UUID, during: Interval, offering: OfferingShape,
                     permission: Permission, *, is_override: bool) -> None:
    """Refuse what is taken already, in a calendar within reach of `permission`; one statement. Raises: TimeTaken.

    An override may lie inside a buffer, never in what the buffer is for.
    """
    try:
        await occupancy.check_free(
            db, calendar_id, during, before=offering.buffer_before, after=offering.buffer_after,
            shares_buffers=offering.shares_buffers, within=calendars.ids_within(db.ctx, permission))
    except TimeTaken as taken:
        if not (is_override and _is_a_matter_of_buffers(taken, during)):
            raise


def is_overridden(ctx: Context, appointment: Appointment, calendar_id: UUID, during: Interval) -> bool:
    """Whether what was booked against the rules may be so here: where it was, or by who may book it anew."""
    is_where_it_was = calendar_id == appointment.calendar_id and appointment.during.covers(during)
    return bool(appointment.overridden_because) and (is_where_it_was or ctx.may(Permission.OVERRIDE_RULES))


async def taking(db: Transaction, appointment: Appointment, *, is_override: bool) -> None:
    """Take the time of an appointment; a request takes none, but is refused where none is left. Raises: TimeTaken.

    Where only buffers meet, an override gives up its own and lies in those of others.
    """
    (before, after), blocks = appointment.buffers, Status(appointment.status).blocks
    try:
        if blocks:
            await occupancy.claim(db, appointment.calendar_id, appointment.during, appointment.holder,
                                  before=before, after=after, shares_buffers=appointment.shares_buffers)
        else:
            await occupancy.check_free(db, appointment.calendar_id, appointment.during, before=before, after=after,
                                       shares_buffers=appointment.shares_buffers)
    except TimeTaken as taken:
        if not (is_override and _is_a_matter_of_buffers(taken, appointment.during)):
            raise
        if blocks:
            appointment.give_up_buffers()
            await occupancy.claim_over_buffers(db, appointment.calendar_id, appointment.during, appointment.holder)


def _is_a_matter_of_buffers(taken: TimeTaken, during: Interval) -> bool:
    """Whether what is in the way is known, and all of it leaves the time itself free."""
    return bool(taken.in_the_way) and not any(claim.core.overlaps(during) for claim in taken.in_the_way)


class Wish:
    """What somebody tries to have, said as soon as it is known."""

    def __init__(self) -> None:
        self.said: tuple[UUID, UUID, Interval] | None = None

    def say(self, calendar_id: UUID, offering_id: UUID, during: Interval) -> None:
        self.said = calendar_id, offering_id, during


@asynccontextmanager
async def with_alternatives(ctx: Context) -> AsyncIterator[Wish]:
    """A no that helps: what is in the way, and at least three other times or providers where there are any.

    To be entered before the transaction: others are looked for when it is over.
    """
    wish = Wish()
    try:
        yield wish
    except TimeTaken as taken:
        others = await _alternatives(ctx, wish)
        raise SlotTaken(tuple(claim.during for claim in taken.in_the_way), others) from taken
    except NotBookable as refusal:
        if not refusal.alternatives:
            refusal.alternatives = await _alternatives(ctx, wish)
        raise


async def _alternatives(ctx: Context, wish: Wish) -> tuple[Alternative, ...]:
    if wish.said is None:
        return ()
    calendar_id, offering_id, during = wish.said
    during = Interval.lasting(max(during.starts_at, ctx.now), during.length)  # nothing that is over is an alternative
    try:
        found = await availability.alternatives(ctx, calendar_id=calendar_id, offering_id=offering_id, during=during)
    except Refusal:  # the answer stays what it is, only with less to choose from
        return ()
    except DBAPIError:  # nor may a slow database turn a clear no into an apology
        log.exception('alternatives could not be looked up')
        return ()
    return tuple(Alternative(other.calendar_id, other.calendar_name, other.zone, other.during, other.why)
                 for other in found)
