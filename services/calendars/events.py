"""Facts about calendars and their hours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from app.journal import Event
from services.calendars.models import Calendar, CalendarException
from services.calendars.shapes import ExceptionKind
from services.skills.shapes import SkillLevel


@dataclass(frozen=True, kw_only=True)
class CalendarFact(Event):
    subject_kind: ClassVar[str] = 'calendar'
    calendar_id: UUID
    name: str
    provider_id: UUID | None
    location_id: UUID
    zone: str
    position: int
    group_ids: tuple[UUID, ...]

    @classmethod
    def of(cls, calendar: Calendar, group_ids: Iterable[UUID]) -> Self:
        return cls(calendar_id=calendar.id, name=calendar.name, provider_id=calendar.provider_id,
                   location_id=calendar.location_id, zone=calendar.zone, position=calendar.position,
                   group_ids=tuple(group_ids))


class CalendarCreated(CalendarFact):
    kind = 'calendar.created'


class CalendarChanged(CalendarFact):
    kind = 'calendar.changed'


class CalendarRetired(CalendarFact):
    kind = 'calendar.retired'


@dataclass(frozen=True, kw_only=True)
class SkillsGiven(Event):
    """`skills` maps the id of a skill to its level: all that the calendar has now."""

    kind = 'calendar.skills_given'
    subject_kind: ClassVar[str] = 'calendar'
    calendar_id: UUID
    skills: dict[str, str]

    @classmethod
    def of(cls, calendar_id: UUID, skills: Iterable[SkillLevel]) -> Self:
        return cls(calendar_id=calendar_id, skills={str(skill.skill_id): skill.level.value for skill in skills})


@dataclass(frozen=True, kw_only=True)
class HoursChanged(Event):
    """Weekly hours in words, as they were and as they are."""

    kind = 'calendar.hours_changed'
    subject_kind: ClassVar[str] = 'calendar'
    calendar_id: UUID
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ExceptionFact(Event):
    """A dated change of hours, of a calendar or of a location; wall clock. The reason stays with the row."""

    subject_kind: ClassVar[str] = 'calendar'
    exception_id: UUID
    calendar_id: UUID | None
    location_id: UUID | None
    exception_kind: ExceptionKind
    starts: datetime
    ends: datetime

    @property
    def subject_id(self) -> UUID:
        subject = self.calendar_id or self.location_id
        assert subject is not None
        return subject

    @classmethod
    def of(cls, row: CalendarException) -> Self:
        return cls(exception_id=row.id, calendar_id=row.calendar_id, location_id=row.location_id,
                   exception_kind=ExceptionKind(row.kind), starts=row.starts, ends=row.ends)


class ExceptionAdded(ExceptionFact):
    kind = 'calendar.exception_added'


class ExceptionRemoved(ExceptionFact):
    kind = 'calendar.exception_removed'


class LocationClosed(ExceptionFact):
    kind = 'location.closed'
    subject_kind = 'location'


class LocationReopened(ExceptionFact):
    kind = 'location.reopened'
    subject_kind = 'location'
