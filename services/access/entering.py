"""Entering another business: an act with a reason and an end, for administrators whom an operator has allowed it."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy import select, update

from app import text
from app.context import Context
from app.database import Transaction, elsewhere, transaction
from app.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from app.operation import operation
from app.permissions import Permission, Role
from app.rows import one, saved
from services import people, tenants
from services.access import crossing
from services.access.ending import own_id
from services.access.errors import AlreadyInside, BusinessNotFound, SessionNotFound
from services.access.models import Crossing, Session
from services.people import UserStatus
from services.tenants import TenantShape

SHORTEST_REASON = 10  # characters; less tells those it concerns nothing
TOO_SHORT = f'Please say why in at least {SHORTEST_REASON} characters.'


@operation(needs=Permission.ENTER_BUSINESSES, is_weighty=True)
async def enter(ctx: Context, *, session_id: UUID, business_id: UUID, reason: str) -> None:
    """From now on, for an hour at most, everything this session does happens in the other business, as one of its
    administrators; every page it had open begins anew.

    Raises: BusinessNotFound, SessionNotFound (not one's own), Invalid at `reason`, AlreadyInside, NotAllowed.
    """
    why = text.one_line(reason, 'reason', most=200)
    if len(why) < SHORTEST_REASON:
        raise Invalid.field('reason', TOO_SHORT)
    async with transaction(ctx) as db:
        session = await one(db, Session, session_id, SessionNotFound, lock=True)
        if session.user_id != own_id(ctx) or session.ended_at is not None:
            raise SessionNotFound
        await _demand_admitted(db, session.user_id)
        other = await _other(db, business_id)
        await _forget_what_ended(db, session_id)
        entered = Crossing(tenant_id=ctx.tenant, user_id=session.user_id, session_id=session_id, business_id=other.id,
                           business=other.name, zone=other.zone, reason=why, began_at=ctx.now,
                           ends_at=min(ctx.now + crossing.LASTS, session.expires_at))
        await saved(db, entered, refusals={'in_one_business_at_a_time': AlreadyInside})
        session.role = None  # so that it gets a new secret with its next page: the old one is not to lead over there
        await crossing.tell_entered(db, entered)


@operation(needs=Permission.VIEW_PROFILE)
async def leave(ctx: Context, *, session_id: UUID) -> None:
    """Back home, before the hour is over. `ctx` is the one at home. Raises: SessionNotFound (not one's own)."""
    async with transaction(ctx) as db:
        if (await one(db, Session, session_id, SessionNotFound)).user_id != own_id(ctx):
            raise SessionNotFound
        await crossing.leave(db, session_ids=[session_id])


async def admit(db: Transaction, user_id: UUID, *, may_enter: bool) -> None:
    """What an operator allows somebody, or no more: then they are out wherever they are. Raises: UserNotFound."""
    await people.admit(db, user_id, may_enter=may_enter)
    if not may_enter:
        theirs = await db.scalars(select(Session.id).where(
            Session.tenant_id == db.ctx.tenant, Session.user_id == user_id, Session.ended_at.is_(None)))
        await crossing.leave(db, session_ids=theirs.all())


async def _demand_admitted(db: Transaction, user_id: UUID) -> None:
    """As it is now, whatever the session remembers."""
    account = await people.account(db, user_id)
    if account is None or account.status is not UserStatus.ACTIVE:
        raise NotSignedIn
    if account.role is not Role.ADMIN or not account.may_enter:
        raise NotAllowed


async def _other(db: Transaction, business_id: UUID) -> TenantShape:
    if business_id == db.ctx.tenant:
        raise BusinessNotFound
    try:
        async with elsewhere(db, replace(db.ctx, tenant_id=business_id)) as there:
            return await tenants.mine(there)
    except NotFound:
        raise BusinessNotFound from None


async def _forget_what_ended(db: Transaction, session_id: UUID) -> None:
    """An hour that is over makes room for another."""
    await db.execute(update(Crossing).values(left_at=Crossing.ends_at).where(
        Crossing.tenant_id == db.ctx.tenant, Crossing.session_id == session_id, Crossing.left_at.is_(None),
        Crossing.ends_at <= db.ctx.now))
