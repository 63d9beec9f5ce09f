"""A message as channels get it: the whole letter, a short text, and the same for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.intervals import Interval
from services.channels import Outgoing
from services.notifications import letters
from services.notifications.models import Delivery
from services.notifications.shapes import Kind, Message, Whom, message_of
from services.templates import Style

HAPPENED = {
    Kind.REQUESTED: 'asked for', Kind.BOOKED: 'booked', Kind.CONFIRMED: 'confirmed', Kind.MOVED: 'moved',
    Kind.CANCELLED: 'cancelled', Kind.REMINDER: 'reminder',
}


def of(delivery: Delivery, style: Style | None, *, unsubscribe: str, now: datetime) -> Outgoing:
    """The same at every try, but for `at`; with a letter in this style, where there is one."""
    message = message_of(delivery.said)
    letter = letters.about(message, style, key=delivery.id, made_at=delivery.made_at,
                           unsubscribe=unsubscribe) if style else None
    subject = letter.subject if letter else f'{HAPPENED[message.kind].capitalize()}: {message.offering}'
    return Outgoing(
        key=str(delivery.id), to=message.to, name=message.name, business=message.business, subject=subject,
        text=short(message), made_at=delivery.made_at, at=now, letter=letter, unsubscribe=unsubscribe,
        data=plain(message))


def short(message: Message) -> str:
    """'Acme: booked: Massage with Dana, Tue 24 Nov 2026, 10:00 (Europe/London). Ref. 7KQ2M4.'

    To the business it says for whom as well.
    """
    other = f'{message.calendar} for {message.other}' if message.whom is Whom.BUSINESS else message.other
    was = f' (was {_when(message.was, message.zone)})' if message.was else ''
    return (f'{message.business}: {HAPPENED[message.kind]}: {message.offering} with {other}, '
            f'{_when(message.during, message.zone)} ({message.zone}){was}. Ref. {message.reference}.')


def plain(message: Message) -> dict[str, Any]:
    """For programs: instants are UTC, in ISO 8601; `sequence` grows with each message about one appointment."""
    return {
        'kind': message.kind.value, 'whom': message.whom.value, 'business': message.business,
        'sequence': message.sequence, 'appointment': {
            'id': str(message.appointment_id), 'reference': message.reference, 'offering': message.offering,
            'calendar': message.calendar, 'with': message.other, 'place': message.place, 'zone': message.zone,
            **_instants(message.during)},
        'was': _instants(message.was) if message.was else None,
    }


def _instants(during: Interval) -> dict[str, str]:
    return {'starts_at': during.starts_at.isoformat(), 'ends_at': during.ends_at.isoformat()}


def _when(during: Interval, zone: str) -> str:
    starts = during.starts_at.astimezone(ZoneInfo(zone))
    return f'{starts:%a} {starts.day} {starts:%b %Y}, {starts:%H:%M}'
