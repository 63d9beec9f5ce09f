"""How fast messages leave: each takes the next place in line, of its channel and of whoever it is for.

The generic cell rate algorithm (ITU-T I.371), by which the place is known at once: what waits is asked again when its
turn has come, and not before.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, update
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Transaction, transaction
from services import channels
from services.notifications.models import Delivery, Pace
from services.notifications.shapes import Whom


@dataclass(frozen=True, slots=True)
class Rate:
    """One `every` so long, after the first few: as many as `burst` at once."""

    every: timedelta
    burst: int


MAIL = 'mail'
OF_ONE_PERSON = Rate(timedelta(minutes=3), 20)  # nobody's box is filled through us, whoever books in their name


async def place_of(ctx: Context, delivery: Delivery) -> datetime:
    """When this message may leave; its place in line is taken the first time, and kept."""
    if delivery.leaves_at is not None:
        return delivery.leaves_at
    async with transaction(ctx) as db:
        leaves_at = await _next(db, delivery.channel, _of_channel(delivery.channel))
        if delivery.whom != Whom.BUSINESS.value:
            leaves_at = max(leaves_at, await _next(db, f'to:{_of(delivery.said["to"])}', OF_ONE_PERSON))
        await db.execute(update(Delivery).values(leaves_at=leaves_at).where(
            Delivery.tenant_id == ctx.tenant, Delivery.id == delivery.id))
    return leaves_at


async def place_in_mail(db: Transaction, to: str) -> datetime:
    """When another mail to somebody may leave: a place in line is taken, for whoever asks to keep."""
    return max(await _next(db, MAIL, _of_channel(MAIL)), await _next(db, f'to:{_of(to)}', OF_ONE_PERSON))


async def forget_paces(db: Transaction, *, before: datetime) -> None:
    """Those that nobody has waited for since an instant."""
    await db.execute(delete(Pace).where(Pace.tenant_id == db.ctx.tenant, Pace.free_at < before))


async def _next(db: Transaction, name: str, rate: Rate) -> datetime:
    """Take the next place; two at once take one after the other, for the row is held until the end."""
    now = db.ctx.now
    line = insert(Pace).values(tenant_id=db.ctx.tenant, name=name, free_at=now + rate.every)
    free_at: datetime | None = await db.scalar(line.on_conflict_do_update(
        index_elements=[Pace.tenant_id, Pace.name],
        set_={'free_at': func.greatest(Pace.free_at, now) + rate.every}).returning(Pace.free_at))
    assert free_at is not None
    return max(now, free_at - rate.burst * rate.every)


def _of_channel(name: str) -> Rate:
    every_minute = channels.most_a_minute(name)
    return Rate(timedelta(minutes=1) / every_minute, every_minute)


def _of(address: str) -> str:
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()
