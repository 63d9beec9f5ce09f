"""What was sent about one appointment, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from components import when, words
from components.history import Happening
from components.message_list import KINDS, SAID, reached
from services.notifications.shapes import DeliveryShape, Progress


def happenings(messages: Sequence[DeliveryShape], zone: str, *, today: date) -> tuple[Happening, ...]:
    """Each message with what became of it, and when that was or is to be."""
    return tuple(_happening(each, zone, today) for each in messages)


def _happening(each: DeliveryShape, zone: str, today: date) -> Happening:
    is_waiting = each.progress is Progress.WAITING
    at = (each.due_at if is_waiting else each.settled_at) or each.made_at
    said = 'Leaves' if is_waiting and not each.tries else 'Tried again' if is_waiting else SAID[each.progress]
    return Happening(f'{said} {when.inside(when.moment(at, zone, today=today))}', f'{KINDS[each.kind]}, to {each.name}',
                     reached(each), each.because, words.look_of(each.progress).tone)
