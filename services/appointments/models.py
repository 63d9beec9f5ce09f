"""Tables: appointments."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, one_of, own_key, points_to
from services.appointments.shapes import Status


class Appointment(Entity, Base):
    """One client, one calendar, one interval. Price and buffers are those of the day it was booked."""

    __tablename__ = 'appointments'
    booking_id: Mapped[UUID]
    client_id: Mapped[UUID]
    calendar_id: Mapped[UUID]
    offering_id: Mapped[UUID]
    status: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    buffer_before_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text('0'))
    buffer_after_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text('0'))
    shares_buffers: Mapped[bool] = mapped_column(server_default=text('false'))
    price_minor: Mapped[int] = mapped_column(server_default=text('0'))
    currency: Mapped[str] = mapped_column(server_default=text("'EUR'"))
    note: Mapped[str] = mapped_column(server_default=text("''"))
    cancelled_because: Mapped[str | None]
    overridden_because: Mapped[str | None]
    revision: Mapped[int] = mapped_column(server_default=text('1'))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    __table_args__ = (
        own_key(),
        points_to('booking_id', 'bookings'),
        points_to('client_id', 'clients'),
        points_to('calendar_id', 'calendars'),
        points_to('offering_id', 'offerings'),
        CheckConstraint(one_of('status', Status), name='status_is_known'),
        CheckConstraint('starts_at < ends_at', name='starts_before_it_ends'),
        CheckConstraint("ends_at - starts_at between interval '5 minutes' and interval '24 hours'",
                        name='lasts_5_minutes_to_24_hours'),
        Index('appointments_by_calendar', 'tenant_id', 'calendar_id', 'starts_at'),
        Index('appointments_by_time', 'tenant_id', 'starts_at'),
        Index('appointments_by_client', 'tenant_id', 'client_id', 'starts_at'),
        Index('appointments_by_booking', 'tenant_id', 'booking_id'),
    )
