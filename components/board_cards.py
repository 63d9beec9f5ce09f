"""From shapes to what a calendar draws: cards, the ground under them, and which hours are worth drawing. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal
from uuid import UUID

from app.intervals import Interval
from app.localtime import wall_clock
from components.appointment_words import OPEN, Rights, facts, steps
from components.board_shapes import BoardColumn, BoardEvent, BoardGround
from services.appointments.shapes import AppointmentShape, Status
from services.availability.shapes import TimeOff
from services.calendars.shapes import CalendarShape

Hours = Mapping[UUID, Sequence[Interval]]
Away = Mapping[UUID, Sequence[TimeOff]]
Wall = tuple[datetime, datetime]

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MOVABLE = (Status.PENDING, Status.CONFIRMED)
USUAL = (time(8), time(18))
WHOLE_DAY = (time(0), time(0))
CLOSED = 'Closed'
A_LITTLE_LATE = 3  # hours past midnight that are not worth drawing every morning for


def column(calendar: CalendarShape, *, names_place: bool) -> BoardColumn:
    """A provider's column; its place stands under the name when the board shows several."""
    return BoardColumn(str(calendar.id), calendar.name, calendar.location_name if names_place else '')


def card(appointment: AppointmentShape, zone: str, rights: Rights, *, now: datetime, names_provider: bool
         ) -> BoardEvent:
    """An appointment as a card on the wall clock of `zone`."""
    starts, ends = wall(appointment.during, zone)
    subtitle = appointment.offering_name
    return BoardEvent(
        id=str(appointment.id), title=appointment.client_name, starts=starts, ends=ends,
        column_id=str(appointment.calendar_id), status=appointment.status.value,
        subtitle=f'{subtitle} · {appointment.calendar_name}' if names_provider else subtitle,
        marks=('sticky_note_2',) if appointment.note else (),
        facts=(('Offering', appointment.offering_name), *facts(appointment)),
        actions=(('open', OPEN), *steps(appointment, rights, now=now)),
        is_movable=rights.may_change and appointment.status in MOVABLE)


def ground(columns: Sequence[CalendarShape], hours: Hours, away: Away, zone: str, first: date, until: date, *,
           is_shared: bool) -> list[BoardGround]:
    """What is not free, per column and day: closed, on a break, or off. `is_shared`: days are the columns."""
    areas: list[BoardGround] = []
    for calendar in columns:
        ids = () if is_shared else (str(calendar.id),)
        open_, off = _by_day(hours.get(calendar.id, ()), zone), away.get(calendar.id, ())
        leave = [BoardGround(*span, 'leave', ids, each.reason or 'Time off')
                 for each in off for span in _cut(wall(each.during, zone), first, until)]
        for number in range((until - first).days):
            day = first + number * DAY
            is_away = any(area.starts.date() == day for area in leave)  # which says more than that it is closed
            areas += _closed(day, open_[day], ids, '' if is_away else CLOSED)
        areas += leave
    return areas


def is_closed(hours: Hours, zone: str, day: date) -> bool:
    """Whether nobody at all works on a day."""
    return not any(_by_day(open_, zone)[day] for open_ in hours.values())


def drawn_hours(hours: Hours, zone: str) -> tuple[time, time]:
    """The hours worth drawing: whole ones around everything that is open. Shifts deep into the night need the day."""
    spans = [wall(each, zone) for open_ in hours.values() for each in open_]
    if not spans:
        return USUAL
    opens = min(starts.time() for starts, _ in spans)
    latest = max(ends - _midnight(starts.date()) for starts, ends in spans)
    closes = -(-latest // HOUR)
    if closes > 24 + A_LITTLE_LATE:
        return WHOLE_DAY
    return time(opens.hour), time(closes) if closes < 24 else time()


def wall(during: Interval, zone: str) -> Wall:
    """An interval as naive wall clock; one that crosses a repeated hour still ends after it starts."""
    starts = wall_clock(during.starts_at, zone).replace(fold=0)
    ends = wall_clock(during.ends_at, zone).replace(fold=0)
    return starts, ends if ends > starts else starts + during.length


def _by_day(open_: Iterable[Interval], zone: str) -> dict[date, list[Wall]]:
    days: dict[date, list[Wall]] = defaultdict(list)
    for starts, ends in _split(wall(each, zone) for each in open_):
        days[starts.date()].append((starts, ends))
    return days


def _split(spans: Iterable[Wall]) -> Iterable[Wall]:
    """Cut at every midnight."""
    for starts, ends in spans:
        while starts < ends:
            midnight = _midnight(starts.date() + DAY)
            yield starts, min(ends, midnight)
            starts = midnight


def _closed(day: date, open_: Sequence[Wall], ids: tuple[str, ...], said: str) -> Iterable[BoardGround]:
    """The gaps of one day; one between two open times is a break. A day without any is said to be what it is."""
    at, end = _midnight(day), _midnight(day + DAY)
    if not open_:
        yield BoardGround(at, end, 'off', ids, said)
        return
    for number, (starts, ends) in enumerate(sorted(open_)):
        if at < starts:
            kind: Literal['off', 'break'] = 'break' if number else 'off'
            yield BoardGround(at, starts, kind, ids)
        at = max(at, ends)
    if at < end:
        yield BoardGround(at, end, 'off', ids)


def _cut(span: Wall, first: date, until: date) -> Iterable[Wall]:
    starts, ends = max(span[0], _midnight(first)), min(span[1], _midnight(until))
    return _split([(starts, ends)]) if starts < ends else ()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
