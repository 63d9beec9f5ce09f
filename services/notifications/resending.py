"""Having a message sent that could not be."""

from __future__ import annotations

from uuid import UUID

from app import journal
from app.context import Context
from app.database import transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one
from services.notifications.errors import DeliveryNotFound, NothingToResend, NotWanted
from services.notifications.events import DeliveryPlanned
from services.notifications.models import Delivery
from services.notifications.queries import HANDLER
from services.notifications.shapes import DeliveryState


@operation(needs=Permission.MANAGE_MESSAGES)
async def resend(ctx: Context, *, delivery_id: UUID) -> None:
    """Try again what was refused or given up; the letter is the one it was.

    Raises: DeliveryNotFound, NothingToResend, NotWanted.
    """
    async with transaction(ctx) as db:
        row = await one(db, Delivery, delivery_id, DeliveryNotFound, lock=True)
        if row.state == DeliveryState.UNWANTED.value:
            raise NotWanted
        if row.state == DeliveryState.REFUSED.value:
            row.state, row.settled_at, row.because = DeliveryState.WAITING.value, None, None
            await record(db, DeliveryPlanned(delivery_id=row.id, appointment_id=row.appointment_id))
        elif not await journal.owe_again(db, row.id, HANDLER):
            raise NothingToResend
