"""Facts about clients. The journal keeps their ids, never their names or addresses."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app import topics
from app.journal import Event


@dataclass(frozen=True, kw_only=True)
class ClientFact(Event):
    subject_kind: ClassVar[str] = 'client'
    client_id: UUID

    def topics(self) -> tuple[str, ...]:
        return (topics.CLIENTS,)


class ClientCreated(ClientFact):
    kind = 'client.created'


@dataclass(frozen=True, kw_only=True)
class ClientChanged(ClientFact):
    """`changed` names the fields that are different now."""

    kind = 'client.changed'
    changed: tuple[str, ...]


class ClientRetired(ClientFact):
    kind = 'client.retired'


@dataclass(frozen=True, kw_only=True)
class ClientLinked(ClientFact):
    """The client signs in as this user from now on, and as `was_user_id` no more."""

    kind = 'client.linked'
    user_id: UUID
    was_user_id: UUID | None

    def topics(self) -> tuple[str, ...]:
        known = (user_id for user_id in (self.user_id, self.was_user_id) if user_id is not None)
        return (*super().topics(), *map(topics.user, known))
