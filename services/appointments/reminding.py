"""When clients are reminded of their appointments: as their offering says, or else their business."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app.context import Context
from services import offerings, tenants
from services.appointments.models import Appointment
from services.appointments.shapes import Status


def first_reminder(ctx: Context, appointment_id: ColumnElement[UUID]) -> ColumnElement[datetime]:
    """For statements of others: when the first reminder of an appointment is due, if it is changed now; null for one
    that is not confirmed, and where no reminder is ahead.
    """
    own = offerings.reminder_hours(ctx, Appointment.offering_id.expression)
    moment = tenants.first_reminder(ctx, Appointment.starts_at.expression, own)
    return select(moment).where(
        Appointment.tenant_id == ctx.tenant, Appointment.id == appointment_id,
        Appointment.status == Status.CONFIRMED.value).scalar_subquery()
