"""Tables: calendars, their skills, groups, weekly hours and exceptions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, InTenant, one_of, own_key, points_to
from services.calendars.shapes import ExceptionKind
from services.skills.shapes import Level


class Calendar(Entity, Base):
    __tablename__ = 'calendars'
    name: Mapped[str]
    name_key: Mapped[str]
    provider_id: Mapped[UUID | None]
    location_id: Mapped[UUID]
    zone: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text('0'))
    is_active: Mapped[bool] = mapped_column(server_default=text('true'))
    hours_version: Mapped[int] = mapped_column(BigInteger, server_default=text('0'))
    __table_args__ = (
        own_key(),
        points_to('provider_id', 'users'),
        points_to('location_id', 'locations'),
        UniqueConstraint('tenant_id', 'name_key', name='calendar_names_are_unique'),
        Index('calendars_by_provider', 'tenant_id', 'provider_id'),
        Index('calendars_by_location', 'tenant_id', 'location_id'),
    )


class CalendarSkill(InTenant, Base):
    __tablename__ = 'calendar_skills'
    calendar_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    level: Mapped[str]
    __table_args__ = (
        own_key('calendar_id', 'skill_id'),
        points_to('calendar_id', 'calendars', ondelete='CASCADE'),
        points_to('skill_id', 'skills'),
        Index('calendar_skills_by_skill', 'tenant_id', 'skill_id'),
        CheckConstraint(one_of('level', Level), name='level_is_known'),
    )


class CalendarGroup(InTenant, Base):
    """A shared place belongs to groups directly; a provider's calendar belongs to its provider's groups as well."""

    __tablename__ = 'calendar_groups'
    calendar_id: Mapped[UUID]
    group_id: Mapped[UUID]
    __table_args__ = (
        own_key('calendar_id', 'group_id'),
        points_to('calendar_id', 'calendars', ondelete='CASCADE'),
        points_to('group_id', 'groups', ondelete='CASCADE'),
        Index('calendar_groups_by_group', 'tenant_id', 'group_id'),
    )


class AvailabilitySlot(Entity, Base):
    __tablename__ = 'availability_slots'
    calendar_id: Mapped[UUID]
    weekday: Mapped[int] = mapped_column(SmallInteger)
    opens: Mapped[int] = mapped_column(SmallInteger)
    closes: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    __table_args__ = (
        own_key(),
        points_to('calendar_id', 'calendars', ondelete='CASCADE'),
        Index('availability_slots_by_calendar', 'tenant_id', 'calendar_id'),
        CheckConstraint('weekday between 0 and 6', name='weekday_is_known'),
        CheckConstraint('opens between 0 and 1439 and closes between 0 and 1440', name='minutes_are_of_a_day'),
        CheckConstraint('valid_from <= valid_until', name='validity_starts_before_it_ends'),
    )


class CalendarException(Entity, Base):
    """Wall clock in the calendar's zone; for every calendar of a location when it names a location instead."""

    __tablename__ = 'exceptions'
    calendar_id: Mapped[UUID | None]
    location_id: Mapped[UUID | None]
    kind: Mapped[str]
    starts: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    ends: Mapped[datetime] = mapped_column(DateTime(timezone=False))
    reason: Mapped[str] = mapped_column(server_default=text("''"))
    __table_args__ = (
        own_key(),
        points_to('calendar_id', 'calendars', ondelete='CASCADE'),
        points_to('location_id', 'locations', ondelete='CASCADE'),
        Index('exceptions_by_calendar', 'tenant_id', 'calendar_id', 'ends'),
        Index('exceptions_by_location', 'tenant_id', 'location_id', 'ends'),
        CheckConstraint(one_of('kind', ExceptionKind), name='kind_is_known'),
        CheckConstraint('(calendar_id is null) <> (location_id is null)', name='covers_one_calendar_or_one_location'),
        CheckConstraint("starts < ends or (kind = 'OVERRIDE' and starts = ends)", name='starts_before_it_ends'),
    )
