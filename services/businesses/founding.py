"""Founding a business: all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from app.context import OPERATOR, Actor, Context
from app.database import all_or_nothing, transaction
from app.errors import Conflict, Invalid
from app.journal import record
from app.model import new_id
from app.permissions import Role
from services import access, locations, people, tenants
from services.businesses import rules
from services.businesses.errors import NothingToSetUp
from services.businesses.events import BusinessFounded
from services.businesses.shapes import Beginning
from services.people import UserStatus


async def found(beginning: Beginning, *, password: str | None, now: datetime) -> str:
    """What an operator does on the console, for the first business and for others. Without a password, returns the
    address at which its administrator chooses one; it works once, for seven days. With one, returns nothing to follow.

    Raises: Invalid (names the field).
    """
    kept = rules.checked(beginning)
    hash_ = None if password is None else await access.hashed(password, about(kept))
    return await begun(kept, hash_, now=now, by=OPERATOR, is_first=False)


async def begun(kept: Beginning, password_hash: str | None, *, now: datetime, by: Actor, is_first: bool) -> str:
    """Found it in one transaction; the way to a first password, or nothing where there is one.

    Raises: Invalid at `slug` or `email`, which others may have; NothingToSetUp where it should have been the first.
    """
    async with all_or_nothing(Context.system(new_id(), now)) as db:
        is_none_yet = await tenants.none_yet(db)  # asked by operators too: who begins is alone
        if is_first and not is_none_yet:
            raise NothingToSetUp
        tenant_id = await _tenant(kept, now)
        ctx = replace(Context.system(tenant_id, now, zone=kept.zone), actor=by)
        await locations.create(ctx, name=kept.place, zone=kept.zone)
        return await _administrator(ctx, kept, password_hash)


async def _tenant(kept: Beginning, now: datetime) -> UUID:
    try:
        return await tenants.found(slug=kept.slug, name=kept.business, zone=kept.zone, now=now)
    except Conflict as refusal:
        raise Invalid.field('slug', refusal.message) from None


async def _administrator(ctx: Context, kept: Beginning, password_hash: str | None) -> str:
    async with transaction(ctx) as db:
        try:
            admin = await people.add(db, email=kept.email, name=kept.name, role=Role.ADMIN,
                                     password_hash=password_hash,
                                     status=UserStatus.ACTIVE if password_hash else UserStatus.INVITED)
        except Conflict as refusal:
            raise Invalid.field('email', refusal.message) from None
        await record(db, BusinessFounded(business_id=ctx.tenant, admin_id=admin.id))
        return '' if password_hash else await access.invited_by_hand(db, admin.id, email=admin.email)


def about(kept: Beginning) -> tuple[str, ...]:
    """What a password of the administrator must not be made of."""
    return kept.business, kept.slug, kept.place, kept.name, kept.email
