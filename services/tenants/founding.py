"""Founding a tenant: done by the product (demo, first run), never by a signed-in user."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy import text as sql

from app import text
from app.context import Context
from app.database import Transaction, transaction
from app.model import new_id
from app.rows import saved
from services.tenants.errors import SlugTaken
from services.tenants.models import Tenant
from services.tenants.rules import known_slug, known_zone

_ALONE = sql('select pg_advisory_xact_lock(1684368751)')  # 'demo': whoever begins, the demo or people, is alone
_SEE_EVERY = sql("select set_config('app.every_tenant', :may, true)")


async def found(*, slug: str, name: str, zone: str, now: datetime, slot_minutes: int = 15, currency: str = 'EUR',
                is_demo: bool = False) -> UUID:
    """Make a tenant and return its id. `now` is aware; `zone` an IANA name.

    Raises: Invalid (names the field), SlugTaken.
    """
    known_slug(slug)
    known_zone(zone)
    ctx = Context.system(new_id(), now)
    async with transaction(ctx) as db:
        tenant = Tenant(id=ctx.tenant, slug=slug, name=text.one_line(name, 'name'), zone=zone,
                        slot_minutes=slot_minutes, currency=currency, is_demo=is_demo, created_at=now)
        await saved(db, tenant, refusals={'tenants_slug_is_unique': SlugTaken})
    return ctx.tenant


async def none_yet(db: Transaction) -> bool:
    """Whether there is no business at all; until this transaction ends, nobody else founds the first one."""
    await db.execute(_ALONE)
    await db.execute(_SEE_EVERY, {'may': 'yes'})
    is_any = await db.scalar(select(exists().select_from(Tenant)))
    await db.execute(_SEE_EVERY, {'may': ''})
    return not is_any
