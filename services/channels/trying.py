"""Sending a test, to whoever wants to know whether a channel works."""

from __future__ import annotations

from datetime import timedelta

from app import text
from app.context import Context
from app.database import Reading, reading, transaction
from app.errors import Invalid, Unavailable
from app.journal import record
from app.limits import MovingWindow
from app.mail import Letter
from app.model import new_id
from app.operation import operation
from app.permissions import Permission
from services import people, tenants
from services.channels import keeping
from services.channels.configuring import listed
from services.channels.contract import Channel
from services.channels.errors import ChannelNotFound, NoAddress, NotSetUp
from services.channels.events import ChannelTried
from services.channels.plugging import installed
from services.channels.sending import Line
from services.channels.shapes import Audience, Outgoing

TESTS = MovingWindow(10, timedelta(hours=1))  # of one business: each may cost it something, or bother somebody


@operation(needs=Permission.MANAGE_BUSINESS)
async def send_test(ctx: Context, *, name: str, to: str = '') -> None:
    """Send a test over a channel that is set up, on or not: mail to one's own address, a text message to the number
    `to`, anything else to where it leads. When this returns, the other side has taken it.

    Raises: ChannelNotFound, NotSetUp, NoAddress, Invalid at `to`, TooMany, NotTaken, RefusedForGood.
    """
    channel = installed().get(name)
    if channel is None:
        raise ChannelNotFound
    if not next(each for each in await listed(ctx) if each.name == name).is_set_up:
        raise NotSetUp
    async with reading(ctx) as db:
        line = Line(channel, (await keeping.kept(db, channel)).settings)
        message = _test(ctx, channel, await _address(db, channel, to), (await tenants.mine(db)).name)
    TESTS.take(ctx.tenant, ctx.now)
    try:
        await line.send(message)
    except (Invalid, Unavailable) as refusal:
        await _note(ctx, name, because=refusal.message)
        raise
    await _note(ctx, name)


async def _address(db: Reading, channel: Channel, to: str) -> str:
    match channel.audience:
        case Audience.PHONE:
            return text.one_line(to, 'to', most=40)
        case Audience.EMAIL:
            user_id = db.ctx.actor.user_id
            account = await people.account(db, user_id) if user_id else None
            if account is None:
                raise NoAddress
            return account.email
        case _:
            return ''


def _test(ctx: Context, channel: Channel, to: str, business: str) -> Outgoing:
    key, subject = str(new_id()), f'A test from {business}'
    said = f'{business}: this is a test of {channel.title}. It works.'
    return Outgoing(
        key=key, to=to, name=ctx.actor.name, business=business, subject=subject, text=said, made_at=ctx.now, at=ctx.now,
        letter=Letter(to=to, subject=subject, paragraphs=(said,), key=key, at=ctx.now)
        if channel.audience is Audience.EMAIL else None,
        data={'kind': 'test', 'business': business})


async def _note(ctx: Context, name: str, *, because: str = '') -> None:
    async with transaction(ctx) as db:
        await keeping.note(db, name, because=because)
        await record(db, ChannelTried(business_id=ctx.tenant, channel=name, is_taken=not because))
