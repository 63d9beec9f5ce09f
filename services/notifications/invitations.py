"""Appointments for the reader's own calendar: one event for each, whatever becomes of it (RFC 5545, RFC 5546)."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar, Event, vCalAddress
from icalendar.enums import STATUS, TRANSP

from app.mail import Invitation
from services.notifications.shapes import Kind, Message


def invitation(message: Message, *, sender: str, made_at: datetime) -> Invitation:
    """In UTC, so that it is right in whatever zone it is opened. The event's id never changes, its sequence grows."""
    is_off = message.kind is Kind.CANCELLED
    event = Event.new(
        uid=str(message.appointment_id), sequence=message.sequence, stamp=made_at,
        start=message.during.starts_at, end=message.during.ends_at, summary=f'{message.offering}, {message.business}',
        location=message.place, description=f'{message.other}. Reference {message.reference}.',
        organizer=vCalAddress.new(sender, cn=_plain(message.business)),
        attendees=[vCalAddress.new(message.to, cn=_plain(message.name), partstat='ACCEPTED', rsvp=False)],
        status=STATUS.CANCELLED if is_off else STATUS.TENTATIVE if message.kind is Kind.REQUESTED else STATUS.CONFIRMED,
        transparency=TRANSP.OPAQUE)
    calendar = Calendar.new(method='CANCEL' if is_off else 'REQUEST', prodid='-//Daybook//Daybook//EN',
                            subcomponents=[event])
    return Invitation('CANCEL' if is_off else 'REQUEST', calendar.to_ical().decode())


def _plain(name: str) -> str:
    """As a parameter: it may hold no quotation mark, no line break and no other control character (RFC 5545, 3.2)."""
    return ''.join(each for each in name.replace('"', "'") if each.isprintable())
