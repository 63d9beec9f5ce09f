"""From what stands on the find screen to the question the search takes, checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from app.errors import Invalid
from components import need, when
from components.need import Need
from components.need_fields import Choices
from services import availability
from services.availability import Match, Sort, TimeOfDay, Wanted
from services.offerings import OfferingShape
from services.skills import Level, SkillLevel

LEVELS = tuple(Level)


def minutes_of(wanted: Need, choices: Choices) -> int:
    """The length that counts: what was typed, the offering's, or an hour."""
    if _is_length(wanted.minutes):
        return int(wanted.minutes)
    offering = choices.offering(wanted.offering)
    return int(offering.duration.total_seconds() // 60) if offering else need.USUAL_MINUTES


def question(wanted: Need, choices: Choices, *, zone: str, today: date) -> Wanted:
    """The question in full. Raises: Invalid, naming the fields."""
    first, last = wanted.days(today)
    errors = {
        'first_on': '' if _day(first) else 'Please enter a day.',
        'last_on': '' if _day(last) else 'Please enter a day.',
        'opens': '' if not wanted.opens or when.read_time(wanted.opens) else 'A time like 09:30.',
        'closes': '' if not wanted.closes or when.read_time(wanted.closes) else 'A time like 17:30.',
        'duration': '' if not wanted.minutes or _is_length(wanted.minutes) else 'Minutes, such as 45.',
    }
    if any(errors.values()):
        raise Invalid(fields={name: text for name, text in errors.items() if text})
    offering = choices.offering(wanted.offering)
    return availability.want(
        duration=timedelta(minutes=minutes_of(wanted, choices)), first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last), zone=zone, required=_required(wanted, offering),
        match=Match.ANY if wanted.is_any else Match.ALL, times=_times(wanted),
        weekdays=frozenset(wanted.weekdays) or None, group_ids=_ids(wanted.group), location_ids=_ids(wanted.location),
        **_buffers(offering))


def providers_from(asked: Wanted, day: date, wanted: Need) -> Wanted:
    """The same question from a day on, its providers in the order chosen."""
    return replace(asked, first_on=day, sort=Sort.PROVIDER if wanted.sort == 'name' else Sort.EARLIEST)


def on_day(asked: Wanted, day: date) -> Wanted:
    """The same question for one day only."""
    return replace(asked, first_on=day, last_on=day)


def at_start(asked: Wanted, at: datetime) -> Wanted:
    """The same question for one start only."""
    wall = when.local(at, asked.zone)
    minute = wall.hour * 60 + wall.minute
    return replace(asked, first_on=wall.date(), last_on=wall.date(), weekdays=None,
                   times=(TimeOfDay(minute, minute + 1),))


def _required(wanted: Need, offering: OfferingShape | None) -> tuple[SkillLevel, ...]:
    least = {each.skill_id: each.level for each in offering.required} if offering else {}
    for skill, step in wanted.skills:
        skill_id = _id(skill)
        if skill_id:
            asked = LEVELS[step - 1]
            least[skill_id] = max(asked, least.get(skill_id, asked), key=lambda level: level.rank)
    return tuple(SkillLevel(skill_id, level) for skill_id, level in least.items())


def _buffers(offering: OfferingShape | None) -> dict[str, object]:
    if offering is None:
        return {}
    return {'buffer_before': offering.buffer_before, 'buffer_after': offering.buffer_after,
            'shares_buffers': offering.shares_buffers}


def _times(wanted: Need) -> tuple[TimeOfDay, ...]:
    opens, closes = when.read_time(wanted.opens or ''), when.read_time(wanted.closes or '')
    if opens is None and closes is None:
        return ()
    return (TimeOfDay(opens.hour * 60 + opens.minute if opens else 0,
                      closes.hour * 60 + closes.minute if closes else 1440),)


def _ids(text: str) -> frozenset[UUID] | None:
    if not text:
        return None
    found = _id(text)
    return frozenset({found}) if found else frozenset()


def _is_length(text: str) -> bool:
    return text.isdecimal() and len(text) < 5


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
