"""How many messages left by which channel lately, and how many did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import func, select

from app import journal
from app.context import Context
from app.database import reading
from app.operation import query
from app.permissions import Permission
from services.notifications.models import Delivery
from services.notifications.queries import HANDLER
from services.notifications.shapes import Progress

LATELY = timedelta(days=7)


@query(needs=Permission.MANAGE_MESSAGES)
async def counts(ctx: Context) -> Mapping[str, Mapping[Progress, int]]:
    """Messages that were made within the last seven days: how many by each channel have come how far."""
    is_parked = Delivery.id.in_(journal.parked(ctx, HANDLER))
    asked = select(Delivery.channel, Delivery.state, is_parked, func.count()).where(
        Delivery.tenant_id == ctx.tenant, Delivery.made_at > ctx.now - LATELY).group_by(
        Delivery.channel, Delivery.state, is_parked)
    found: dict[str, Counter[Progress]] = {}
    async with reading(ctx) as db:
        for channel, state, parked, count in await db.execute(asked):
            found.setdefault(channel, Counter())[Progress.PARKED if parked else Progress(state)] += count
    return found
