"""Facts about channels. What they are set to is written here nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.journal import Event

CHANNELS = 'channels'  # rings when a channel of the business is changed or tried


@dataclass(frozen=True, kw_only=True)
class ChannelFact(Event):
    """`channel` is its name."""

    subject_kind: ClassVar[str] = 'business'
    business_id: UUID
    channel: str

    def topics(self) -> tuple[str, ...]:
        return (CHANNELS,)


class ChannelSetUp(ChannelFact):
    kind = 'business.channel_set_up'


class ChannelTurnedOn(ChannelFact):
    kind = 'business.channel_turned_on'


class ChannelTurnedOff(ChannelFact):
    kind = 'business.channel_turned_off'


@dataclass(frozen=True, kw_only=True)
class ChannelTried(ChannelFact):
    """Somebody had a test sent; `is_taken` says whether it left."""

    kind = 'business.channel_tried'
    is_taken: bool
