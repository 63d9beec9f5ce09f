"""What somebody did not want to hear, they have not heard: the next letter begins where the last one they got ended."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.database import Reading, Transaction
from services.notifications.models import Delivery, Notice, Told
from services.notifications.shapes import DeliveryState, Kind, Message, message_of

FIRST = (Kind.REQUESTED, Kind.BOOKED)  # to somebody who knew of none


async def unhear(db: Transaction, delivery: Delivery) -> None:
    """They know of it what they knew before this message, unless it reached them another way; one after the other."""
    message = message_of(delivery.said)
    if message.kind is Kind.REMINDER or (message.knew is None and message.kind not in FIRST):
        return
    told = await db.get(Told, (db.ctx.tenant, delivery.appointment_id, delivery.whom, delivery.person_id),
                        with_for_update=True)
    if told is None or told.sequence != message.sequence or await _is_heard(db, delivery, message):
        return
    told.is_unheard, told.is_on = True, message.knew is not None and message.knew.is_on
    if message.knew is not None:
        told.is_request, told.calendar_id = message.knew.is_request, message.knew.calendar_id
        told.starts_at, told.ends_at = message.knew.during.starts_at, message.knew.during.ends_at


async def _is_heard(db: Reading, delivery: Delivery, message: Message) -> bool:
    """Whether it comes over another channel, or stands at the bell."""
    elsewhere = exists().where(
        Delivery.tenant_id == db.ctx.tenant, Delivery.appointment_id == delivery.appointment_id,
        Delivery.whom == delivery.whom, Delivery.person_id == delivery.person_id, Delivery.kind == delivery.kind,
        Delivery.said['sequence'].as_integer() == message.sequence, Delivery.id != delivery.id,
        Delivery.state != DeliveryState.UNWANTED.value)
    at_the_bell = exists().where(
        Notice.tenant_id == db.ctx.tenant, Notice.appointment_id == delivery.appointment_id,
        Notice.user_id == delivery.person_id, Notice.made_at == delivery.made_at)
    return bool(await db.scalar(select(elsewhere | at_the_bell)))
