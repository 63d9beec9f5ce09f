"""Facts about appointments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self
from uuid import UUID

from app import topics
from app.intervals import Interval
from app.journal import Event

if TYPE_CHECKING:
    from services.appointments.models import Appointment


@dataclass(frozen=True, kw_only=True)
class AppointmentFact(Event):
    subject_kind: ClassVar[str] = 'appointment'
    appointment_id: UUID
    calendar_id: UUID
    during: Interval

    @classmethod
    def of(cls, appointment: Appointment, **more: object) -> Self:
        return cls(appointment_id=appointment.id, calendar_id=appointment.calendar_id, during=appointment.during,
                   **more)

    def topics(self) -> tuple[str, ...]:
        return (topics.calendar(self.calendar_id), topics.appointment(self.appointment_id))


class AppointmentRequested(AppointmentFact):
    kind = 'appointment.requested'


@dataclass(frozen=True, kw_only=True)
class AppointmentBooked(AppointmentFact):
    """`was_known`: it was agreed elsewhere before, and whom it is for knows of it."""

    kind: ClassVar[str] = 'appointment.booked'
    was_known: bool = False


class AppointmentConfirmed(AppointmentFact):
    kind = 'appointment.confirmed'


class AppointmentCompleted(AppointmentFact):
    kind = 'appointment.completed'


class AppointmentMissed(AppointmentFact):
    kind = 'appointment.missed'


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(AppointmentFact):
    kind: ClassVar[str] = 'appointment.cancelled'
    reason: str


@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(AppointmentFact):
    """To another time, another calendar, or both; `was_during` and `was_in` say where it came from."""

    kind: ClassVar[str] = 'appointment.moved'
    was_during: Interval
    was_in: UUID
    reason: str = ''

    def topics(self) -> tuple[str, ...]:
        return (*super().topics(), topics.calendar(self.was_in))
