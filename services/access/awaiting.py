"""Whoever registered, has yet to prove their address, and tries to sign in: told so if they know the password."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.context import Context
from app.database import asking_by_key, reading
from services import tenants
from services.access import guessing
from services.access.errors import NotProved, WrongCredentials
from services.access.models import Registration


class Awaited(NamedTuple):
    """Where somebody registered, and the hash of what they typed; nothing where nobody did."""

    tenant_id: UUID | None = None
    password_hash: str | None = None


async def newest(email: str, now: datetime) -> Awaited:
    """Who registered last with this address, at any business. It is asked about every address, also of those who sign
    in with it: neither the answer nor its time tells a stranger who has an account (S-06).
    """
    key = guessing.of_address(email)
    async with asking_by_key('sign_in_email', key) as db:
        found = (await db.execute(
            select(Registration.tenant_id, Registration.password_hash)
            .where(Registration.email == key, Registration.used_at.is_(None), Registration.expires_at > now)
            .order_by(Registration.made_at.desc(), Registration.id.desc()).limit(1))).one_or_none()
    return Awaited() if found is None else Awaited(found.tenant_id, found.password_hash)


async def refusal(ctx: Context, tenant_id: UUID | None) -> WrongCredentials:
    """What to tell whoever was refused: who registered with this very password at this business, what is missing."""
    if tenant_id is None:
        return WrongCredentials()
    async with reading(Context.system(tenant_id, ctx.now)) as db:
        return NotProved(slug=(await tenants.mine(db)).slug)
