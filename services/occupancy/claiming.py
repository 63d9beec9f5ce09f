"""Taking and releasing time: building blocks of every booking.

The database judges. `claim_time` checks, locks the resource's row, checks again and inserts in one round trip;
two exclusion constraints stand behind it. Whoever needs several resources locks them first, in order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from app import topics
from app.database import Reading, Transaction, constraint
from app.intervals import Interval
from app.journal import ring
from app.model import new_id
from services.occupancy.errors import TimeTaken
from services.occupancy.models import Claim, Resource
from services.occupancy.queries import in_the_way, of_holder
from services.occupancy.shapes import ClaimShape, Holder, HolderKind

_CLAIM_TIME = text('select claim_time(:id, :resource, :starts, :ends, :core_starts, :core_ends, :shares, '
                   ':holder_kind, :holder_id, null, :now)')
_GUARANTEES = frozenset({'claims_never_overlap', 'claims_keep_their_buffers'})
_NONE = timedelta()


async def claim(db: Transaction, resource_id: UUID, core: Interval, holder: Holder, *, before: timedelta = _NONE,
                after: timedelta = _NONE, shares_buffers: bool = False) -> ClaimShape:
    """Take `core`, widened by its buffers, of a resource for `holder`. Raises: TimeTaken (what is in the way)."""
    taken = claim_for(resource_id, core, holder, before, after, shares_buffers=shares_buffers)
    try:
        version = await db.scalar(_CLAIM_TIME, {
            'id': taken.id, 'resource': resource_id, 'starts': taken.during.starts_at, 'ends': taken.during.ends_at,
            'core_starts': core.starts_at, 'core_ends': core.ends_at, 'shares': shares_buffers,
            'holder_kind': holder.kind.value, 'holder_id': holder.id, 'now': db.ctx.now})
    except IntegrityError as error:
        if constraint(error) in _GUARANTEES:
            raise TimeTaken(taken.during) from error
        raise
    if version is None:
        raise TimeTaken(taken.during, await in_the_way(db, taken))
    _tell(db, version, taken, is_taken=True)
    return taken


async def claim_over_buffers(db: Transaction, resource_id: UUID, core: Interval, holder: Holder) -> ClaimShape:
    """Take `core` alone, also inside the buffers of others, never what they are for. Raises: TimeTaken.

    It keeps no buffers of its own and stands outside the constraint that keeps those of others; that cores never
    overlap holds for it as for all.
    """
    taken = claim_for(resource_id, core, holder, shares_buffers=True)
    await lock(db, [resource_id])
    await _check_cores(db, taken)
    await enter(db, [taken])
    return taken


async def _check_cores(db: Reading, wanted: ClaimShape) -> None:
    blocking = tuple(claim for claim in await in_the_way(db, wanted) if claim.core.overlaps(wanted.core))
    if blocking:
        raise TimeTaken(wanted.during, blocking)


def claim_for(resource_id: UUID, core: Interval, holder: Holder, before: timedelta = _NONE, after: timedelta = _NONE,
              *, shares_buffers: bool = False) -> ClaimShape:
    """A claim not yet made: `core` widened by its buffers."""
    return ClaimShape(id=new_id(), resource_id=resource_id, during=core.widened(before, after), core=core,
                      shares_buffers=shares_buffers, holder=holder)


async def enter(db: Transaction, claims: Sequence[ClaimShape]) -> None:
    """Take many times at once: two statements. Raises: TimeTaken when two overlap, and nothing is taken."""
    if not claims:
        return
    counts = Counter(each.resource_id for each in claims)
    taken = insert(Resource)
    await db.execute(taken.on_conflict_do_update(
        index_elements=['tenant_id', 'id'], set_={'version': Resource.version + taken.excluded.version}),
        [{'tenant_id': db.ctx.tenant, 'id': id_, 'version': count} for id_, count in sorted(counts.items())])
    try:
        await db.execute(insert(Claim), [
            {'tenant_id': db.ctx.tenant, 'id': each.id, 'resource_id': each.resource_id,
             'starts_at': each.during.starts_at, 'ends_at': each.during.ends_at, 'core_starts_at': each.core.starts_at,
             'core_ends_at': each.core.ends_at, 'shares_buffers': each.shares_buffers,
             'holder_kind': each.holder.kind.value, 'holder_id': each.holder.id} for each in claims])
    except IntegrityError as error:
        if constraint(error) in _GUARANTEES:
            raise TimeTaken(claims[0].during) from error
        raise
    ring(db, topics.LEDGER_AGAIN)


async def check_free(db: Reading, resource_id: UUID, core: Interval, *, before: timedelta = _NONE,
                     after: timedelta = _NONE, shares_buffers: bool = False, within: Select[UUID] | None = None
                     ) -> None:
    """Take nothing, but refuse when nothing could be taken; what is not `within` is passed over. Raises: TimeTaken."""
    nobody = Holder(HolderKind.HOLD, resource_id)
    wanted = claim_for(resource_id, core, nobody, before, after, shares_buffers=shares_buffers)
    blocking = await in_the_way(db, wanted, within=within)
    if blocking:
        raise TimeTaken(wanted.during, blocking)


async def release(db: Transaction, holder: Holder) -> None:
    """Give back all the time a holder has. Nothing to give back is no error."""
    for claimed in await of_holder(db, holder):
        version = await db.scalar(update(Resource).values(version=Resource.version + 1).returning(Resource.version)
                                  .where(Resource.tenant_id == db.ctx.tenant, Resource.id == claimed.resource_id))
        await db.execute(delete(Claim).where(Claim.tenant_id == db.ctx.tenant, Claim.id == claimed.id))
        _tell(db, version or 0, claimed, is_taken=False)


async def lock(db: Transaction, resource_ids: Collection[UUID]) -> None:
    """Line up for several resources, in one order for everybody, so that no two wait for each other."""
    ordered = sorted(set(resource_ids))
    await db.execute(insert(Resource).on_conflict_do_nothing(),
                     [{'tenant_id': db.ctx.tenant, 'id': id_} for id_ in ordered])
    await db.execute(select(Resource.id).order_by(Resource.id).with_for_update().where(
        Resource.tenant_id == db.ctx.tenant, Resource.id.in_(ordered)))


def _tell(db: Transaction, version: int, claim: ClaimShape, *, is_taken: bool) -> None:
    """After the commit: this resource's claims moved on by one version, by exactly this claim."""
    ring(db, topics.LEDGER, str(claim.resource_id), version, is_taken, str(claim.id),
         claim.during.starts_at.timestamp(), claim.during.ends_at.timestamp(),
         claim.core.starts_at.timestamp(), claim.core.ends_at.timestamp(), claim.shares_buffers)
