"""The calendar: a day with a column per provider, a week, a month, a list, and rooms across days.

Python owns the bookings; the browser draws them and reports what people do. A drag is a question: the card waits,
marked, until `settle` says yes or no, and goes back on no. Times are the venue's wall clock throughout.
"""

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from nicegui import ui
from nicegui.events import GenericEventArguments

from components import words
from components.board_shapes import BoardColumn, BoardEvent, BoardGround, Moved, Selected, Shown, ViewName

BUNDLE: Final = Path(__file__).parent / 'vendor' / 'event_calendar'
VIEWS: Final[dict[ViewName, str]] = {
    'team': 'resourceTimeGridDay',
    'week': 'timeGridWeek',
    'month': 'dayGridMonth',
    'list': 'listWeek',
    'rooms': 'resourceTimelineMonth',
}
NAMES: Final = {browser: name for name, browser in VIEWS.items()}


class EventCalendar(ui.element, component='event_calendar.js', esm={'daybook-event-calendar': str(BUNDLE)}):
    """Draw bookings, and say what people did with them.

    zone: IANA name of the venue, for the now-line and "today". opens, closes: the hours drawn.
    Callbacks may be async. `on_move(Moved)` answers True when the move stands; anything else, an exception included,
    puts the card back. Without `on_move` nothing can be dragged; without `on_select` nothing can be swept.
    """

    def __init__(
        self,
        *,
        zone: str,
        on: date,
        view: ViewName = 'team',
        columns: Sequence[BoardColumn] = (),
        opens: time = time(7),
        closes: time = time(20),
        step_minutes: int = 15,
        first_weekday: int = 1,
        height: str = '100%',
        label: str = 'Calendar',
        on_click: Callable[[str], Any] | None = None,
        on_select: Callable[[Selected], Any] | None = None,
        on_move: Callable[[Moved], Any] | None = None,
        on_shown: Callable[[Shown], Any] | None = None,
        on_action: Callable[[str, str], Any] | None = None,
    ) -> None:
        super().__init__()
        self._events: dict[str, BoardEvent] = {}
        self._on_move = on_move
        self.shown: Shown | None = None
        self.add_resource(BUNDLE)
        self.classes('calendar')
        # one immutable blob: NiceGUI would deep-copy a dict for every client
        self.props['options'] = orjson.Fragment(
            orjson.dumps(
                {
                    'view': VIEWS[view],
                    'date': on.isoformat(),
                    'zone': zone,
                    'label': label,
                    'height': height,
                    'columns': [_column(column) for column in columns],
                    'slotMinTime': f'{opens:%H:%M}:00',
                    'slotMaxTime': f'{closes:%H:%M}:00' if closes > opens else '24:00:00',
                    'step': step_minutes,
                    'firstDay': first_weekday,
                    'movable': on_move is not None,
                    'selectable': on_select is not None,
                    'looks': {name: look._asdict() for name, look in words.STATUS.items()},
                    'noEvents': words.NO_ROWS,
                }
            )
        )
        self.on('moved', self._moved)
        self.on('shown', lambda event: self._shown(event, on_shown))
        if on_click is not None:
            self.on('chosen', lambda event: on_click(str(event.args)))
        if on_select is not None:
            self.on('swept', lambda event: on_select(_selected(event.args)))
        if on_action is not None:
            self.on('acted', lambda event: on_action(str(event.args['id']), str(event.args['name'])))

    def show(
        self,
        events: Iterable[BoardEvent],
        *,
        columns: Sequence[BoardColumn] | None = None,
        ground: Iterable[BoardGround] = (),
    ) -> None:
        """Draw exactly these. Send what is in sight (about 300 at most), each time `on_shown` says what that is."""
        self._events = {event.id: event for event in events}
        self.run_method(
            'show',
            orjson.Fragment(orjson.dumps([_event(event) for event in self._events.values()])),
            orjson.Fragment(orjson.dumps([_ground(area, number) for number, area in enumerate(ground)])),
            None if columns is None else [_column(column) for column in columns],
        )

    def upsert(self, event: BoardEvent) -> None:
        """A booking came or changed: it slides in, briefly marked."""
        self._events[event.id] = event
        self.run_method('upsert', _event(event))

    def forget(self, event_id: str) -> None:
        """A booking went."""
        if self._events.pop(event_id, None) is not None:
            self.run_method('remove', event_id)

    def go_to(self, day: date) -> None:
        """Another day; `on_shown` follows."""
        self.run_method('goTo', day.isoformat())

    def change_view(self, view: ViewName) -> None:
        """Another view of the same; `on_shown` follows."""
        self.run_method('changeView', VIEWS[view])

    def step(self, by: int) -> None:
        """One view further (1) or back (-1)."""
        self.run_method('step', by)

    def settle(self, token: str, *, is_kept: bool) -> None:
        """Answer a drag: the card stays, or goes back where it was."""
        self.run_method('settle', token, is_kept)

    async def _moved(self, message: GenericEventArguments) -> None:
        token, is_kept = str(message.args['token']), False
        try:
            was = self._events.get(str(message.args['id']))
            if was is not None and self._on_move is not None:
                move = _moved(was, message.args)
                outcome = self._on_move(move)
                is_kept = (await outcome if inspect.isawaitable(outcome) else outcome) is True
                if is_kept and self._events.get(was.id) is was:  # else a newer state has come meanwhile
                    self._events[was.id] = replace(was, starts=move.starts, ends=move.ends, column_id=move.column_id)
        finally:
            if not self.is_deleted:
                self.settle(token, is_kept=is_kept)

    async def _shown(self, message: GenericEventArguments, on_shown: Callable[[Shown], Any] | None) -> None:
        told = message.args
        self.shown = Shown(
            date.fromisoformat(told['first'][:10]), date.fromisoformat(told['until'][:10]), NAMES[told['view']]
        )
        if on_shown is not None:
            outcome = on_shown(self.shown)
            if inspect.isawaitable(outcome):
                await outcome


