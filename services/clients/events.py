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
