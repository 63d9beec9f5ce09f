"""The team board: a column per provider, the same in a week, a month and a list, and an agenda on a phone.

It draws shapes on one wall clock at a time and says what people did with them, in shapes again.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from nicegui import ui

from app.intervals import Interval
from app.localtime import instant
from components import board_cards, buttons, fields, page_parts, when
from components.agenda import Agenda, AgendaLine
from components.appointment_words import Rights
from components.board_cards import Away, Hours
from components.board_filters import BoardFilters, Choices, Chosen
from components.board_shapes import BoardEvent, BoardGround, Moved, Selected, Shown, ViewName
from components.calendar_bar import CalendarBar
from components.event_calendar import EventCalendar
from components.when import EARLIEST, LATEST
from services.appointments.shapes import MOST_ON_A_BOARD, AppointmentShape
from services.calendars.shapes import CalendarShape

MOST: Final = 300  # cards a browser draws without a pause
NOBODY: Final = 'Nobody to show here: choose another location or group'
ALL_CLOSED: Final = 'Closed: nobody works on this day'
VIEWS: Final[tuple[ViewName, ...]] = ('team', 'week', 'month', 'list')


@dataclass(frozen=True, slots=True)
class Team:
    """Whose board it is: the columns in their order, the clock they are drawn on, what else could be chosen.

    `missing`: so many calendars were too many to list.
    """

    columns: tuple[CalendarShape, ...]
    zone: str
    choices: Choices
    chosen: Chosen
    missing: int = 0

    @property
    def is_mixed(self) -> bool:
        """Whether several places stand side by side."""
        return len({calendar.location_id for calendar in self.columns}) > 1

    def shown_in(self, view: ViewName) -> tuple[CalendarShape, ...]:
        """The columns a view has room for: week and month show one person's."""
        return self.columns[:1] if view in ('week', 'month') else self.columns


@dataclass(frozen=True, slots=True)
class Sight:
    """What there is to see in a range, read at `now`."""

    appointments: tuple[AppointmentShape, ...]
    hours: Hours
    away: Away
    now: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """A card was dropped or its edge pulled: by how much on the wall clock, and into whose column."""

    appointment: AppointmentShape
    calendar: CalendarShape
    starts_by: timedelta
    ends_by: timedelta


@dataclass(frozen=True, slots=True)
class BoardCalls:
    """What the board tells its page. `looked` is awaited when another range is in sight; `dropped` answers True when
    the move stands. Without `dropped` nothing moves, without `swept` nothing is booked."""

    looked: Callable[[Shown], Awaitable[None]]
    filtered: Callable[[Chosen], Any]
    opened: Callable[[AppointmentShape], Any]
    acted: Callable[[AppointmentShape, str], Any]
    today: Callable[[], date]
    path_of: Callable[[AppointmentShape], str]
    new_path: str = ''
    swept: Callable[[CalendarShape, Interval], Any] | None = None
    dropped: Callable[[Drop], Awaitable[bool]] | None = None


