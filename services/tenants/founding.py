"""Founding a tenant: done by the product (demo, first run), never by a signed-in user."""

from __future__ import annotations

import re
from datetime import datetime
from uuid import UUID

from app import localtime, text
from app.context import Context
from app.database import transaction
from app.errors import Conflict, Invalid
from app.model import new_id
from app.rows import saved
from services.tenants.models import Tenant

_SLUG = re.compile(r'[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])')


class SlugTaken(Conflict):
    sentence = 'This address is already used by another business.'


async def found(*, slug: str, name: str, zone: str, now: datetime, slot_minutes: int = 15, currency: str = 'EUR',
                is_demo: bool = False) -> UUID:
    """Make a tenant and return its id. `now` is aware; `zone` an IANA name.

    Raises: Invalid (names the field), SlugTaken.
    """
    if not _SLUG.fullmatch(slug):
        raise Invalid.field('slug', 'Use 3 to 40 small letters, digits and hyphens.')
    if not localtime.is_zone(zone):
        raise Invalid.field('zone', 'This is not a time zone we know.')
    ctx = Context.system(new_id(), now)
    async with transaction(ctx) as db:
        tenant = Tenant(id=ctx.tenant, slug=slug, name=text.one_line(name, 'name'), zone=zone,
                        slot_minutes=slot_minutes, currency=currency, is_demo=is_demo, created_at=now)
        await saved(db, tenant, refusals={'tenants_slug_is_unique': SlugTaken})
    return ctx.tenant
