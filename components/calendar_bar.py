"""What stands above a calendar: today, back and forth, what is shown, and the choice of view."""

from collections.abc import Callable, Sequence
from typing import Any

from nicegui import ui

from components import buttons, fields, when, words
from components.board_shapes import Shown, ViewName
from components.event_calendar import EventCalendar
from components.page_parts import Toolbar


class CalendarBar:
    """Made before the calendar it steers; `steer` ties them together, `show` keeps its words true.

    Keys: t today, left and right bracket back and forth. `end` takes the screen's own filters.
    """

    def __init__(
        self, *, views: Sequence[ViewName], view: ViewName, on_today: Callable[[], Any], zone: str = ''
    ) -> None:
        self._calendar: EventCalendar | None = None
        self.toolbar = Toolbar('Calendar')
        self.toolbar.start.classes('calendar-bar')
        with self.toolbar:
            buttons.quiet(words.TODAY, on_today, keys='t', marker='today')
            buttons.icon('chevron_left', words.EARLIER, lambda: self._step(-1), keys='[', marker='earlier')
            buttons.icon('chevron_right', words.LATER, lambda: self._step(1), keys=']', marker='later')
            self._title = ui.label('').classes('strong numbers').props('aria-live=polite').mark('calendar-title')
            if zone:
                ui.label(when.place(zone)).classes('small faint').mark('zone')
        with self.toolbar.end:
            if len(views) > 1:
                names = {name: words.VIEWS.get(name, name.capitalize()) for name in views}
                self._views = fields.either(names, view, label='View', on_change=self._change, marker='view')
        self.end = self.toolbar.end

    def steer(self, calendar: EventCalendar) -> None:
        """The calendar the buttons move."""
        self._calendar = calendar

    def show(self, shown: Shown) -> None:
        """Say what is on screen."""
        last = shown.until.fromordinal(shown.until.toordinal() - 1)
        middle = shown.first.fromordinal((shown.first.toordinal() + last.toordinal()) // 2)
        self._title.set_text(
            when.month(middle)
            if shown.view in ('month', 'rooms')
            else when.long_day(shown.first)
            if shown.first == last
            else when.days(shown.first, last),
        )

    def _step(self, by: int) -> None:
        if self._calendar is not None:
            self._calendar.step(by)

    def _change(self, view: ViewName) -> None:
        if self._calendar is not None:
            self._calendar.change_view(view)
