"""Notifications as their letters and screens see them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from app.intervals import Interval
from app.journal import plain


class Whom(StrEnum):
    CLIENT = 'client'
    PROVIDER = 'provider'
    BUSINESS = 'business'  # as a whole, over channels that reach nobody in particular


class Kind(StrEnum):
    """What a message about an appointment says."""

    REQUESTED = 'requested'
    BOOKED = 'booked'
    CONFIRMED = 'confirmed'
    MOVED = 'moved'
    CANCELLED = 'cancelled'
    REMINDER = 'reminder'


class Family(StrEnum):
    """Kinds that the link in a letter switches off and on together."""

    CHANGES = 'changes'
    REMINDERS = 'reminders'
    SUMMARIES = 'summaries'


# Every kind is in one of them: of messages about appointments there is none that nobody may switch off.
FAMILIES: dict[Family, tuple[Kind, ...]] = {
    Family.CHANGES: (Kind.REQUESTED, Kind.BOOKED, Kind.CONFIRMED, Kind.MOVED, Kind.CANCELLED),
    Family.REMINDERS: (Kind.REMINDER,),
    Family.SUMMARIES: (),  # of no single appointment
}

TO_PROVIDERS = FAMILIES[Family.CHANGES]


def family_of(kind: Kind) -> Family:
    return next(family for family, kinds in FAMILIES.items() if kind in kinds)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom messages of one family go to: what the link in a letter stands for."""

    tenant_id: UUID
    whom: Whom
    person_id: UUID
    family: Family
    channel: str = 'mail'


class Summary(StrEnum):
    """What one mail a day may be about: one's own appointments, or the groups one leads."""

    DAY = 'day'
    TEAM = 'team'


@dataclass(frozen=True, slots=True)
class SummaryChoice:
    """When somebody is told: at a minute of the day on their own clock; None is never. `is_ahead`: of the day after."""

    summary: Summary
    minute: int | None
    is_ahead: bool


@dataclass(frozen=True, slots=True)
class SummaryWanted:
    """Whether somebody wants it, at the time they chose once."""

    summary: Summary
    is_wanted: bool


class Way(StrEnum):
    """How somebody who works here is told: by a channel, or by the product itself."""

    MAIL = 'mail'
    BELL = 'bell'


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether somebody wants messages of this kind, this way."""

    kind: Kind
    is_wanted: bool
    way: str = Way.MAIL


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody behind the link in a letter may choose, and how they have chosen so far."""

    business: str
    family: Family
    choices: tuple[Choice | SummaryWanted, ...]

    @property
    def is_any_wanted(self) -> bool:
        return any(choice.is_wanted for choice in self.choices)

    @property
    def is_all_wanted(self) -> bool:
        return all(choice.is_wanted for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Preview:
    """A draft of a letter as it would be read. `reference` is the appointment it speaks of; without one, an example."""

    subject: str
    preheader: str
    text: str
    html: str
    reference: str


class DeliveryState(StrEnum):
    WAITING = 'waiting'
    SENT = 'sent'
    REFUSED = 'refused'  # for good: another try would hear the same
    OVERTAKEN = 'overtaken'  # by newer news, or by time
    UNWANTED = 'unwanted'  # whom it is for has switched its kind off


class Progress(StrEnum):
    """How far a message has come, for those who look. PARKED: tried for hours, and then no more."""

    WAITING = 'waiting'
    SENT = 'sent'
    REFUSED = 'refused'
    OVERTAKEN = 'overtaken'
    UNWANTED = 'unwanted'
    PARKED = 'parked'


@dataclass(frozen=True, slots=True)
class DeliveryShape:
    """One message. `due_at` is its next try while it waits, `tries` those behind it; `because` why it has not come."""

    id: UUID
    made_at: datetime
    kind: Kind
    whom: Whom
    channel: str  # its title
    name: str
    to: str
    offering: str
    reference: str
    progress: Progress
    settled_at: datetime | None
    due_at: datetime | None
    tries: int
    because: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How an appointment stands for one person. `is_on`: they are expected there. `starts` and `ends` are aware."""

    is_on: bool
    is_request: bool
    during: Interval
    calendar_id: UUID


class StepKind(StrEnum):
    """What can happen to an appointment that people are told of: kinds of facts about appointments."""

    REQUESTED = 'appointment.requested'
    BOOKED = 'appointment.booked'
    CONFIRMED = 'appointment.confirmed'
    MOVED = 'appointment.moved'
    CANCELLED = 'appointment.cancelled'


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an appointment's journal, and how it left it. `was_known`: whom it is for knew of it already;
    `by` is the name of who did it.
    """

    id: int
    at: datetime
    kind: StepKind
    actor_id: UUID | None
    by: str
    during: Interval
    calendar_id: UUID
    was_known: bool


@dataclass(frozen=True, slots=True)
class Message:
    """Everything a message says, as it was when it was planned. `zone` is the calendar's; `was` before a move.

    `sequence` counts the messages about one appointment to one person, from 0 (RFC 5546).
    """

    kind: Kind
    whom: Whom
    to: str
    name: str
    business: str
    appointment_id: UUID
    reference: str
    offering: str
    other: str  # with whom: the provider for a client, the client for a provider
    place: str
    during: Interval
    zone: str
    sequence: int
    was: Interval | None = None
    hours: int | None = None  # of a reminder: how long before
    knew: Standing | None = None  # how it stood when they heard of it last, if they have
    calendar: str = ''  # whose name it is that the client meets


@dataclass(frozen=True, slots=True)
class NoticeShape:
    """What is new about an appointment of the reader's. `by` is who made it so, `was` when it was before a move;
    `is_elsewhere`: it takes place, with somebody else. `zone` is the calendar's.
    """

    id: UUID
    made_at: datetime
    kind: Kind
    is_read: bool
    reference: str
    offering: str
    client: str
    during: Interval
    was: Interval | None
    zone: str
    by: str
    is_elsewhere: bool


@dataclass(frozen=True, slots=True)
class Notices:
    """The newest first; `unread` counts those that are not among them, too."""

    rows: tuple[NoticeShape, ...]
    unread: int


def kept(message: Message) -> dict[str, Any]:
    """A message as it is kept: plain values."""
    said = {field.name: plain(getattr(message, field.name)) for field in fields(message)}
    return said | {'knew': message.knew and {
        field.name: plain(getattr(message.knew, field.name)) for field in fields(message.knew)}}


def message_of(said: dict[str, Any]) -> Message:
    """The message that was kept."""
    return Message(**said | {
        'kind': Kind(said['kind']), 'whom': Whom(said['whom']), 'appointment_id': UUID(said['appointment_id']),
        'during': interval_of(said['during']), 'was': said['was'] and interval_of(said['was']),
        'knew': said.get('knew') and _standing_of(said['knew'])})


def _standing_of(said: dict[str, Any]) -> Standing:
    return Standing(is_on=said['is_on'], is_request=said['is_request'], during=interval_of(said['during']),
                    calendar_id=UUID(said['calendar_id']))


def interval_of(said: dict[str, str]) -> Interval:
    """As the journal has it."""
    return Interval(datetime.fromisoformat(said['starts_at']), datetime.fromisoformat(said['ends_at']))
