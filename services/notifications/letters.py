"""What a message about an appointment says in a letter."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from app import mail
from app.intervals import Interval
from app.mail import Letter
from services.notifications.invitations import invitation
from services.notifications.shapes import Kind, Message, Whom

SUBJECTS = {
    Kind.REQUESTED: 'Asked for: {offering}, {when}',
    Kind.BOOKED: 'Booked: {offering}, {when}',
    Kind.CONFIRMED: 'Confirmed: {offering}, {when}',
    Kind.MOVED: 'Moved: {offering}, now {when}',
    Kind.CANCELLED: 'Cancelled: {offering}, {when}',
    Kind.REMINDER: 'Reminder: {offering}, {when}',
}
TO_CLIENTS = {
    Kind.REQUESTED: 'we have your request. It is yours when we have confirmed it.',
    Kind.BOOKED: 'your appointment is booked.',
    Kind.CONFIRMED: 'your appointment is confirmed.',
    Kind.MOVED: 'your appointment has been moved.',
    Kind.CANCELLED: 'your appointment has been cancelled.',
    Kind.REMINDER: 'this is to remind you of your appointment.',
}
TO_PROVIDERS = {
    Kind.REQUESTED: 'somebody asks for an appointment with you.',
    Kind.BOOKED: 'an appointment with you has been booked.',
    Kind.CONFIRMED: 'an appointment with you has been confirmed.',
    Kind.MOVED: 'an appointment with you has been moved.',
    Kind.CANCELLED: 'this appointment is with you no more.',
}


def about(message: Message, *, key: UUID, made_at: datetime, unsubscribe: str) -> Letter:
    """The letter; the same one, with the same key, however often it is composed. `unsubscribe` is where the reader
    switches such letters off.
    """
    says = TO_CLIENTS if message.whom is Whom.CLIENT else TO_PROVIDERS
    return Letter(
        to=message.to, key=str(key), at=made_at,
        subject=SUBJECTS[message.kind].format(offering=message.offering, when=_short(message.during, message.zone)),
        paragraphs=(f'Hello {message.name},', says[message.kind], *_details(message)),
        closing=f'{message.business}. Reference {message.reference}.', unsubscribe=unsubscribe,
        invitation=None if message.kind is Kind.REMINDER  # the date is in their calendar already
        else invitation(message, sender=mail.own_address(), made_at=made_at))


def _details(message: Message) -> tuple[str, ...]:
    other = 'With' if message.whom is Whom.CLIENT else 'For'
    lines = [('What', message.offering), ('When', _long(message.during, message.zone)),
             ('Instead of', message.was and _long(message.was, message.zone)),
             ('Where', message.place), (other, message.other)]
    return tuple(f'{name}: {value}' for name, value in lines if value)


def _long(during: Interval, zone: str) -> str:
    """'Tuesday 24 November 2026, 10:00 to 10:45 (Europe/London)': the zone is always named."""
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (during.starts_at, during.ends_at))
    until = f'{ends:%H:%M}' if ends.date() == starts.date() else f'{ends:%A} {ends.day} {ends:%B}, {ends:%H:%M}'
    return f'{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {until} ({zone})'


def _short(during: Interval, zone: str) -> str:
    starts = during.starts_at.astimezone(ZoneInfo(zone))
    return f'{starts:%a} {starts.day} {starts:%b}, {starts:%H:%M}'
