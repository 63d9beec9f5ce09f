"""Whoever registered, has yet to prove their address, and tries to sign in: told so if they know the password."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.context import Context
from app.database import asking_by_key, reading
from services import tenants
from services.access import guessing, passwords
from services.access.errors import NotProved
from services.access.models import Registration


async def must_not_wait(ctx: Context, email: str, password: str) -> None:
    """Lets everybody pass but whoever registered with this very password: they are told what is missing.

    It is asked about every address that was refused, also of those who sign in with it, and costs as much where nobody
    registered: neither the answer nor its time tells a stranger who has an account (S-06).

    Raises: NotProved (counted as a wrong password, or registering would be a way to guess more), SigningInIsBusy.
    """
    tenant_id, hash_ = await _newest(guessing.of_address(email), ctx.now) or (None, None)
    if await passwords.matches(hash_, password) and tenant_id is not None:
        async with reading(Context.system(tenant_id, ctx.now)) as db:
            raise NotProved(slug=(await tenants.mine(db)).slug)


async def _newest(email: str, now: datetime) -> tuple[UUID, str] | None:
    """Where somebody registered last with this address, and the hash of what they typed; at any business."""
    async with asking_by_key('sign_in_email', email) as db:
        found = (await db.execute(
            select(Registration.tenant_id, Registration.password_hash)
            .where(Registration.email == email, Registration.used_at.is_(None), Registration.expires_at > now)
            .order_by(Registration.made_at.desc(), Registration.id.desc()).limit(1))).one_or_none()
    return None if found is None else (found.tenant_id, found.password_hash)
