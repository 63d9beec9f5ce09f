"""Sign-ins that may not have been by whose account it is: their owner is told (S-22)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from app import geography
from app.context import CONFIRMED_FOR
from app.database import Reading, Transaction
from app.journal import record
from services.access.events import NewBrowserUsed, SignedInFarAway
from services.access.models import Session, SignIn
from services.access.places import prefix
from services.access.rules import is_impossible
from services.access.shapes import Outcome
from services.people import Account


async def notice(db: Transaction, account: Account, session_id: UUID, *, is_known: bool, address: str) -> None:
    """Somebody comes in, and this sign-in is not noted yet: from farther away than anybody travels, or with a browser
    that this account has not seen. One letter tells of it; with the very first one, nobody is surprised. Whoever comes
    from too far has yet to prove once more that it is them, before any act of weight.
    """
    if account.last_signed_in_at is None:
        return
    whose = {'user_id': account.user_id, 'session_id': session_id}
    way = await _way_from_the_one_before(db, account.user_id, prefix(address))
    if way is not None and is_impossible(*way):
        kilometres, within = way
        await db.execute(update(Session).values(is_far=True, confirmed_at=db.ctx.now - 2 * CONFIRMED_FOR).where(
            Session.tenant_id == db.ctx.tenant, Session.id == session_id))
        await record(db, SignedInFarAway(**whose, kilometres=round(kilometres), minutes=within // timedelta(minutes=1)))
    elif not is_known:
        await record(db, NewBrowserUsed(**whose))


async def _way_from_the_one_before(db: Reading, user_id: UUID, place: str) -> tuple[float, timedelta] | None:
    """Kilometres and time since the last sign-in; None where either place is not known."""
    here = geography.spot(place)
    if here is None:
        return None
    before = (await db.execute(
        select(SignIn.address_prefix, SignIn.at).order_by(SignIn.at.desc(), SignIn.id.desc()).limit(1).where(
            SignIn.tenant_id == db.ctx.tenant, SignIn.user_id == user_id,
            SignIn.outcome == Outcome.SIGNED_IN.value))).one_or_none()
    there = geography.spot(before.address_prefix) if before else None
    if before is None or there is None:
        return None
    return here.kilometres_to(there), max(db.ctx.now - before.at, timedelta())
