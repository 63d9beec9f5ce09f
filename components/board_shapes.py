"""What a calendar draws: plain values in the venue's wall clock.

Every time is a naive datetime as the clock on the venue's wall shows it. Conversion from instants is the service's;
what comes back from a drag is naive too, and is computed again from the stored booking before anything is written.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

ViewName = Literal['team', 'week', 'month', 'list', 'rooms']


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """One provider (or place, or room): the title of a column and the short line under it."""

    id: str
    title: str
    subtitle: str = ''
    group: str = ''


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """One booking. `facts` are the lines of its hover card, `actions` the (name, label) pairs it offers there."""

    id: str
    title: str
    starts: datetime
    ends: datetime
    column_id: str = ''
    status: str = 'CONFIRMED'
    subtitle: str = ''
    marks: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    actions: tuple[tuple[str, str], ...] = ()
    is_movable: bool = True


@dataclass(frozen=True, slots=True)
class BoardGround:
    """Time that is not free: `off` is hatched, `leave` is named, `break` is grey. Without columns: all of them."""

    starts: datetime
    ends: datetime
    kind: Literal['off', 'leave', 'break'] = 'off'
    column_ids: tuple[str, ...] = ()
    title: str = ''


@dataclass(frozen=True, slots=True)
class Moved:
    """A card was dropped or its edge pulled; `token` must be settled, or the card stays in doubt."""

    event_id: str
    token: str
    starts: datetime
    ends: datetime
    column_id: str
    was: BoardEvent


@dataclass(frozen=True, slots=True)
class Selected:
    """Free time was swept or clicked."""

    starts: datetime
    ends: datetime
    column_id: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on screen now: days from `first` up to, not including, `until`, in a view."""

    first: date
    until: date
    view: ViewName
    title: str = field(default='', compare=False)
