"""Appointments: minutes of one client in one calendar, booked, changed, never twice."""

from app.idempotency import KeyReused
from services.appointments.booking import book
from services.appointments.changing import cancel, complete, confirm, no_show
from services.appointments.entering import Known, enter
from services.appointments.errors import (
    AppointmentNotFound,
    MovedUnderfoot,
    NotBookable,
    NotPossibleAnyMore,
    NotQualified,
    NotYetPossible,
    OutsideHours,
    SlotTaken,
    TooShortNotice,
)
from services.appointments.moving import reassign, reschedule
from services.appointments.queries import (
    by_id,
    by_reference,
    held_still,
    history,
    lookup_clients,
    newest,
    on_board,
    references,
    seen,
    upcoming,
)
from services.appointments.reminding import first_reminder
from services.appointments.rules import redrawn
from services.appointments.shapes import Alternative, AppointmentShape, Status

__all__ = ['Alternative', 'AppointmentNotFound', 'AppointmentShape', 'KeyReused', 'Known', 'MovedUnderfoot',
           'NotBookable', 'NotPossibleAnyMore', 'NotQualified', 'NotYetPossible', 'OutsideHours', 'SlotTaken',
           'Status', 'TooShortNotice', 'book', 'by_id', 'by_reference', 'cancel', 'complete', 'confirm', 'enter',
           'first_reminder', 'held_still', 'history', 'lookup_clients', 'newest', 'no_show', 'on_board', 'reassign',
           'redrawn', 'references', 'reschedule', 'seen', 'upcoming']
