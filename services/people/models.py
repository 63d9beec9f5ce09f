"""Tables: users, the names they sign in with, groups and their members."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, InTenant, of_a_tenant, one_of, own_key, points_to
from app.permissions import Role
from services.people.shapes import UserStatus


class User(Entity, Base):
    __tablename__ = 'users'
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    status: Mapped[str]
    password_hash: Mapped[str | None]
    zone: Mapped[str | None]
    theme: Mapped[str] = mapped_column(server_default=text("'auto'"))
    created_at: Mapped[datetime]
    last_signed_in_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    may_enter: Mapped[bool] = mapped_column(server_default=text('false'))  # other businesses; an operator says so
    __table_args__ = (
        own_key(), of_a_tenant(),
        UniqueConstraint('tenant_id', 'email', name='emails_are_unique'),
        CheckConstraint(one_of('role', Role), name='role_is_known'),
        CheckConstraint(one_of('status', UserStatus), name='status_is_known'),
    )


class SignInName(InTenant, Base):
    """Where an address signs in: the only thing that can be asked before the tenant is known, one address at a time."""

    __tablename__ = 'sign_in_names'
    email: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID]
    __table_args__ = (points_to('user_id', 'users', ondelete='CASCADE'),
                      Index('sign_in_names_by_user', 'tenant_id', 'user_id'))


class Group(Entity, Base):
    __tablename__ = 'groups'
    name: Mapped[str]
    name_key: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''"))
    region: Mapped[str] = mapped_column(server_default=text("''"))
    is_active: Mapped[bool] = mapped_column(server_default=text('true'))
    __table_args__ = (own_key(), of_a_tenant(),
                      UniqueConstraint('tenant_id', 'name_key', name='group_names_are_unique'))


class GroupMember(InTenant, Base):
    __tablename__ = 'group_members'
    group_id: Mapped[UUID]
    user_id: Mapped[UUID]
    is_supervisor: Mapped[bool] = mapped_column(server_default=text('false'))
    __table_args__ = (
        own_key('group_id', 'user_id'),
        points_to('group_id', 'groups', ondelete='CASCADE'),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('group_members_by_user', 'tenant_id', 'user_id'),
    )
