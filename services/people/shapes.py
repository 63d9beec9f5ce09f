"""People: users and groups as the doors see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from app.permissions import Role


class UserStatus(StrEnum):
    """INVITED: has not chosen a password yet, and signs in when they have."""

    INVITED = 'INVITED'
    ACTIVE = 'ACTIVE'
    DEACTIVATED = 'DEACTIVATED'


@dataclass(frozen=True, slots=True)
class MembershipShape:
    """A group somebody is in, or leads."""

    group_id: UUID
    name: str
    is_supervisor: bool


@dataclass(frozen=True, slots=True)
class UserShape:
    """`memberships` are those in groups that are not retired, by name; only `listed` and `by_id` look them up."""

    id: UUID
    email: str
    name: str
    role: Role
    status: UserStatus
    zone: str | None
    theme: str
    last_signed_in_at: datetime | None
    memberships: tuple[MembershipShape, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberShape:
    user_id: UUID
    name: str
    is_supervisor: bool


@dataclass(frozen=True, slots=True)
class GroupShape:
    id: UUID
    name: str
    description: str
    region: str
    is_active: bool
    members: tuple[MemberShape, ...] = ()
