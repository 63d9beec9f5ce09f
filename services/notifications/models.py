"""Tables: what people were told, the messages and notices that tell them, and which of them nobody wants."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.intervals import Interval
from app.model import Base, Entity, InTenant, one_of, own_key, points_to
from services.notifications.shapes import DeliveryState, Kind, Standing, Summary, Whom
from services.tenants.shapes import QUIET


class Told(InTenant, Base):
    """How an appointment stood when a person was last told of it; `sequence` counts what they were told."""

    __tablename__ = 'told'
    appointment_id: Mapped[UUID]
    whom: Mapped[str]
    person_id: Mapped[UUID]  # a client, or a user
    sequence: Mapped[int]
    is_on: Mapped[bool]
    is_request: Mapped[bool]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    calendar_id: Mapped[UUID]
    as_of: Mapped[int] = mapped_column(BigInteger)  # the line of the journal they know of, and all before it
    is_unheard: Mapped[bool] = mapped_column(server_default=text('false'))  # what happened until then, not wanted
    __table_args__ = (
        own_key('appointment_id', 'whom', 'person_id'),
        points_to('appointment_id', 'appointments', ondelete='CASCADE'),
        points_to('calendar_id', 'calendars', ondelete='CASCADE'),
        CheckConstraint(one_of('whom', Whom), name='whom_is_known'),
    )

    def standing(self) -> Standing:
        return Standing(is_on=self.is_on, is_request=self.is_request, calendar_id=self.calendar_id,
                        during=Interval(self.starts_at, self.ends_at))


class Pace(InTenant, Base):
    """A line messages stand in: of a channel, or of one person. `free_at` is when it would be empty."""

    __tablename__ = 'paces'
    name: Mapped[str]
    free_at: Mapped[datetime]
    __table_args__ = (own_key('name'),)


class Delivery(Entity, Base):
    """One message to one person over one channel. `said` is all it says; `because` why it was refused."""

    __tablename__ = 'deliveries'
    made_at: Mapped[datetime]
    channel: Mapped[str]
    kind: Mapped[str]
    whom: Mapped[str]
    person_id: Mapped[UUID]
    appointment_id: Mapped[UUID]
    said: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str]
    settled_at: Mapped[datetime | None]
    because: Mapped[str | None]
    leaves_at: Mapped[datetime | None]  # its place in line, once it has one
    quiet_until: Mapped[datetime | None]  # the end of the quiet hours it waited for last
    __table_args__ = (
        own_key(),
        points_to('appointment_id', 'appointments', ondelete='CASCADE'),
        CheckConstraint(one_of('whom', Whom), name='whom_is_known'),
        CheckConstraint(one_of('kind', Kind), name='kind_is_known'),
        CheckConstraint("channel ~ '^[a-z][a-z0-9_]{0,29}$'", name='channel_is_a_word'),
        CheckConstraint(one_of('state', DeliveryState), name='state_is_known'),
        CheckConstraint("(state = 'waiting') = (settled_at is null)", name='settled_when_it_waits_no_more'),
        Index('deliveries_by_time', 'tenant_id', 'made_at'),
        Index('deliveries_by_appointment', 'tenant_id', 'appointment_id'),
    )


class Notice(Entity, Base):
    """What is new to somebody about an appointment of theirs, as the product itself shows it. `said` is all it says."""

    __tablename__ = 'notices'
    made_at: Mapped[datetime]
    user_id: Mapped[UUID]
    kind: Mapped[str]
    appointment_id: Mapped[UUID]
    said: Mapped[dict[str, Any]] = mapped_column(JSONB)
    read_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        points_to('appointment_id', 'appointments', ondelete='CASCADE'),
        CheckConstraint(one_of('kind', Kind), name='kind_is_known'),
        Index('notices_by_user', 'tenant_id', 'user_id', 'made_at'),
        Index('notices_by_appointment', 'tenant_id', 'appointment_id'),
    )


class MessageTimes(InTenant, Base):
    """When somebody who works here is left alone: minutes of the day, on their own clock."""

    __tablename__ = 'message_times'
    user_id: Mapped[UUID]
    quiet_from: Mapped[int | None] = mapped_column(SmallInteger)
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)
    __table_args__ = (
        own_key('user_id'),
        points_to('user_id', 'users', ondelete='CASCADE'),
        CheckConstraint(QUIET, name='quiet_hours_begin_and_end'),
    )


class SummaryRow(InTenant, Base):
    """One mail a day. `told_on` is the day, on the clock of whoever it is for, it was sent on last."""

    __tablename__ = 'summaries'
    user_id: Mapped[UUID]
    summary: Mapped[str]
    minute: Mapped[int] = mapped_column(SmallInteger)
    is_wanted: Mapped[bool]
    is_ahead: Mapped[bool]
    since_at: Mapped[datetime]
    told_on: Mapped[date | None]
    leaves_at: Mapped[datetime | None]  # its place in line, once it has one that day
    __table_args__ = (
        own_key('user_id', 'summary'),
        points_to('user_id', 'users', ondelete='CASCADE'),
        CheckConstraint(one_of('summary', Summary), name='summary_is_known'),
        CheckConstraint('minute between 0 and 1439', name='minute_is_of_a_day'),
    )


class Unwanted(InTenant, Base):
    """Messages of this kind somebody has switched off; without a row they are wanted."""

    __tablename__ = 'unwanted'
    channel: Mapped[str]
    whom: Mapped[str]
    person_id: Mapped[UUID]  # a client, or a user
    kind: Mapped[str]
    since_at: Mapped[datetime]
    __table_args__ = (
        own_key('channel', 'whom', 'person_id', 'kind'),
        CheckConstraint("channel ~ '^[a-z][a-z0-9_]{0,29}$'", name='channel_is_a_word'),
        CheckConstraint(one_of('whom', Whom), name='whom_is_known'),
    )
