"""Who is asking, in which tenant, when: made fresh by a door for every interaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from app.errors import NotAllowed, NotConfirmed, NotSignedIn
from app.permissions import BY_NAME, Permission, Reach, Role, reach_of

CONFIRMED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user, or the product itself (`is_system`), acting in one tenant.

    `may_enter` is what an operator allowed this user; `home_id` is the tenant of somebody who entered this one;
    `confirmed_at` when they last proved who they are.
    """

    user_id: UUID | None
    name: str
    role: Role | None
    is_system: bool = False
    may_enter: bool = False
    home_id: UUID | None = None
    confirmed_at: datetime | None = None

    @property
    def kind(self) -> str:
        return 'system' if self.is_system else 'user' if self.user_id else 'anonymous'


ANONYMOUS = Actor(user_id=None, name='', role=None)
OPERATOR = Actor(None, 'Operator', None, is_system=True)  # somebody at the console


def new_trace() -> str:
    """A number people can read out on the phone: 8 characters."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Context:
    """`now` is aware UTC, read once by the door; `zone` is the IANA zone the asker thinks in."""

    tenant_id: UUID | None
    actor: Actor
    now: datetime
    zone: str = 'UTC'
    trace_id: str = field(default_factory=new_trace)

    @classmethod
    def anonymous(cls, now: datetime) -> Context:
        return cls(tenant_id=None, actor=ANONYMOUS, now=now)

    @classmethod
    def system(cls, tenant_id: UUID, now: datetime, zone: str = 'UTC') -> Context:
        """The product acting by itself inside one tenant."""
        return cls(tenant_id=tenant_id, actor=Actor(None, 'Daybook', None, is_system=True), now=now, zone=zone)

    def reach(self, permission: Permission) -> Reach:
        if self.actor.is_system:
            return Reach.TENANT
        if permission in BY_NAME and not self.actor.may_enter:
            return Reach.NONE
        return reach_of(self.actor.role, permission)

    def may(self, permission: Permission) -> bool:
        return self.reach(permission) > Reach.NONE

    def demand(self, permission: Permission) -> None:
        """Raises: NotSignedIn, NotAllowed."""
        if self.may(permission):
            return
        if self.actor.role is None:
            raise NotSignedIn
        raise NotAllowed

    def demand_confirmed(self) -> None:
        """For acts of weight: whoever does them has proved lately who they are. Raises: NotConfirmed."""
        since = self.actor.confirmed_at
        if not self.actor.is_system and (since is None or self.now - since > CONFIRMED_FOR):
            raise NotConfirmed

    @property
    def tenant(self) -> UUID:
        """The tenant. Raises NotSignedIn where there is none."""
        if self.tenant_id is None:
            raise NotSignedIn
        return self.tenant_id
