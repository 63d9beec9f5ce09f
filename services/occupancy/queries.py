"""Reads of the ledger."""

from __future__ import annotations

from sqlalchemy import select, text

from app.database import Reading
from services.occupancy.models import Claim
from services.occupancy.shapes import ClaimShape, Holder

_IN_THE_WAY = select(Claim).from_statement(text(
    'select * from in_the_way(:resource, :starts, :ends, :core_starts, :core_ends, :shares, :now)'))


async def in_the_way(db: Reading, wanted: ClaimShape) -> tuple[ClaimShape, ...]:
    """The live claims that forbid `wanted`, by end."""
    rows = await db.scalars(_IN_THE_WAY, {
        'resource': wanted.resource_id, 'starts': wanted.during.starts_at, 'ends': wanted.during.ends_at,
        'core_starts': wanted.core.starts_at, 'core_ends': wanted.core.ends_at, 'shares': wanted.shares_buffers,
        'now': db.ctx.now})
    return tuple(row.shape() for row in rows)


async def of_holder(db: Reading, holder: Holder) -> tuple[ClaimShape, ...]:
    """The time a holder has."""
    rows = await db.scalars(select(Claim).where(Claim.tenant_id == db.ctx.tenant, Claim.holder_id == holder.id,
                                                Claim.holder_kind == holder.kind.value))
    return tuple(row.shape() for row in rows)
