"""What makes weekly hours, dated exceptions and skills good. Pure; a refusal names the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from app import text
from app.errors import Invalid
from services.calendars.shapes import (
    MINUTES_A_DAY,
    CalendarPlan,
    ExceptionKind,
    HoursException,
    SkillChange,
    WeeklyHours,
)
from services.skills.shapes import SkillLevel

MOST_SLOTS = 50
MOST_SKILLS = 50
MOST_GROUPS = 50
FIRST_YEAR, LAST_YEAR = 2000, 2100
LONGEST = timedelta(days=3660)
A_DAY = timedelta(days=1)
HIGHEST_POSITION = 1_000_000
DAYS = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')


def check_hours(hours: Sequence[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    """By day and opening. Raises Invalid at `hours`, or at a field such as `hours.2.closes`."""
    if len(hours) > MOST_SLOTS:
        raise Invalid.field('hours', f'At most {MOST_SLOTS} times a week.')
    for index, slot in enumerate(hours):
        _whole(slot.weekday, 0, 6, f'hours.{index}.weekday', 'A weekday is 0 (Monday) to 6.')
        _whole(slot.opens, 0, MINUTES_A_DAY - 1, f'hours.{index}.opens', 'From 00:00 to 23:59.')
        _whole(slot.closes, 0, MINUTES_A_DAY, f'hours.{index}.closes', 'From 00:00 to 24:00.')
        if slot.valid_from and slot.valid_until and slot.valid_from > slot.valid_until:
            raise Invalid.field(f'hours.{index}.valid_until', 'This is before the first day.')
    return in_order(hours)


def in_order(hours: Sequence[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    """By day, opening and closing."""
    return tuple(sorted(hours, key=lambda slot: (slot.weekday, slot.opens, slot.closes, str(slot.valid_from))))


def check_exception(kind: ExceptionKind, starts: datetime, ends: datetime, reason: str) -> HoursException:
    """Raises Invalid at `kind`, `starts`, `ends` or `reason`."""
    try:
        kind = ExceptionKind(kind)
    except ValueError:
        raise Invalid.field('kind', 'Off, extra or override.') from None
    _check_wall(starts, 'starts')
    _check_wall(ends, 'ends')
    if ends < starts or (ends == starts and kind is not ExceptionKind.OVERRIDE):
        raise Invalid.field('ends', 'This is not after the start.')
    if ends - starts > (A_DAY if kind is ExceptionKind.OVERRIDE else LONGEST):
        raise Invalid.field('ends', 'That is too long.')
    return HoursException(kind, starts, ends, text.one_line(reason, 'reason', most=200, required=False))


def told(rule: HoursException, may_know_why: bool) -> HoursException:
    """A change of hours as others hear of it: that somebody is off, not why. Why a location is closed is no secret."""
    return rule if may_know_why or rule.is_closure else replace(rule, reason='')


def check_skills(skills: Sequence[SkillLevel]) -> tuple[SkillLevel, ...]:
    """By skill id. Raises Invalid at `skills` when one is named twice, or there are more than 50."""
    if len(skills) > MOST_SKILLS:
        raise Invalid.field('skills', f'At most {MOST_SKILLS} skills.')
    if len({skill.skill_id for skill in skills}) < len(skills):
        raise Invalid.field('skills', 'Every skill only once.')
    return tuple(sorted(skills, key=lambda skill: skill.skill_id))


def check_wanted_skills(skills: Sequence[SkillLevel]) -> tuple[SkillLevel, ...]:
    """The same for what is to be given: at least one."""
    if not skills:
        raise Invalid.field('skills', 'Choose at least one skill.')
    return check_skills(skills)


def planned(calendar_id: UUID, name: str, has: Sequence[SkillLevel], wanted: Sequence[SkillLevel]) -> CalendarPlan:
    """What a calendar would gain and where its level would rise; nothing sinks. Raises Invalid at `skills`."""
    levels = {skill.skill_id: skill.level for skill in has}
    changes = tuple(SkillChange(calendar_id, skill.skill_id, levels.get(skill.skill_id), skill.level)
                    for skill in wanted
                    if skill.skill_id not in levels or levels[skill.skill_id].rank < skill.level.rank)
    if len(levels.keys() | {skill.skill_id for skill in wanted}) > MOST_SKILLS:
        raise Invalid.field('skills', f'{name} would have more than {MOST_SKILLS} skills.')
    ids = [skill.skill_id for skill in wanted if skill.skill_id not in {change.skill_id for change in changes}]
    return CalendarPlan(calendar_id, name, changes, tuple(SkillLevel(each, levels[each]) for each in ids))


def check_position(position: int) -> int:
    """Raises Invalid at `position`."""
    _whole(position, 0, HIGHEST_POSITION, 'position', f'From 0 to {HIGHEST_POSITION}.')
    return position


def words(slot: WeeklyHours) -> str:
    """A slot as the journal keeps it: 'Mon 09:00-12:30', with its validity when it has one."""
    validity = f' {slot.valid_from or ""}..{slot.valid_until or ""}' if slot.valid_from or slot.valid_until else ''
    return f'{DAYS[slot.weekday]} {_clock(slot.opens)}-{_clock(slot.closes)}{validity}'


def _clock(minutes: int) -> str:
    return f'{minutes // 60:02}:{minutes % 60:02}'


def _whole(value: int, least: int, most: int, field: str, sentence: str) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        raise Invalid.field(field, sentence)


def _check_wall(at: datetime, field: str) -> None:
    if at.tzinfo is not None:
        raise Invalid.field(field, 'A wall-clock time, without a time zone.')
    if not FIRST_YEAR <= at.year < LAST_YEAR:
        raise Invalid.field(field, f'Between {FIRST_YEAR} and {LAST_YEAR}.')
    if at.second or at.microsecond:
        raise Invalid.field(field, 'Whole minutes only.')
