"""Tables: appointments."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from app.intervals import Interval
from app.model import Base, Entity, one_of, own_key, points_to
from services.appointments.shapes import AppointmentShape, Status
from services.bookings import BookingShape
from services.calendars import CalendarShape
from services.clients import ClientShape
from services.occupancy import Holder, HolderKind
from services.offerings import OfferingShape

MINUTE = timedelta(minutes=1)


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

    @classmethod
    def requested(cls, id_: UUID, booking: BookingShape, calendar_id: UUID, offering: OfferingShape,
                  during: Interval, *, status: Status, note: str, because: str | None, at: datetime,
                  by: UUID | None) -> Appointment:
        """A new appointment with the price and the buffers the offering has now."""
        appointment = cls(
            id=id_, booking_id=booking.id, client_id=booking.client_id, calendar_id=calendar_id,
            offering_id=offering.id, status=status.value, starts_at=during.starts_at, ends_at=during.ends_at,
            price_minor=offering.price_minor, currency=offering.currency, note=note, overridden_because=because,
            revision=1, created_at=at, created_by=by)
        appointment.take_buffers(offering)
        return appointment

    @property
    def buffers(self) -> tuple[timedelta, timedelta]:
        """Before and after."""
        return self.buffer_before_minutes * MINUTE, self.buffer_after_minutes * MINUTE

    def take_buffers(self, offering: OfferingShape) -> None:
        """As the offering has them now."""
        self.buffer_before_minutes = offering.buffer_before // MINUTE
        self.buffer_after_minutes = offering.buffer_after // MINUTE
        self.shares_buffers = offering.shares_buffers

    def give_up_buffers(self) -> None:
        """An override inside a buffer keeps no distance of its own."""
        self.buffer_before_minutes, self.buffer_after_minutes, self.shares_buffers = 0, 0, True

    @property
    def during(self) -> Interval:
        return Interval(self.starts_at, self.ends_at)

    @property
    def holder(self) -> Holder:
        return Holder(HolderKind.APPOINTMENT, self.id)

    def shape(self, calendar: CalendarShape, offering: OfferingShape, client: ClientShape,
              reference: str) -> AppointmentShape:
        return AppointmentShape(
            id=self.id, reference=reference, booking_id=self.booking_id, status=Status(self.status),
            during=self.during, calendar_id=self.calendar_id, calendar_name=calendar.name, zone=calendar.zone,
            location_id=calendar.location_id, location_name=calendar.location_name, offering_id=self.offering_id,
            offering_name=offering.name, client_id=self.client_id, client_name=client.name, client_email=client.email,
            client_phone=client.phone, buffer_before_minutes=self.buffer_before_minutes,
            buffer_after_minutes=self.buffer_after_minutes, price_minor=self.price_minor, currency=self.currency,
            note=self.note, cancelled_because=self.cancelled_because, overridden_because=self.overridden_because,
            revision=self.revision, created_at=self.created_at)
