"""Facts about users and groups. The journal keeps ids and roles of people, never their names or addresses."""

from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from app import topics
from app.journal import Event
from app.permissions import Role
from services.people.models import Group, GroupMember, User
from services.people.shapes import UserStatus


@dataclass(frozen=True, kw_only=True)
class UserFact(Event):
    subject_kind: ClassVar[str] = 'user'
    user_id: UUID
    role: Role
    status: UserStatus

    @classmethod
    def of(cls, user: User) -> Self:
        return cls(user_id=user.id, role=Role(user.role), status=UserStatus(user.status))

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), topics.PEOPLE)


class UserCreated(UserFact):
    kind = 'user.created'


class EnteringAllowed(UserFact):
    """An operator lets them enter other businesses."""

    kind = 'user.entering_allowed'


class EnteringForbidden(UserFact):
    kind = 'user.entering_forbidden'


@dataclass(frozen=True, kw_only=True)
class UserDeactivated(UserFact):
    """`was` is what becomes of them again when it is taken back."""

    kind = 'user.deactivated'
    was: UserStatus


class UserReactivated(UserFact):
    kind = 'user.reactivated'


@dataclass(frozen=True, kw_only=True)
class UserChanged(Event):
    """`changed` names the fields that are different now."""

    kind = 'user.changed'
    subject_kind: ClassVar[str] = 'user'
    user_id: UUID
    role_before: Role
    role: Role
    changed: tuple[str, ...]

    def topics(self) -> tuple[str, ...]:
        return (topics.user(self.user_id), topics.PEOPLE)


@dataclass(frozen=True, kw_only=True)
class GroupFact(Event):
    subject_kind: ClassVar[str] = 'group'
    group_id: UUID
    name: str
    description: str
    region: str

    @classmethod
    def of(cls, group: Group) -> Self:
        return cls(group_id=group.id, name=group.name, description=group.description, region=group.region)


class GroupCreated(GroupFact):
    kind = 'group.created'


class GroupChanged(GroupFact):
    kind = 'group.changed'


class GroupRetired(GroupFact):
    kind = 'group.retired'


class GroupReopened(GroupFact):
    kind = 'group.reopened'


@dataclass(frozen=True, kw_only=True)
class MembershipFact(Event):
    subject_kind: ClassVar[str] = 'group'
    group_id: UUID
    user_id: UUID
    is_supervisor: bool

    @classmethod
    def of(cls, member: GroupMember) -> Self:
        return cls(group_id=member.group_id, user_id=member.user_id, is_supervisor=member.is_supervisor)


class MemberAdded(MembershipFact):
    kind = 'group.member_added'


class MemberChanged(MembershipFact):
    kind = 'group.member_changed'


class MemberRemoved(MembershipFact):
    kind = 'group.member_removed'
