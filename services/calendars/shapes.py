"""Calendars, their weekly hours and their dated exceptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.skills.shapes import Level, SkillLevel

MINUTES_A_DAY = 1440


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One availability slot: a weekly recurring range of wall-clock time in the calendar's zone.

    `weekday` is 0 (Monday) to 6; `opens` 0-1439 and `closes` 0-1440 are minutes of that day (1440 is 24:00).
    `closes <= opens` runs past midnight into the next day. `valid_from` and `valid_until` are inclusive dates.
    """

    weekday: int
    opens: int
    closes: int
    valid_from: date | None = None
    valid_until: date | None = None


class ExceptionKind(StrEnum):
    OFF = 'OFF'            # time off, closure: wins over everything
    EXTRA = 'EXTRA'        # hours added to the weekly ones
    OVERRIDE = 'OVERRIDE'  # replaces the weekly hours of the day it starts on; of zero length it closes that day


@dataclass(frozen=True, slots=True)
class HoursException:
    """A dated change of hours: naive wall-clock `starts` to `ends` in the calendar's zone, half-open.

    `is_closure`: of the whole location, so that its reason is nobody's own.
    """

    kind: ExceptionKind
    starts: datetime
    ends: datetime
    reason: str = ''
    is_closure: bool = False


@dataclass(frozen=True, slots=True)
class CalendarShape:
    """`zone` is an IANA name; `provider_id` is None for a shared place; `group_ids` are its own, not its provider's,
    as far as the asker may see them."""

    id: UUID
    name: str
    provider_id: UUID | None
    location_id: UUID
    location_name: str
    zone: str
    is_active: bool
    skills: tuple[SkillLevel, ...] = ()
    group_ids: tuple[UUID, ...] = ()
    hours_version: int = 0
    position: int = 0


@dataclass(frozen=True, slots=True)
class SkillChange:
    """A skill of a calendar gained (`before` is None), raised, or taken away again (`after` is None)."""

    calendar_id: UUID
    skill_id: UUID
    before: Level | None
    after: Level | None

    def reversed(self) -> SkillChange:
        return SkillChange(self.calendar_id, self.skill_id, self.after, self.before)


@dataclass(frozen=True, slots=True)
class CalendarPlan:
    """What one calendar would gain or be raised to, and what of it it `has` already, at that level or above."""

    calendar_id: UUID
    name: str
    changes: tuple[SkillChange, ...]
    has: tuple[SkillLevel, ...]


@dataclass(frozen=True, slots=True)
class GroupSkills:
    """Skills for a whole group: the plan for each of its calendars, by name."""

    group_id: UUID
    skills: tuple[SkillLevel, ...]
    plans: tuple[CalendarPlan, ...]

    @property
    def changes(self) -> tuple[SkillChange, ...]:
        return tuple(change for plan in self.plans for change in plan.changes)


@dataclass(frozen=True, slots=True)
class ExceptionShape:
    """A change of hours on file: of one calendar, or of a whole location (then `calendar_id` is None)."""

    id: UUID
    calendar_id: UUID | None
    location_id: UUID | None
    rule: HoursException


@dataclass(frozen=True, slots=True)
class CalendarRules:
    """All that finding time needs to know about a calendar, but for its claims.

    `is_active` is false also when its provider or its location is not in service; `group_ids` are its own and its
    provider's (no retired ones); `skills` (no retired ones) by skill id; `exceptions` its own and its location's.
    """

    id: UUID
    name: str
    zone: str
    location_id: UUID
    region: str = ''
    group_ids: tuple[UUID, ...] = ()
    skills: tuple[SkillLevel, ...] = ()
    weekly: tuple[WeeklyHours, ...] = ()
    exceptions: tuple[HoursException, ...] = ()
    is_active: bool = True
    provider_id: UUID | None = None