class TeamBoard:
    """Draw a team's time. `show(sight)` draws what changed and leaves the rest alone."""

    def __init__(self, team: Team, calls: BoardCalls, *, on: date, view: ViewName, drawn: tuple[time, time],
                 rights: Rights) -> None:
        self._team, self._calls, self._rights = team, calls, rights
        self._columns = {str(calendar.id): calendar for calendar in team.columns}
        self._known: dict[str, AppointmentShape] = {}
        self._cards: dict[str, BoardEvent] = {}
        self._ground: list[BoardGround] | None = None
        self._on = on
        self._shown = expected(on, view)
        self._draw_bar(view)
        with ui.element('div').classes('board').props('data-roving').mark('board'):
            self._calendar = EventCalendar(
                zone=team.zone, on=on, view=view,
                columns=[board_cards.column(calendar, names_place=team.is_mixed) for calendar in team.columns],
                opens=drawn[0], closes=drawn[1], label='Team board', on_click=self._opened,
                on_select=self._swept if calls.swept else None, on_move=self._moved if calls.dropped else None,
                on_shown=self._looked, on_action=self._acted)
        self._calendar.mark('calendar')
        self._agenda = Agenda(empty='Nothing booked')
        self._bar.steer(self._calendar)
        self._say(self._shown)

    @property
    def shown(self) -> Shown:
        """What is in sight."""
        return self._shown

    @property
    def is_drawn(self) -> bool:
        """Whether what is in sight has been drawn once."""
        return self._ground is not None

    @property
    def on(self) -> date:
        """The day it is about: what another view of it would show."""
        return self._on

    def find(self, appointment_id: UUID) -> AppointmentShape | None:
        """The appointment as it was last drawn."""
        return self._known.get(str(appointment_id))

    def go_to(self, day: date) -> None:
        """Another day; `looked` follows."""
        self._calendar.go_to(day)

    def show(self, sight: Sight) -> None:
        """Draw this; when the ground is the same, only the cards that came, changed or went."""
        seen = sight.appointments[:MOST]
        self._known = {str(each.id): each for each in seen}
        cards = {event.id: event for event in self._drawn(seen, sight.now)}
        ground = self._drawn_ground(sight)
        if ground != self._ground:
            self._calendar.show(cards.values(), ground=ground)
        else:
            self._slide(cards)
        self._cards, self._ground = cards, ground
        self._agenda.show([self._line(each) for each in seen], empty=self._why_empty(sight))
        self._more.set_text(not_drawn(len(sight.appointments)))

    def _draw_bar(self, view: ViewName) -> None:
        calls, team = self._calls, self._team
        self._header = page_parts.PageHeader('Team board')
        with self._header.actions:
            self._filters = BoardFilters(team.choices, team.chosen, on_change=calls.filtered)
            if calls.new_path:
                buttons.link('New booking', calls.new_path, kind='primary', keys='n', marker='new-booking')
        self._bar = CalendarBar(views=VIEWS, view=view, zone=team.zone,
                                on_today=lambda: self._calendar.go_to(calls.today()))
        with self._bar.toolbar:
            self._more = ui.label('').classes('small faint').mark('more')
        with self._bar.end:
            self._day = fields.day('', marker='jump', on_change=self._jump)
            self._day.props['aria-label'] = 'Go to date'
            buttons.icon('fullscreen', 'Full screen', ui.fullscreen().toggle, keys='f', marker='fullscreen'
                         ).classes('board-wide')

    def _say(self, shown: Shown) -> None:
        """What is in sight, and whose: one person's week is theirs by name, also when nobody was chosen."""
        self._bar.show(shown)
        self._day.value = self._on.isoformat()
        view = shown.view
        people = self._team.shown_in(view)
        chosen = self._team.chosen.provider
        self._filters.show(str(people[0].id) if people and view in ('week', 'month') else chosen)
        places = ', '.join(dict.fromkeys(each.location_name for each in people))
        who = people[0].name if len(people) == 1 else f'{len(people)} calendars'
        more = f' · {when.number(self._team.missing)} more not shown' if self._team.missing else ''
        self._header.show('Team board', f'{who} · {places}{more}' if people else NOBODY)

    def _drawn(self, appointments: Sequence[AppointmentShape], now: datetime) -> list[BoardEvent]:
        return [board_cards.card(each, self._team.zone, self._rights, now=now,
                                 names_provider=self._shown.view == 'list') for each in appointments]

    def _drawn_ground(self, sight: Sight) -> list[BoardGround]:
        view = self._shown.view
        if view not in ('team', 'week'):
            return []
        return board_cards.ground(self._team.shown_in(view), sight.hours, sight.away, self._team.zone,
                                  self._shown.first, self._shown.until, is_shared=view == 'week')

    def _why_empty(self, sight: Sight) -> str:
        is_shut = self._shown.view == 'team' and self._team.columns and board_cards.is_closed(
            sight.hours, self._team.zone, self._shown.first)
        return ALL_CLOSED if is_shut else ''

    def _slide(self, cards: dict[str, BoardEvent]) -> None:
        for gone in self._cards.keys() - cards.keys():
            self._calendar.forget(gone)
        for id_, event in cards.items():
            if self._cards.get(id_) != event:
                self._calendar.upsert(event)

    def _line(self, appointment: AppointmentShape) -> AgendaLine:
        starts, ends = board_cards.wall(appointment.during, self._team.zone)
        return AgendaLine(
            time=f'{when.clock(starts)}–{when.clock(ends)}', title=appointment.client_name,
            about=f'{appointment.calendar_name} · {appointment.offering_name}', status=appointment.status.value,
            path=self._calls.path_of(appointment), heading=when.long_day(starts.date()))

    async def _looked(self, shown: Shown) -> None:
        if not EARLIEST <= shown.first < shown.until <= LATEST:
            return
        if shown != self._shown:
            self._ground = None  # another range is drawn anew
        self._shown = shown
        self._on = anchored(self._on, shown)
        self._say(shown)
        await self._calls.looked(shown)

    def _jump(self, _: Any) -> None:
        day = fields.day_of(self._day)
        if day is not None and day != self._on and EARLIEST < day < LATEST:
            self._on = day
            self._calendar.go_to(day)

    def _opened(self, event_id: str) -> Any:
        known = self._known.get(event_id)
        return self._calls.opened(known) if known else None

    def _acted(self, event_id: str, name: str) -> Any:
        known = self._known.get(event_id)
        if known is None:
            return None
        return self._calls.opened(known) if name == 'open' else self._calls.acted(known, name)

    def _swept(self, chosen: Selected) -> Any:
        calendar = self._columns.get(chosen.column_id) or self._only()
        if calendar is None or self._calls.swept is None or chosen.ends <= chosen.starts:
            return None
        starts, ends = (instant(edge, self._team.zone) for edge in (chosen.starts, chosen.ends))
        return self._calls.swept(calendar, Interval(starts, max(ends, starts + timedelta(minutes=5))))

    async def _moved(self, move: Moved) -> bool:
        known = self._known.get(move.event_id)
        calendar = self._columns.get(move.column_id) or self._only()
        if known is None or calendar is None or self._calls.dropped is None or not move.was.is_movable:
            return False
        drop = Drop(known, calendar, move.starts - move.was.starts, move.ends - move.was.ends)
        outcome = self._calls.dropped(drop)
        return (await outcome if inspect.isawaitable(outcome) else outcome) is True

    def _only(self) -> CalendarShape | None:
        """The one whose week or month it is."""
        return self._team.columns[0] if self._shown.view in ('week', 'month') and self._team.columns else None


def not_drawn(found: int) -> str:
    """What is said of the appointments for which there is no room; behind a full answer there may be more."""
    if found <= MOST:
        return ''
    least = 'At least ' if found >= MOST_ON_A_BOARD else ''
    return f'{least}{when.number(found - MOST)} more not drawn: choose a provider or a shorter range'


def expected(on: date, view: ViewName) -> Shown:
    """The range the browser is going to show, so that it can be drawn before it says so."""
    if view == 'team':
        return Shown(on, on + timedelta(days=1), view)
    first, last = (on, on) if view != 'month' else _month(on)
    monday = first - timedelta(days=first.weekday())
    return Shown(monday, last + timedelta(days=7 - last.weekday()), view)


def _month(on: date) -> tuple[date, date]:
    first = on.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def anchored(on: date, shown: Shown) -> date:
    """The day a range is about: the one it was about before if that is in it, else its first; a month has strangers
    at both ends."""
    if shown.view != 'month':
        return on if shown.first <= on < shown.until else shown.first
    middle = shown.first + timedelta(days=15)
    return on if (on.year, on.month) == (middle.year, middle.month) else middle.replace(day=min(on.day, 28))
