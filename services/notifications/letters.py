"""What a message about an appointment says in a letter: its words, in the wording of the business."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app import mail
from app.intervals import Interval
from app.mail import Letter
from services import templates
from services.notifications.invitations import invitation
from services.notifications.shapes import Kind, Message, Whom
from services.templates import Style, Values

TEMPLATES: Final[dict[Whom, dict[Kind, templates.Kind]]] = {
    Whom.CLIENT: {kind: templates.Kind(kind.value) for kind in Kind},
    Whom.PROVIDER: {kind: templates.Kind(f'staff_{kind.value}') for kind in Kind if kind is not Kind.REMINDER},
}


def about(message: Message, style: Style, *, key: UUID, made_at: datetime, unsubscribe: str) -> Letter:
    """The letter; with the same key, however often it is composed. `unsubscribe` is where the reader switches such
    letters off.
    """
    return templates.letter(
        style, values(message), to=message.to, key=str(key), at=made_at, unsubscribe=unsubscribe,
        invitation=None if message.kind is Kind.REMINDER  # the date is in their calendar already
        else invitation(message, sender=mail.own_address(), made_at=made_at))


def values(message: Message) -> Values:
    """What its template may say; where there is nothing to say of something, nothing."""
    said: Values = {
        'name': message.name, 'business': message.business, 'offering': message.offering,
        'starts': _short(message.during, message.zone), 'when': _long(message.during, message.zone),
        'place': message.place, 'reference': message.reference,
        'provider' if message.whom is Whom.CLIENT else 'client': message.other}
    if message.kind is Kind.MOVED:
        said['was'] = _long(message.was, message.zone) if message.was else ''
    return said


def _long(during: Interval, zone: str) -> str:
    """'Tuesday 24 November 2026, 10:00 to 10:45 (Europe/London)': the zone is always named."""
    starts, ends = (each.astimezone(ZoneInfo(zone)) for each in (during.starts_at, during.ends_at))
    until = f'{ends:%H:%M}' if ends.date() == starts.date() else f'{ends:%A} {ends.day} {ends:%B}, {ends:%H:%M}'
    return f'{starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {until} ({zone})'


def _short(during: Interval, zone: str) -> str:
    starts = during.starts_at.astimezone(ZoneInfo(zone))
    return f'{starts:%a} {starts.day} {starts:%b}, {starts:%H:%M}'
