"""Handing a message to a channel: in time, and without a word of what it keeps secret."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import select

from app.database import Reading
from app.errors import Invalid, Unavailable
from services.channels import contract
from services.channels.contract import Channel
from services.channels.errors import ChannelIsOff, Hung, NotInstalled, NotTaken, RefusedForGood
from services.channels.keeping import kept
from services.channels.models import ChannelRow
from services.channels.plugging import installed
from services.channels.shapes import Audience, Outgoing

log = structlog.get_logger(__name__)
LONG = 3.0  # seconds
LONGEST_REASON = 200
KINDS = (RefusedForGood, Invalid, NotTaken, Unavailable)  # of what may come of a try
HIDDEN = '•••'
SHORTEST_SECRET = 4  # what is shorter is in many a word


@dataclass(frozen=True, slots=True)
class Line:
    """A channel as one business has set it up."""

    channel: Channel
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    rests_until: datetime | None = None
    goes_well: bool = False

    async def send(self, outgoing: Outgoing) -> None:
        """One try. Raises: Unavailable, where another may help, and Hung, where that took long; RefusedForGood; and
        Invalid, where it is our own fault.
        """
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            await self._sent(outgoing)
        except Unavailable as away:
            if loop.time() - began >= LONG:
                raise Hung(away.message) from None
            raise

    async def _sent(self, outgoing: Outgoing) -> None:
        try:
            async with asyncio.timeout(contract.DEADLINE):
                await self.channel.send(self.settings, outgoing)
        except (Invalid, Unavailable) as refusal:
            raise self._without_secrets(refusal) from None
        except TimeoutError:
            raise NotTaken('It did not answer in time.') from None
        except Exception as error:  # of somebody else's making, so that its words may say anything
            log.warning('a channel failed', channel=self.channel.name, because=type(error).__name__)
            raise NotTaken(f'It failed ({type(error).__name__}).') from None

    def _without_secrets(self, refusal: Invalid | Unavailable) -> Invalid | Unavailable:
        """Itself, if it says nothing it must not."""
        said = refusal.message
        for each in self.channel.fields:
            secret = self.settings.get(each.name, '')
            if each.is_secret and len(secret) >= SHORTEST_SECRET:
                said = said.replace(secret, HIDDEN)
        said = ''.join(sign if sign.isprintable() else ' ' for sign in said)[:LONGEST_REASON]
        if said == refusal.message and not any(each.is_secret for each in self.channel.fields):
            return refusal
        return next(kind for kind in KINDS if isinstance(refusal, kind))(said)


async def line(db: Reading, name: str) -> Line:
    """A channel that is on. Raises: ChannelIsOff, NotInstalled, SealedByAnother."""
    channel = installed().get(name)
    if channel is None:
        raise NotInstalled
    known = await kept(db, channel)
    if not known.is_on:
        raise ChannelIsOff
    return Line(channel, known.settings, known.rests_until, known.goes_well)


async def open_to(db: Reading, audience: Audience) -> dict[str, datetime | None]:
    """Channels that are on and reach such an audience, by name, and since when; None: always."""
    rows = await db.execute(select(ChannelRow.name, ChannelRow.on_since).where(
        ChannelRow.tenant_id == db.ctx.tenant, ChannelRow.on_since.is_not(None)))
    on_since = {row.name: row.on_since for row in rows}
    return {name: on_since.get(name) for name, channel in installed().items()
            if channel.audience is audience and (channel.is_always_on or name in on_since)}


def most_a_minute(name: str) -> int:
    """How many messages of one business a channel takes in a minute. Raises: NotInstalled."""
    channel = installed().get(name)
    if channel is None:
        raise NotInstalled
    return channel.a_minute()
