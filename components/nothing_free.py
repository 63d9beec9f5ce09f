"""Nothing free: why, in counts, and what would be if one thing were given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from nicegui import ui

from components import buttons, markup, when
from components.need import Need
from components.page_parts import heading
from services.availability.shapes import Change, NearMiss, Reason, ReasonCount, Search, WhyNot

WHY: Final[dict[WhyNot, tuple[str, str]]] = {
    WhyNot.INACTIVE: ('is not in service', 'are not in service'),
    WhyNot.GROUP: ('is outside this group or location', 'are outside this group or location'),
    WhyNot.SKILL_MISSING: ('lacks a skill', 'lack a skill'),
    WhyNot.LEVEL_TOO_LOW: ('is not skilled enough', 'are not skilled enough'),
    WhyNot.NOTICE: ('would be too soon', 'would be too soon'),
    WhyNot.BEYOND_HORIZON: ('is not open that far ahead', 'are not open that far ahead'),
    WhyNot.OFF_THE_GRID: ('starts at other minutes', 'start at other minutes'),
    WhyNot.OUTSIDE_HOURS: ('does not work then', 'do not work then'),
    WhyNot.OFF: ('is off', 'are off'),
    WhyNot.TAKEN: ('is booked', 'are booked'),
    WhyNot.BUFFER: ('is too close to another booking', 'are too close to other bookings'),
}
# of one provider who has no start on a day
WHY_NONE: Final[dict[WhyNot, str]] = {
    WhyNot.INACTIVE: 'Not in service', WhyNot.GROUP: 'Outside this group or location',
    WhyNot.SKILL_MISSING: 'Lacks a skill', WhyNot.LEVEL_TOO_LOW: 'Not skilled enough',
    WhyNot.NOTICE: 'Too late for this day', WhyNot.BEYOND_HORIZON: 'Not open that far ahead',
    WhyNot.OFF_THE_GRID: 'Starts at other minutes', WhyNot.OUTSIDE_HOURS: 'Does not work then, or not for long enough',
    WhyNot.OFF: 'Off', WhyNot.TAKEN: 'Booked; no gap is long enough',
    WhyNot.BUFFER: 'Every gap is too close to another booking',
}

GIVEN_UP: Final = {
    Change.SHIFT: 'Another time of day', Change.SHORTEN: 'A shorter time', Change.LOWER_LEVEL: 'One level less',
    Change.OTHER_GROUP: 'Any group, anywhere', Change.NEXT_DAY: 'The days after',
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to give up, what that would bring (nothing when it is only worth a try), and the need it makes."""

    label: str
    brings: str
    need: Need


class NothingFree:
    """Hidden until there is nothing; `on_choose(need)` is one press."""

    def __init__(self, on_choose: Callable[[Need], Any]) -> None:
        self._on_choose = on_choose
        self._box = ui.element('div').classes('nothing').mark('nothing-free')
        with self._box:
            heading('Nothing free', 2)
            self._why = ui.html('', tag='ul').classes('nothing__why')
            self._ways = ui.element('div').classes('nothing__ways').props('data-roving')
        self.hide()

    def hide(self) -> None:
        self._box.set_visibility(False)

    def show(self, reasons: Sequence[ReasonCount], suggestions: Sequence[Suggestion]) -> None:
        """Why, and the ways out."""
        self._why.set_content(''.join(_line(reason) for reason in reasons))
        self._ways.clear()
        with self._ways:
            for suggestion in suggestions:
                self._draw(suggestion)
        self._box.set_visibility(True)

    def _draw(self, suggestion: Suggestion) -> None:
        words = f'{suggestion.label}: {suggestion.brings}' if suggestion.brings else suggestion.label
        buttons.quiet(words, lambda: self._on_choose(suggestion.need), marker='near-miss')


def suggestions(wanted: Need, found: Search) -> tuple[Suggestion, ...]:
    """The near misses of the search as new questions; without any, wider ones that are worth a try."""
    if found.found.slots:
        return ()
    misses = tuple(_suggestion(wanted, miss, found) for miss in found.found.near_misses)
    return misses or tuple(without(wanted))


def why_none(reason: Reason | None, *, zone: str, today: date) -> str:
    """What keeps a provider from a day, in words; nothing does, when something has just become free."""
    if reason is None:
        return 'Free after all'
    until = when.moment(reason.blocking.ends_at, zone, today=today) if reason.blocking else ''
    return WHY_NONE[reason.code] + (f' until {when.inside(until)}' if until else '')


def _suggestion(wanted: Need, miss: NearMiss, found: Search) -> Suggestion:
    changed = miss.wanted
    times = [(_clock(span.opens), _clock(span.closes)) for span in changed.times] or [('', '')]
    given_up: dict[Change, dict[str, object]] = {
        Change.SHIFT: {'opens': times[0][0], 'closes': times[0][1],
                       'weekdays': tuple(sorted(changed.weekdays or ()))},
        Change.SHORTEN: {'minutes': str(int(changed.duration.total_seconds() // 60))},
        Change.LOWER_LEVEL: {'offering': '', 'minutes': str(int(changed.duration.total_seconds() // 60)),
                             'skills': tuple((str(each.skill_id), each.level.rank) for each in changed.required)},
        Change.OTHER_GROUP: {'group': '', 'location': ''},
        Change.NEXT_DAY: {'window': '', 'first': changed.first_on.isoformat(), 'last': changed.last_on.isoformat()},
    }
    card = found.cards.get(miss.slot.calendar_id)
    brings = when.moment(miss.slot.starts_at, changed.zone) + (f' with {card.name}' if card else '')
    return Suggestion(GIVEN_UP[miss.change], brings, wanted.but(**given_up[miss.change]))


def without(need: Need) -> list[Suggestion]:
    """Wider questions worth a try, where the search itself had nothing better to offer."""
    found = []
    if need.opens or need.closes or need.weekdays:
        found.append(Suggestion('Any time of day and weekday', '', need.but(opens='', closes='', weekdays=())))
    if need.group or need.location:
        found.append(Suggestion('Any group, anywhere', '', need.but(group='', location='')))
    if need.window != 'fortnight':
        found.append(Suggestion('The next 14 days', '', need.but(window='fortnight')))
    if len(need.skills) > 1 and not need.is_any:
        found.append(Suggestion('Any of the skills', '', need.but(is_any=True)))
    if any(level > 1 for _, level in need.skills):
        lowered = tuple((skill, max(1, level - 1)) for skill, level in need.skills)
        found.append(Suggestion('One level less', '', need.but(skills=lowered)))
    if need.offering and need.skills:
        found.append(Suggestion('The offering alone', '', need.but(skills=())))
    if not found and not need.is_empty:
        found.append(Suggestion('Everybody, whatever they can do', '', need.but(offering='', skills=())))
    return found


def _line(reason: ReasonCount) -> str:
    one, many = WHY[reason.code]
    return markup.tag('li', markup.tag('b', str(reason.count)) + ' ' + markup.safe(one if reason.count == 1 else many))


def _clock(minutes: int) -> str:
    return f'{minutes // 60 % 24:02d}:{minutes % 60:02d}'
