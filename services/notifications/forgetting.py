"""Forgetting what was said, in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app.database import Transaction
from services.notifications.models import Delivery, Told
from services.notifications.pacing import forget_paces
from services.notifications.shapes import DeliveryState


async def forget_messages(db: Transaction, *, before: datetime) -> None:
    """Messages made before an instant that wait no more, and what people know of appointments that ended before it."""
    await db.execute(delete(Delivery).where(
        Delivery.tenant_id == db.ctx.tenant, Delivery.made_at < before,
        Delivery.state != DeliveryState.WAITING.value))
    await db.execute(delete(Told).where(Told.tenant_id == db.ctx.tenant, Told.ends_at < before))
    await forget_paces(db, before=before)
