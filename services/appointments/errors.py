"""Refusals about appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import Conflict, NotFound
from app.intervals import Interval

if TYPE_CHECKING:
    from services.appointments.shapes import Alternative, Status


class AppointmentNotFound(NotFound):
    sentence = 'This appointment does not exist, or not any more.'


class NotPossibleAnyMore(Conflict):
    """The workflow does not lead there, usually because a colleague was faster."""

    def __init__(self, before: Status, after: Status) -> None:
        words = {'PENDING': 'a request', 'CONFIRMED': 'confirmed', 'COMPLETED': 'completed', 'NO_SHOW': 'a no-show',
                 'CANCELLED': 'cancelled'}
        super().__init__(f'This appointment is {words[before.value]}; that step is not possible any more.',
                         before=before.value, after=after.value)


class NotYetPossible(Conflict):
    sentence = 'This appointment has not begun yet.'


class MovedUnderfoot(Conflict):
    sentence = 'A colleague changed this appointment while you were looking at it. Please look again.'


class SlotTaken(Conflict):
    """The time is taken. `in_the_way` and `alternatives` are at hand so that nobody has to search again."""

    sentence = 'This time is already taken.'

    def __init__(self, in_the_way: tuple[Interval, ...] = (), alternatives: tuple[Alternative, ...] = ()) -> None:
        super().__init__()
        self.in_the_way = in_the_way
        self.alternatives = alternatives

    @property
    def next_free(self) -> list[Interval]:
        """The times of the alternatives with the same provider, soonest first."""
        return [other.during for other in self.alternatives if other.why == 'same provider']


class NotBookable(Conflict):
    """The rules say no: outside hours, too short notice, off the grid, not qualified. `reasons` are codes."""

    def __init__(self, message: str, reasons: tuple[str, ...], alternatives: tuple[Alternative, ...] = ()) -> None:
        super().__init__(message, reasons=reasons)
        self.reasons = reasons
        self.alternatives = alternatives


class OutsideHours(NotBookable):
    pass


class TooShortNotice(NotBookable):
    pass


class NotQualified(NotBookable):
    pass
