"""Browsers that somebody has signed in with before: by a secret in a cookie of theirs, of which we keep the SHA-256.

It signs nobody in. Whoever has it is asked for the password like everybody, but not made to wait for what strangers do.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.operation import operation
from app.permissions import Permission
from services import people
from services.access import devices
from services.access.counting import NOBODY, hash_of
from services.access.ending import own_id
from services.access.models import KnownDevice


@operation(needs=Permission.VIEW_PROFILE)
async def make_known(ctx: Context, *, known_by: str, device: str = '') -> str:
    """Know the browser again with which one is signed in; returns its cookie's value, which is never stored.

    `known_by` is the value it came with, if any. It keeps it where somebody here has signed in with it before: two
    who share a browser do not take it from each other.
    """
    async with transaction(ctx) as db:
        is_ours = await db.scalar(select(KnownDevice.user_id).where(_is(db, known_by, device)).limit(1)) is not None
        secret = known_by if is_ours else secrets.token_urlsafe(32)
        await db.execute(
            insert(KnownDevice).values(
                tenant_id=ctx.tenant, user_id=own_id(ctx), secret_hash=hash_of(secret),
                family=devices.readable(device), known_since=ctx.now, last_seen_at=ctx.now)
            .on_conflict_do_update(index_elements=['tenant_id', 'user_id', 'secret_hash'],
                                   set_={'last_seen_at': ctx.now}))
    return secret


async def is_known(ctx: Context, email: str, known_by: str, device: str) -> bool:
    """Whether whoever signs in with this address has done so with this browser; as much work where nobody does."""
    tenant_id, user_id = await people.home_of(email) or (NOBODY, NOBODY)
    async with reading(Context.system(tenant_id, ctx.now)) as db:
        found = await db.scalar(select(KnownDevice.user_id).where(
            _is(db, known_by, device), KnownDevice.user_id == user_id))
    return found is not None


async def forget_all(db: Transaction, user_id: UUID) -> None:
    """Whoever has them may not be whose account it is."""
    await db.execute(delete(KnownDevice).where(
        KnownDevice.tenant_id == db.ctx.tenant, KnownDevice.user_id == user_id))


async def forget_devices(db: Transaction, *, before: datetime) -> None:
    """Nobody has come with them for long."""
    await db.execute(delete(KnownDevice).where(
        KnownDevice.tenant_id == db.ctx.tenant, KnownDevice.last_seen_at < before))


def _is(db: Reading, known_by: str, device: str) -> ColumnElement[bool]:
    """A cookie that turns up in another browser is no known device."""
    return and_(KnownDevice.tenant_id == db.ctx.tenant, KnownDevice.secret_hash == hash_of(known_by),
                KnownDevice.family == devices.readable(device))
