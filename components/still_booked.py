"""What is still booked with somebody whose access is about to end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from nicegui import ui


@dataclass(frozen=True, slots=True)
class Standing:
    """How many appointments are still ahead in a calendar."""

    calendar_id: UUID
    calendar: str
    count: int


def still_booked(standing: Sequence[Standing], *, path_of: Callable[[UUID], str]) -> None:
    """A line for each calendar, with the way to its appointments, in another tab so that the question stays."""
    with ui.element('div').classes('stack gap-1').mark('still-booked'):
        if not standing:
            ui.label('No appointments are ahead with them.').classes('soft')
        for each in standing:
            many = f'{each.count} appointment{"" if each.count == 1 else "s"}'
            ui.link(f'{many} ahead in {each.calendar}: look and reassign', path_of(each.calendar_id), new_tab=True)
