"""Creating, changing and retiring offerings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one, saved
from services import skills, tenants
from services.offerings import rules
from services.offerings.errors import OfferingNameTaken, OfferingNotFound
from services.offerings.events import OfferingChanged, OfferingCreated, OfferingRetired
from services.offerings.models import Offering, OfferingSkill
from services.offerings.queries import required_by, shape
from services.offerings.shapes import OfferingShape
from services.skills.shapes import SkillLevel

REFUSALS = {'offering_names_are_unique': OfferingNameTaken}
NOTHING = timedelta()


@operation(needs=Permission.MANAGE_OFFERINGS)
async def create(ctx: Context, *, name: str, duration: timedelta, description: str = '',
                 buffer_before: timedelta = NOTHING, buffer_after: timedelta = NOTHING, shares_buffers: bool = False,
                 required: Sequence[SkillLevel] = (), price_minor: int = 0,
                 currency: str | None = None, reminder_hours: Collection[int] | None = None) -> OfferingShape:
    """Add what can be booked: 15 minutes to 24 hours, buffers to 12 hours, in whole minutes; the price in minor units.

    `currency` is the tenant's unless named. Clients are reminded `reminder_hours` before, up to five, 1 to 168; None is
    as the business says. Raises: Invalid (names the field), SkillNotFound, OfferingNameTaken.
    """
    skilled = rules.distinct(required)
    async with transaction(ctx) as db:
        offering = Offering(tenant_id=ctx.tenant, is_active=True)
        _describe(offering, name, description, price_minor, currency or (await tenants.mine(db)).currency)
        _time(offering, duration, buffer_before, buffer_after, shares_buffers)
        _remind(offering, reminder_hours)
        await skills.must_exist(db, {skill.skill_id for skill in skilled})
        await saved(db, offering, refusals=REFUSALS)
        db.add_all(_needs(offering, skilled))
        await record(db, OfferingCreated.of(offering, skilled))
        await tenants.touch_catalogue(db)
        return shape(offering, skilled)


@operation(needs=Permission.MANAGE_OFFERINGS)
async def change(ctx: Context, *, offering_id: UUID, name: str, duration: timedelta, description: str,
                 buffer_before: timedelta, buffer_after: timedelta, shares_buffers: bool,
                 required: Sequence[SkillLevel], price_minor: int, currency: str,
                 reminder_hours: Collection[int] | None) -> OfferingShape:
    """Describe an offering anew, as a whole. What was booked keeps its length and price.

    A skill it required already may have been retired since. Raises: OfferingNotFound, Invalid (names the field),
    SkillNotFound, OfferingNameTaken.
    """
    skilled = rules.distinct(required)
    async with transaction(ctx) as db:
        offering = await one(db, Offering, offering_id, OfferingNotFound, lock=True)
        _describe(offering, name, description, price_minor, currency)
        _time(offering, duration, buffer_before, buffer_after, shares_buffers)
        _remind(offering, reminder_hours)
        await saved(db, offering, refusals=REFUSALS)
        await _require(db, offering, skilled)
        await record(db, OfferingChanged.of(offering, skilled))
        await tenants.touch_catalogue(db)
        return shape(offering, skilled)


@operation(needs=Permission.MANAGE_OFFERINGS)
async def retire(ctx: Context, *, offering_id: UUID) -> None:
    """Offer it no more. What was booked stays. Raises: OfferingNotFound."""
    async with transaction(ctx) as db:
        offering = await one(db, Offering, offering_id, OfferingNotFound, lock=True)
        offering.is_active = False
        await record(db, OfferingRetired.of(offering, (await required_by(db, [offering_id]))[offering_id]))
        await tenants.touch_catalogue(db)


def _describe(offering: Offering, name: str, description: str, price_minor: int, currency: str) -> None:
    offering.name = text.one_line(name, 'name')
    offering.name_key = text.key(offering.name)
    offering.description = text.many_lines(description, 'description')
    offering.price_minor = rules.price(price_minor)
    offering.currency = rules.known_currency(currency)


def _time(offering: Offering, duration: timedelta, before: timedelta, after: timedelta, shares_buffers: bool) -> None:
    offering.duration_minutes = rules.minutes(duration, 'duration', rules.SHORTEST, rules.LONGEST)
    offering.buffer_before_minutes = rules.minutes(before, 'buffer_before', NOTHING, rules.LONGEST_BUFFER)
    offering.buffer_after_minutes = rules.minutes(after, 'buffer_after', NOTHING, rules.LONGEST_BUFFER)
    offering.shares_buffers = shares_buffers


def _remind(offering: Offering, hours: Collection[int] | None) -> None:
    offering.reminder_hours = None if hours is None else tenants.reminder_hours(hours)


async def _require(db: Transaction, offering: Offering, skilled: tuple[SkillLevel, ...]) -> None:
    before = (await required_by(db, [offering.id]))[offering.id]
    await skills.must_exist(db, {skill.skill_id for skill in skilled} - {skill.skill_id for skill in before})
    await db.execute(delete(OfferingSkill).where(
        OfferingSkill.tenant_id == db.ctx.tenant, OfferingSkill.offering_id == offering.id))
    db.add_all(_needs(offering, skilled))


def _needs(offering: Offering, skilled: tuple[SkillLevel, ...]) -> list[OfferingSkill]:
    return [OfferingSkill(tenant_id=offering.tenant_id, offering_id=offering.id, skill_id=skill.skill_id,
                          level=skill.level.value) for skill in skilled]
