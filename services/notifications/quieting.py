"""Quiet hours: what can wait is told when they are over. Each who works here has their own, on their own clock; for
clients the business has some.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app import journal, topics
from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.journal import record, ring
from app.operation import operation, query
from app.permissions import Permission
from services import people, tenants
from services.notifications import rules
from services.notifications.events import UserChoseQuietHours
from services.notifications.models import Delivery, MessageTimes
from services.notifications.rules import myself
from services.notifications.shapes import DeliveryState, Whom, message_of
from services.tenants import QuietHours
from services.tenants.shapes import quiet_hours

HANDLER = 'deliver'


@query(needs=Permission.VIEW_PROFILE)
async def my_quiet_hours(ctx: Context) -> QuietHours | None:
    """When one is left alone; None where one never is. Raises: NotSignedIn."""
    async with reading(ctx) as db:
        return await _of(db, myself(ctx))


@operation(needs=Permission.VIEW_PROFILE)
async def choose_quiet_hours(ctx: Context, *, quiet_from: int | None, quiet_until: int | None) -> None:
    """Be left alone between these minutes of the day, on one's own clock; both None is never. What waits already is
    asked about again.

    Raises: Invalid (names the field), NotSignedIn.
    """
    chosen, mine = tenants.known_quiet_hours(quiet_from, quiet_until), myself(ctx)
    async with transaction(ctx) as db:
        if await _of(db, mine) == chosen:
            return
        row = {'quiet_from': quiet_from, 'quiet_until': quiet_until}
        await db.execute(insert(MessageTimes).values(tenant_id=ctx.tenant, user_id=mine, **row).on_conflict_do_update(
            index_elements=[MessageTimes.tenant_id, MessageTimes.user_id], set_=row))
        await record(db, UserChoseQuietHours(user_id=mine, **row))
        await ask_again(db, Whom.PROVIDER, mine)


async def until(db: Reading, delivery: Delivery) -> datetime | None:
    """When the quiet hours are over that it waits for; None where there are none, or its appointment is nearer."""
    match Whom(delivery.whom):
        case Whom.CLIENT:
            business = await tenants.mine(db)
            hours, zone = business.quiet_hours, business.zone
        case Whom.PROVIDER:
            hours = await _of(db, delivery.person_id)
            zone = await _zone(db, delivery.person_id)
        case Whom.BUSINESS:
            return None  # its channels reach nobody in particular
    ends_at = rules.quiet_until(hours, zone, db.ctx.now)
    return ends_at if ends_at is not None and rules.can_wait(message_of(delivery.said), ends_at) else None


async def put_off(ctx: Context, delivery: Delivery, ends_at: datetime) -> None:
    """Say where it is looked for that it waits for this."""
    async with transaction(ctx) as db:
        await db.execute(update(Delivery).values(quiet_until=ends_at).where(
            Delivery.tenant_id == ctx.tenant, Delivery.id == delivery.id))
        ring(db, topics.MESSAGES)
        ring(db, topics.appointment(delivery.appointment_id))


async def ask_again(db: Transaction, whom: Whom, person_id: UUID | None = None) -> None:
    """What waits for hours that are others now: of one person, or of all of them."""
    waiting = select(Delivery.id, Delivery.quiet_until).where(
        Delivery.tenant_id == db.ctx.tenant, Delivery.state == DeliveryState.WAITING.value, Delivery.whom == whom.value,
        Delivery.quiet_until > db.ctx.now)
    await journal.hasten(db, waiting if person_id is None else waiting.where(Delivery.person_id == person_id), HANDLER)


async def _of(db: Reading, user_id: UUID) -> QuietHours | None:
    row = (await db.execute(select(MessageTimes.quiet_from, MessageTimes.quiet_until).where(
        MessageTimes.tenant_id == db.ctx.tenant, MessageTimes.user_id == user_id))).one_or_none()
    return None if row is None else quiet_hours(row.quiet_from, row.quiet_until)


async def _zone(db: Reading, user_id: UUID) -> str:
    account = await people.account(db, user_id)
    return (account and account.zone) or (await tenants.mine(db)).zone
