"""Reads of the ledger."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Boolean, Select, bindparam, column, func, select
from sqlalchemy.orm import aliased

from app.database import Reading
from services.occupancy.models import Claim
from services.occupancy.shapes import ClaimShape, Holder

_INSTANT = Claim.starts_at.type
_FOUND = func.in_the_way(
    bindparam('resource', type_=Claim.resource_id.type),
    *(bindparam(name, type_=_INSTANT) for name in ('starts', 'ends', 'core_starts', 'core_ends')),
    bindparam('shares', type_=Boolean()), bindparam('now', type_=_INSTANT))
_CLAIMS = aliased(Claim, _FOUND.table_valued(*(column(each.name, each.type) for each in Claim.__table__.columns),
                                             name='found'), adapt_on_names=True)
_ASKED = select(_CLAIMS).order_by(_CLAIMS.ends_at)


async def in_the_way(db: Reading, wanted: ClaimShape, *, within: Select[UUID] | None = None) -> tuple[ClaimShape, ...]:
    """The live claims that forbid `wanted`, by end; none where its resource is not `within` (None: wherever it is)."""
    rows = await db.scalars(_ASKED if within is None else _ASKED.where(_CLAIMS.resource_id.in_(within)), {
        'resource': wanted.resource_id, 'starts': wanted.during.starts_at, 'ends': wanted.during.ends_at,
        'core_starts': wanted.core.starts_at, 'core_ends': wanted.core.ends_at, 'shares': wanted.shares_buffers,
        'now': db.ctx.now})
    return tuple(row.shape() for row in rows)


async def of_holder(db: Reading, holder: Holder) -> tuple[ClaimShape, ...]:
    """The time a holder has."""
    rows = await db.scalars(select(Claim).where(Claim.tenant_id == db.ctx.tenant, Claim.holder_id == holder.id,
                                                Claim.holder_kind == holder.kind.value))
    return tuple(row.shape() for row in rows)
