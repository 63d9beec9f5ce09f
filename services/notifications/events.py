"""Facts about notifications."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app import topics
from app.journal import Event
from services.notifications.shapes import Kind, Summary


@dataclass(frozen=True, kw_only=True)
class DeliveryPlanned(Event):
    """Somebody is to be told something. Of no delivery is more written here than that it is owed."""

    kind: ClassVar[str] = 'delivery.planned'
    subject_kind: ClassVar[str] = 'delivery'
    delivery_id: UUID
    appointment_id: UUID

    def topics(self) -> tuple[str, ...]:
        return topics.MESSAGES, topics.appointment(self.appointment_id)


@dataclass(frozen=True, kw_only=True)
class MessagesChosen(Event):
    """Which kinds of messages somebody has switched on, or off."""

    kinds: tuple[Kind, ...]
    is_wanted: bool
    channel: str


@dataclass(frozen=True, kw_only=True)
class ClientChoseMessages(MessagesChosen):
    kind: ClassVar[str] = 'client.chose_messages'
    subject_kind: ClassVar[str] = 'client'
    client_id: UUID


@dataclass(frozen=True, kw_only=True)
class UserChoseMessages(MessagesChosen):
    """Of somebody who provides appointments."""

    kind: ClassVar[str] = 'user.chose_messages'
    subject_kind: ClassVar[str] = 'user'
    user_id: UUID

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id),)


@dataclass(frozen=True, kw_only=True)
class UserChoseQuietHours(Event):
    """Minutes of the day, on their own clock; both None is never."""

    kind: ClassVar[str] = 'user.chose_quiet_hours'
    subject_kind: ClassVar[str] = 'user'
    user_id: UUID
    quiet_from: int | None
    quiet_until: int | None

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id),)


@dataclass(frozen=True, kw_only=True)
class UserChoseSummary(Event):
    """One mail a day, at a minute of it on their own clock; None is never. `is_ahead`: about the day after."""

    kind: ClassVar[str] = 'user.chose_summary'
    subject_kind: ClassVar[str] = 'user'
    user_id: UUID
    summary: Summary
    minute: int | None
    is_ahead: bool

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id),)
