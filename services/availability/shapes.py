"""What is asked of the search, and what it answers. Instants are aware UTC; lengths are elapsed time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

import numpy as np

from app.intervals import Interval
from app.localtime import Seconds, moment
from services.skills.shapes import SkillLevel

MAX_DAYS_STAFF = 400
SECOND = timedelta(seconds=1)
MIN_DURATION = timedelta(minutes=5)
MAX_DURATION = timedelta(hours=24)
MAX_BUFFER = timedelta(hours=12)


class Match(StrEnum):
    ALL = 'ALL'  # every required skill, each at its level or above
    ANY = 'ANY'  # at least one of them


class Sort(StrEnum):
    EARLIEST = 'EARLIEST'  # start (of providers: the next one), then provider name, then calendar id
    PROVIDER = 'PROVIDER'  # provider name, then calendar id, then start


class WhyNot(StrEnum):
    """Why a calendar, or a start in it, cannot be booked."""

    INACTIVE = 'INACTIVE'
    GROUP = 'GROUP'  # outside the calendars, groups, locations or regions asked for
    SKILL_MISSING = 'SKILL_MISSING'
    LEVEL_TOO_LOW = 'LEVEL_TOO_LOW'
    NOTICE = 'NOTICE'
    BEYOND_HORIZON = 'BEYOND_HORIZON'
    OFF_THE_GRID = 'OFF_THE_GRID'
    OUTSIDE_HOURS = 'OUTSIDE_HOURS'
    OFF = 'OFF'
    TAKEN = 'TAKEN'
    BUFFER = 'BUFFER'  # free itself, but too close to a neighbour


class Change(StrEnum):
    """What gave a near miss: the one thing to give up."""

    SHIFT = 'SHIFT'              # another time of day
    SHORTEN = 'SHORTEN'          # less time
    LOWER_LEVEL = 'LOWER_LEVEL'  # one level less
    OTHER_GROUP = 'OTHER_GROUP'  # any provider, group, location, region
    NEXT_DAY = 'NEXT_DAY'        # the week after the range


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """Starts wanted from `opens` (inclusive) until `closes` (exclusive), minutes of the asker's wall clock, 0-1440.

    `closes <= opens` runs past midnight, like weekly hours.
    """

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """One question. Filters that are None ask for nothing in particular; an empty set matches nothing.

    `step` is minutes, 1-60, counted from the hour in each calendar's zone. `first_on` and `last_on` (inclusive),
    `weekdays` (0 is Monday) and `times` bind the start, on the wall clock of the asker's `zone`. `not_before` (now and
    the minimum notice; its seconds are ignored) and `not_after` (the horizon) are inclusive bounds of the start.
    """

    duration: timedelta
    first_on: date
    last_on: date
    zone: str
    step: int = 15
    buffer_before: timedelta = timedelta()
    buffer_after: timedelta = timedelta()
    shares_buffers: bool = False
    required: tuple[SkillLevel, ...] = ()
    match: Match = Match.ALL
    weekdays: frozenset[int] | None = None
    times: tuple[TimeOfDay, ...] = ()
    calendar_ids: frozenset[UUID] | None = None
    group_ids: frozenset[UUID] | None = None
    location_ids: frozenset[UUID] | None = None
    regions: frozenset[str] | None = None
    sort: Sort = Sort.EARLIEST
    not_before: datetime | None = None
    not_after: datetime | None = None
    want_total: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.step <= 60 or self.duration <= timedelta() or self.last_on < self.first_on:
            raise ValueError('a search needs a step of 1-60 minutes, a length and a range of days')
        if min(self.buffer_before, self.buffer_after) < timedelta():
            raise ValueError('a buffer is never negative')

    @property
    def lengths(self) -> tuple[int, int, int]:
        """(before, duration, after) in seconds, part seconds rounded up."""
        return -(-self.buffer_before // SECOND), -(-self.duration // SECOND), -(-self.buffer_after // SECOND)


@dataclass(frozen=True, slots=True)
class Claim:
    """What is taken: the appointment itself (`core`) and its interval widened by its buffers (`wide`).

    A hold has `expires_at`; from that instant it is nothing.
    """

    core: Interval
    wide: Interval
    shares_buffers: bool = False
    expires_at: datetime | None = None

    @classmethod
    def plain(cls, during: Interval) -> Claim:
        """Without buffers."""
        return cls(during, during)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Leave or a closure, as a board draws it. `reason` may be empty."""

    during: Interval
    reason: str


@dataclass(frozen=True, slots=True)
class Slot:
    calendar_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class StartCount:
    """A start, and how many calendars are free then."""

    starts_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in the way, with the interval or the skill when there is one."""

    code: WhyNot
    blocking: Interval | None = None
    skill_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many calendars of the tenant fall out for this reason (each counts once, for the first that applies)."""

    code: WhyNot
    count: int


@dataclass(frozen=True, slots=True)
class NearMiss:
    """What would be found if one thing were given up: the changed question and its first slot."""

    change: Change
    wanted: Wanted
    slot: Slot


@dataclass(frozen=True, slots=True)
class ProviderFree:
    """A provider's next free start in the range (None: none), and the free starts of one day."""

    calendar_id: UUID
    next_at: datetime | None
    starts: tuple[datetime, ...]


@dataclass(frozen=True, eq=False)
class Found:
    """A page of slots in a stable total order. Kept as arrays; slots and counts become objects when looked at.

    `total` is None when it was not wanted; `has_more` is always true to the page. `starts` are the distinct starts with
    their head counts: all of them when the total was wanted, otherwise those met on the way to the page.
    """

    page_starts: Seconds
    page_calendars: tuple[UUID, ...]
    duration: timedelta
    total: int | None
    has_more: bool
    start_seconds: Seconds
    start_counts: Seconds
    reasons: tuple[ReasonCount, ...] = field(default=())
    near_misses: tuple[NearMiss, ...] = field(default=())

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        starts = self.page_starts.tolist()
        moments = {seconds: moment(seconds) for seconds in set(starts)}
        return tuple(
            Slot(calendar_id, moments[seconds], moments[seconds] + self.duration)
            for calendar_id, seconds in zip(self.page_calendars, starts, strict=True)
        )

    @cached_property
    def starts(self) -> tuple[StartCount, ...]:
        pairs = zip(self.start_seconds.tolist(), self.start_counts.tolist(), strict=True)
        return tuple(StartCount(moment(seconds), count) for seconds, count in pairs)


NO_SECONDS: Seconds = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class CalendarCard:
    """Who a slot is with: what the screens show beside a time. Zone and levels are the calendar's."""

    id: UUID
    name: str
    zone: str
    location_id: UUID
    region: str
    skills: tuple[SkillLevel, ...]
    group_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another time or another calendar. `why` is 'same provider', 'same time', 'next day' or 'soonest'."""

    calendar_id: UUID
    calendar_name: str
    zone: str
    during: Interval
    why: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found, with a card for every calendar it mentions, in slots and in near misses."""

    found: Found
    cards: dict[UUID, CalendarCard]


@dataclass(frozen=True, slots=True)
class ByProvider:
    """A page of providers who qualify, by name or by next free start, and how many there are in all."""

    providers: tuple[ProviderFree, ...]
    cards: dict[UUID, CalendarCard]
    total: int
