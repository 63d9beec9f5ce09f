"""How an appointment is said: its facts, its steps, and what happened to it, in human words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.intervals import Interval
from components import when
from components.history import Happening
from services.appointments.shapes import AppointmentShape, Status

CONFIRM: Final = 'Confirm'
COMPLETE: Final = 'Complete'
NO_SHOW: Final = 'No-show'
MOVE: Final = 'Move…'
REASSIGN: Final = 'Reassign…'
CANCEL: Final = 'Cancel…'
AGAIN: Final = 'Book again'
OPEN: Final = 'Open'

HAPPENED: Final[dict[str, tuple[str, str]]] = {
    'appointment.requested': ('Requested', 'pending'),
    'appointment.booked': ('Booked', 'confirmed'),
    'appointment.confirmed': ('Confirmed', 'confirmed'),
    'appointment.completed': ('Completed', 'completed'),
    'appointment.missed': ('The client did not come', 'no-show'),
    'appointment.cancelled': ('Cancelled', 'cancelled'),
    'appointment.moved': ('Moved', 'pending'),
}


@dataclass(frozen=True, slots=True)
class Rights:
    """What the viewer may do with appointments."""

    may_change: bool = False
    may_cancel: bool = False
    may_book: bool = False


@dataclass(frozen=True, slots=True)
class Happened:
    """A line of the journal: when (aware), what kind of fact, by whom, and its plain values; both may be left out."""

    at: datetime
    kind: str
    actor_name: str
    data: Mapping[str, Any]


def steps(appointment: AppointmentShape, rights: Rights, *, now: datetime) -> tuple[tuple[str, str], ...]:
    """(name, label) of what can be done with it now: by its status, by what has begun, by what the viewer may."""
    is_open = appointment.status in (Status.PENDING, Status.CONFIRMED)
    is_begun = appointment.status is Status.CONFIRMED and appointment.during.starts_at <= now
    offered = (
        ('confirm', CONFIRM, rights.may_change and appointment.status is Status.PENDING),
        ('complete', COMPLETE, rights.may_change and is_begun),
        ('no_show', NO_SHOW, rights.may_change and is_begun),
        ('move', MOVE, rights.may_change and is_open),
        ('reassign', REASSIGN, rights.may_change and is_open),
        ('cancel', CANCEL, rights.may_cancel and is_open),
        ('again', AGAIN, rights.may_book and may_come_again(appointment, now=now)),
    )
    return tuple((name, label) for name, label, is_offered in offered if is_offered)


def may_come_again(appointment: AppointmentShape, *, now: datetime) -> bool:
    """Whether what was cancelled is still to come, so that it could be booked once more."""
    return appointment.status is Status.CANCELLED and appointment.during.starts_at > now


def title(appointment: AppointmentShape) -> str:
    """Amara Okafor, Boiler service."""
    return f'{appointment.client_name}, {appointment.offering_name}'


def said_when(during: Interval, zone: str, *, viewer: str, today: date | None = None) -> str:
    """Mon 24 Nov, 09:30–10:30 New York time; the zone only where it is not the viewer's."""
    return when.span(during.starts_at, during.ends_at, zone, today=today, viewer=viewer)


@dataclass(frozen=True, slots=True)
class InTheWay:
    """What stands in the way of a time: when it is, and how long around it is kept free as well."""

    during: Interval
    before: timedelta = timedelta()
    after: timedelta = timedelta()

    @classmethod
    def among(cls, taken: Interval, known: Sequence[AppointmentShape]) -> InTheWay:
        """`taken` holds what is kept free; the appointment it belongs to is looked for among those one may see."""
        for each in known:
            before, after = (timedelta(minutes=minutes) for minutes in (
                each.buffer_before_minutes, each.buffer_after_minutes))
            if each.status.blocks and each.during.widened(before, after) == taken:
                return cls(each.during, before, after)
        return cls(taken)

    @property
    def whole(self) -> Interval:
        return self.during.widened(self.before, self.after)

    def said(self, zone: str, *, today: date) -> str:
        """Today, 09:00–10:00, with 10 min after."""
        around = kept_free(self.before, self.after)
        return when.span(self.during.starts_at, self.during.ends_at, zone, today=today) + (
            f', with {around}' if around else '')


def kept_free(before: timedelta, after: timedelta) -> str:
    """10 min before and 5 min after; empty without either."""
    parts = ((before, 'before'), (after, 'after'))
    return ' and '.join(f'{when.length(lasts)} {side}' for lasts, side in parts if lasts)


def facts(appointment: AppointmentShape) -> tuple[tuple[str, str], ...]:
    """The lines of a hover card; the time and the status stand above them."""
    pairs = (
        ('Client', appointment.client_name),
        ('Phone', appointment.client_phone),
        ('E-mail', appointment.client_email if not appointment.client_phone else ''),
        ('Provider', appointment.calendar_name),
        ('Note', shortened(appointment.note)),
        ('Reference', appointment.reference),
    )
    return tuple((name, value) for name, value in pairs if value)


def shortened(text: str, most: int = 120) -> str:
    """The beginning of a long text, on one line."""
    line = ' '.join(text.split())
    return line if len(line) <= most else f'{line[: most - 1].rstrip()}…'


def happenings(
    history: Sequence[Happened], zone: str, *, today: date, names: Mapping[str, str]
) -> tuple[Happening, ...]:
    """The journal in words, newest first. `names` goes from calendar ids (text) to their names."""
    return tuple(_happening(one, zone, today, names) for one in history)


def _happening(one: Happened, zone: str, today: date, names: Mapping[str, str]) -> Happening:
    what, tone = HAPPENED.get(one.kind, (one.kind.rsplit('.', 1)[-1].replace('_', ' ').capitalize(), ''))
    detail = str(one.data.get('reason') or '')
    if one.kind == 'appointment.moved' and 'during' in one.data:
        what = _moved(one.data, zone, today, names)
    elif one.kind in ('appointment.requested', 'appointment.booked') and 'during' in one.data:
        what = f'{what} for {_span(one.data["during"], zone, today)}'
    return Happening(when.moment(one.at, zone, today=today), what, one.actor_name, detail, tone)


def _moved(data: Mapping[str, Any], zone: str, today: date, names: Mapping[str, str]) -> str:
    before, after = data['was_during'], data['during']
    who_before, who_after = (names.get(str(data[key]), 'another calendar') for key in ('was_in', 'calendar_id'))
    parts = []
    if before != after:
        parts.append(f'Moved from {_span(before, zone, today)} to {_span(after, zone, today)}')
    if data['was_in'] != data['calendar_id']:
        verb = 'given' if parts else 'Given'
        parts.append(f'{verb} from {who_before} to {who_after}')
    return ', '.join(parts) or 'Moved'


def _span(during: Mapping[str, str], zone: str, today: date) -> str:
    starts, ends = (datetime.fromisoformat(during[edge]) for edge in ('starts_at', 'ends_at'))
    return when.span(starts, ends, zone, today=today)