def _moved(was: BoardEvent, told: dict[str, Any]) -> Moved:
    # by the distance, not by the time the browser shows: its own zone may have a hole there on one night of the year
    return Moved(
        event_id=was.id,
        token=str(told['token']),
        starts=was.starts + timedelta(seconds=int(told['start_by'])),
        ends=was.ends + timedelta(seconds=int(told['end_by'])),
        column_id=str(told.get('column') or was.column_id),
        was=was,
    )


def _selected(told: dict[str, Any]) -> Selected:
    return Selected(
        datetime.fromisoformat(told['starts']), datetime.fromisoformat(told['ends']), str(told.get('column') or '')
    )


def _event(event: BoardEvent) -> dict[str, Any]:
    look = words.look_of(event.status)
    return {
        'id': event.id,
        'title': event.title,
        'start': event.starts.isoformat(timespec='seconds'),
        'end': event.ends.isoformat(timespec='seconds'),
        'resourceIds': [event.column_id] if event.column_id else [],
        'editable': event.is_movable,
        'extendedProps': {
            'look': look._asdict(),
            'subtitle': event.subtitle,
            'marks': event.marks,
            'facts': event.facts,
            'actions': [{'name': name, 'label': label} for name, label in event.actions],
        },
    }


def _ground(area: BoardGround, number: int) -> dict[str, Any]:
    return {
        'id': f'ground-{number}',
        'start': area.starts.isoformat(timespec='seconds'),
        'end': area.ends.isoformat(timespec='seconds'),
        'resourceIds': area.column_ids,
        'title': area.title,
        'kind': area.kind,
    }


def _column(column: BoardColumn) -> dict[str, Any]:
    return {'id': column.id, 'title': column.title, 'extendedProps': {'subtitle': column.subtitle}}
