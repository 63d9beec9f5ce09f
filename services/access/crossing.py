"""Being in another business for a while: a row at home, and a line in the journals of both when it begins and ends."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.context import Context
from app.database import Reading, Transaction, elsewhere
from app.journal import record, ring
from app.rows import among
from services import tenants
from services.access.events import BusinessEntered, BusinessLeft, inside_topic
from services.access.models import Crossing
from services.access.shapes import Inside

LASTS = timedelta(minutes=60)


async def inside(db: Reading, session_id: UUID, *, home: str) -> Inside | None:
    """Where this session is besides at home, if it is anywhere now."""
    row = await db.scalar(select(Crossing).where(
        Crossing.tenant_id == db.ctx.tenant, Crossing.session_id == session_id, Crossing.left_at.is_(None),
        Crossing.ends_at > db.ctx.now))
    return None if row is None else Inside(
        crossing_id=row.id, tenant_id=row.business_id, business=row.business, home=home, zone=row.zone,
        reason=row.reason, ends_at=row.ends_at)


async def tell_entered(db: Transaction, crossing: Crossing) -> None:
    """Both businesses know of it, in the same transaction."""
    fact = BusinessEntered(business_id=crossing.business_id, home_id=db.ctx.tenant, reason=crossing.reason,
                           ends_at=crossing.ends_at)
    await _tell_both(db, crossing.session_id, fact)


async def leave(db: Transaction, *, session_ids: Collection[UUID]) -> None:
    """Whoever is in another business by one of these sessions is out of it now."""
    rows = await db.execute(
        update(Crossing).values(left_at=db.ctx.now).returning(Crossing.session_id, Crossing.business_id)
        .where(Crossing.tenant_id == db.ctx.tenant, among(Crossing.session_id, session_ids),
               Crossing.left_at.is_(None), Crossing.ends_at > db.ctx.now))
    for session_id, business_id in rows.all():
        await _tell_both(db, session_id, BusinessLeft(business_id=business_id, home_id=db.ctx.tenant))


async def _tell_both(db: Transaction, session_id: UUID, fact: BusinessEntered | BusinessLeft) -> None:
    there = abroad(db.ctx, fact.business_id, home=(await tenants.mine(db)).name)
    await record(db, fact)
    ring(db, inside_topic(session_id))
    async with elsewhere(db, there) as other:
        await record(other, fact)


def abroad(ctx: Context, business_id: UUID, *, home: str) -> Context:
    """The same actor over there, where nobody knows them: the journal says where they are from."""
    actor = ctx.actor if ctx.actor.is_system else replace(
        ctx.actor, name=f'{ctx.actor.name} ({home})', home_id=ctx.tenant, may_enter=False)
    return replace(ctx, tenant_id=business_id, actor=actor)
