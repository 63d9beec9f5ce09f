"""What follows from facts about appointments: messages are planned, and then handed over. Carried out by the relay."""

from __future__ import annotations

from sqlalchemy import select, update

from app import mail, topics
from app.context import Context
from app.database import Reading, reading, transaction
from app.errors import Unavailable
from app.journal import ring
from app.relay import Fact, NotYet
from services import channels, templates
from services.channels import Audience, ChannelIsOff, Hung, Line, RefusedForGood
from services.notifications import (
    hearing,
    letters,
    links,
    outgoing,
    pacing,
    planning,
    quieting,
    reminding,
    summarising,
    wanting,
)
from services.notifications.models import Delivery, Told
from services.notifications.shapes import DeliveryState, Kind, Recipient, Whom, family_of, message_of
from services.templates import Style


async def tell_the_client(ctx: Context, fact: Fact) -> None:
    """Bring the client up to date about an appointment. Raises: NotYet, while it may be taken back."""
    async with transaction(ctx) as db:
        until = await planning.for_the_client(db, fact.subject_id)
    if until is not None:
        raise NotYet(until)


async def tell_the_provider(ctx: Context, fact: Fact) -> None:
    """Bring its provider up to date about an appointment. Raises: NotYet, while it may be taken back."""
    async with transaction(ctx) as db:
        until = await planning.for_the_provider(db, fact.subject_id)
    if until is not None:
        raise NotYet(until)


async def remind_the_client(ctx: Context, fact: Fact) -> None:
    """Remind of an appointment that is ahead. Raises: NotYet, while another reminder is."""
    async with transaction(ctx) as db:
        until = await reminding.for_the_client(db, fact.subject_id, fact.reaction_id)
    if until is not None:
        raise NotYet(until)


async def summarise(ctx: Context, fact: Fact) -> None:
    """Tell somebody of their day, if it is time. Raises: NotYet, until it is the next time."""
    until = await summarising.tell(ctx, fact.subject_id, fact.reaction_id)
    if until is not None:
        raise NotYet(until)


async def ask_again(ctx: Context, fact: Fact) -> None:
    """What waits for quiet hours of the business, where they are others now."""
    if not {'quiet_from', 'quiet_until', 'zone'}.isdisjoint(fact.data['changed']):
        async with transaction(ctx) as db:
            await quieting.ask_again(db, Whom.CLIENT)


async def deliver(ctx: Context, fact: Fact) -> None:
    """Send one message, over its channel. Its key is the same at every try, so that a second copy is known as one.

    Raises: NotYet, where it stands in line, or waits for the end of quiet hours.
    """
    async with reading(ctx) as db:
        delivery = await db.scalar(select(Delivery).where(
            Delivery.tenant_id == ctx.tenant, Delivery.id == fact.subject_id,
            Delivery.state == DeliveryState.WAITING.value))
        if delivery is None:
            return
        dropped = await _dropped(db, delivery)
        quiet_until = await quieting.until(db, delivery)
        line = None if dropped else await _line(db, delivery)
        style = await _style(db, delivery, line)
    if dropped is not None:
        await _settle(ctx, delivery, dropped)
        return
    if line is None:
        await _settle(ctx, delivery, DeliveryState.REFUSED, because=ChannelIsOff.sentence)
        return
    if quiet_until is not None:
        await quieting.put_off(ctx, delivery, quiet_until)
        raise NotYet(quiet_until)
    leaves_at = await pacing.place_of(ctx, delivery)
    if leaves_at > ctx.now:
        raise NotYet(leaves_at)
    await _wait_for(ctx, line)
    try:
        await line.send(outgoing.of(delivery, style, unsubscribe=_unsubscribe(delivery), now=ctx.now))
    except RefusedForGood as refused:
        await _settle(ctx, delivery, DeliveryState.REFUSED, because=refused.message, is_news=True)
    except Unavailable as away:
        async with transaction(ctx) as db:
            await channels.note(db, delivery.channel, because=away.message, has_hung=isinstance(away, Hung))
        raise
    else:
        await _settle(ctx, delivery, DeliveryState.SENT, is_news=not line.goes_well)


async def _line(db: Reading, delivery: Delivery) -> Line | None:
    """Where it leaves; None where the channel was switched off. Raises: NotInstalled."""
    try:
        return await channels.line(db, delivery.channel)
    except ChannelIsOff:
        return None


async def _wait_for(ctx: Context, line: Line) -> None:
    """A channel that hangs keeps nobody else waiting: what is to leave by it waits without being tried, but for one.

    Raises: NotYet.
    """
    if line.rests_until is None:
        return
    if line.rests_until > ctx.now:
        raise NotYet(line.rests_until)
    async with transaction(ctx) as db:
        is_first = await channels.probe(db, line.channel.name, line.rests_until)
    if not is_first:
        raise NotYet(ctx.now + channels.PROBED_FOR)


async def _style(db: Reading, delivery: Delivery, line: Line | None) -> Style | None:
    """How its letter looks; None where it is none."""
    if line is None or line.channel.audience is not Audience.EMAIL:
        return None
    return await templates.style(db, letters.TEMPLATES[Whom(delivery.whom)][Kind(delivery.kind)])


async def _dropped(db: Reading, delivery: Delivery) -> DeliveryState | None:
    """Why it is not to be sent any more, if it is not; asked before every try."""
    if await _is_overtaken(db, delivery):
        return DeliveryState.OVERTAKEN
    return DeliveryState.UNWANTED if await wanting.is_unwanted(db, delivery) else None


def _unsubscribe(delivery: Delivery) -> str:
    """Where whom it is for switches it off, without signing in; the business does so where its channels are."""
    if delivery.whom == Whom.BUSINESS.value:
        return ''
    who = Recipient(delivery.tenant_id, Whom(delivery.whom), delivery.person_id, family_of(Kind(delivery.kind)),
                    delivery.channel)
    return mail.link(links.UNSUBSCRIBE + links.token(who))


async def _is_overtaken(db: Reading, delivery: Delivery) -> bool:
    """Whether something newer is to be told to the same person, or it is over."""
    message = message_of(delivery.said)
    if message.kind is Kind.REMINDER and not await reminding.is_in_time(db, message):
        return True
    newer = await db.scalar(select(Told.sequence).where(
        Told.tenant_id == db.ctx.tenant, Told.appointment_id == delivery.appointment_id, Told.whom == delivery.whom,
        Told.person_id == delivery.person_id, Told.sequence > message.sequence))
    return newer is not None or message.during.ends_at <= db.ctx.now


async def _settle(ctx: Context, delivery: Delivery, state: DeliveryState, *, because: str | None = None,
                  is_news: bool = False) -> None:
    async with transaction(ctx) as db:
        if is_news:
            await channels.note(db, delivery.channel, because=because or '')
        await db.execute(update(Delivery).values(state=state.value, settled_at=db.ctx.now, because=because).where(
            Delivery.tenant_id == db.ctx.tenant, Delivery.id == delivery.id,
            Delivery.state == DeliveryState.WAITING.value))
        if state is DeliveryState.UNWANTED:
            await hearing.unhear(db, delivery)
        ring(db, topics.MESSAGES)
        ring(db, topics.appointment(delivery.appointment_id))
