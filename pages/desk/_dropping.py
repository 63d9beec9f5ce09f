"""A card that was dropped: one pending question at a time, then the move, or back where it was."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.intervals import Interval
from components import appointment_words, when
from components.move_panel import CHANGED_MEANWHILE, MovePanel
from components.team_board import Drop
from components.toasts import toast
from pages._visit import Visit
from pages.desk import _moving
from services import appointments
from services.appointments import AppointmentShape

ONE_AT_A_TIME = 'Save or revert the move that is open first.'


class Drops:
    """Answers drops on a board whose clock is `zone`."""

    def __init__(self, visit: Visit, zone: str) -> None:
        self._visit = visit
        self._zone = zone
        self._panel = MovePanel()
        self._pending: AppointmentShape | None = None

    async def settle(self, drop: Drop) -> bool:
        """Ask, and move. True when the card may stay where it was dropped."""
        if self._panel.is_open:
            toast(ONE_AT_A_TIME, kind='note')
            return False
        return await self._visit.action()(self._settled)(drop) is True

    def check(self, find: Callable[[UUID], AppointmentShape | None]) -> None:
        """Somebody may have changed what the open question is about: then it is taken back, and said."""
        if self._pending is None:
            return
        now = find(self._pending.id)
        if now is None or now.revision != self._pending.revision:
            self._panel.withdraw()
            toast(CHANGED_MEANWHILE, kind='note')

    async def _settled(self, drop: Drop) -> bool:
        was, to = drop.appointment, drop.calendar
        during = appointments.redrawn(was.during, self._zone, starts_by=drop.starts_by, ends_by=drop.ends_by)
        if (during, to.id) == (was.during, was.calendar_id):
            return False
        self._pending = was
        try:
            saved = await self._panel.ask(f'Move {appointment_words.title(was)}',
                                          _changes(was, during, to.name, self._zone))
        finally:
            self._pending = None  # from here on the service compares revisions
        if saved is None:
            return False
        moved = await _moving.move(self._visit, was, during, to.id, reason=saved.reason)
        return moved is not None and (moved.during, moved.calendar_id) == (during, to.id)


def _changes(was: AppointmentShape, during: Interval, calendar_name: str, zone: str) -> list[tuple[str, str, str]]:
    said = [when.span(each.starts_at, each.ends_at, zone) for each in (was.during, during)]
    lengths = [when.length(each.length) for each in (was.during, during)]
    rows = [('When', *said), ('Length', *lengths), ('Provider', was.calendar_name, calendar_name)]
    return [(name, before, after) for name, before, after in rows if before != after]
