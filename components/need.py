"""What is looked for, as it was chosen and typed: the state of the find screen, and its address.

Everything is kept as text the way it was entered, so that a wrong date stays where it was typed; turning it into a
question for the search, and refusing it, is somebody else's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

Window = str  # a key of WINDOWS, or '' for the days typed
View = str  # a key of VIEWS
Sort = str  # a key of SORTS

WINDOWS: Final = {'today': 'Today', 'tomorrow': 'Tomorrow', 'week': 'This week', 'fortnight': '14 days'}
VIEWS: Final = {'providers': 'By provider', 'pooled': 'Pooled week'}
SORTS: Final = {'earliest': 'Earliest', 'name': 'Name'}
USUAL_WINDOW: Final = 'fortnight'
USUAL_MINUTES: Final = 60
MOST_SKILLS: Final = 12
LONGEST_WORD: Final = 60  # characters of anything in the address that is not a list
PLAIN: Final = ('offering', 'group', 'location', 'window', 'first', 'last', 'opens', 'closes', 'minutes', 'view',
                'sort', 'day', 'at')


@dataclass(frozen=True, slots=True)
class Need:
    """`skills` are (skill id, least level 1-4); `weekdays` 0 is Monday; `day` is the one whose starts are shown."""

    offering: str = ''
    skills: tuple[tuple[str, int], ...] = ()
    is_any: bool = False
    group: str = ''
    location: str = ''
    window: Window = USUAL_WINDOW
    first: str = ''
    last: str = ''
    opens: str = ''
    closes: str = ''
    weekdays: tuple[int, ...] = ()
    minutes: str = ''
    view: View = 'providers'
    sort: Sort = 'earliest'
    day: str = ''
    at: str = ''
    page: int = 1

    def but(self, **changes: Any) -> Need:
        """Another question: what was chosen among the old answers goes, unless it is what changes."""
        fresh: dict[str, Any] = {'page': 1, 'at': '', 'day': ''}
        return replace(self, **(fresh | changes))

    @property
    def is_empty(self) -> bool:
        """Whether nothing in particular is needed."""
        return not self.offering and not self.skills

    def days(self, today: date) -> tuple[str, str]:
        """The first and the last day as ISO text: those of the quick choice, or those typed."""
        if self.window not in WINDOWS:
            return self.first, self.last
        first, last = window_of(self.window, today)
        return first.isoformat(), last.isoformat()


def window_of(window: Window, today: date) -> tuple[date, date]:
    """The days of a quick choice, both included; a week ends on Sunday."""
    match window:
        case 'today':
            return today, today
        case 'tomorrow':
            return today + timedelta(days=1), today + timedelta(days=1)
        case 'week':
            return today, today + timedelta(days=6 - today.weekday())
        case _:
            return today, today + timedelta(days=13)


def day_shown(need: Need, first: date, last: date, free_on: date | None) -> date:
    """The day whose starts are shown: the one chosen, else the first with something free, else the first."""
    try:
        chosen = date.fromisoformat(need.day)
    except ValueError:
        chosen = free_on or first
    return min(max(chosen, first), last)


def day_further(shown: date, by: int, first: date, last: date) -> date:
    """The day `by` days on, as far as the days looked at go."""
    return min(max(shown + timedelta(days=by), first), last)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def query_of(need: Need) -> dict[str, str]:
    """The words of the address; what is as usual is left out."""
    plain = {name: getattr(need, name) for name in PLAIN}
    usual = Need()
    words = {name: value for name, value in plain.items() if value != getattr(usual, name)}
    if need.window not in WINDOWS:
        words['window'] = 'days'
    else:
        words.pop('first', None)
        words.pop('last', None)
    listed = {
        'skills': ','.join(f'{skill}:{level}' for skill, level in need.skills),
        'match': 'any' if need.is_any else '',
        'weekdays': ''.join(str(weekday) for weekday in need.weekdays),
        'page': str(need.page) if need.page > 1 else '',
    }
    return words | {name: value for name, value in listed.items() if value}


def of_query(words: Mapping[str, str]) -> Need:
    """The need in an address. Whatever does not fit is left out: an address may come from anywhere."""
    plain: dict[str, Any] = {name: words[name][:LONGEST_WORD].strip() for name in PLAIN if words.get(name)}
    need = Need(**plain)
    page = words.get('page', '')
    return replace(
        need,
        window=need.window if need.window in WINDOWS else '',
        view=need.view if need.view in VIEWS else 'providers',
        sort=need.sort if need.sort in SORTS else 'earliest',
        skills=skills_of(pair.partition(':')[::2] for pair in words.get('skills', '').split(',')),
        is_any=words.get('match') == 'any',
        weekdays=weekdays_of(words.get('weekdays', '')),
        at=need.at if instant_of(need.at) else '',
        page=int(page) if page.isdecimal() and len(page) < 5 and int(page) else 1,
    )


def instant_of(text: str) -> datetime | None:
    """An aware instant of our times, or None: at the ends of the calendar every zone would overflow."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None and 2000 <= at.year < 2200 else None


def skills_of(pairs: Any) -> tuple[tuple[str, int], ...]:
    """(skill id, level) pairs from outside: one per skill, levels 1-4, not too many."""
    found: dict[str, int] = {}
    for pair in pairs:
        skill, level = (str(part) for part in tuple(pair)[:2])
        if skill and len(skill) <= LONGEST_WORD and level in ('1', '2', '3', '4'):
            found[skill] = int(level)
    return tuple(found.items())[:MOST_SKILLS]


def weekdays_of(digits: str) -> tuple[int, ...]:
    """Weekdays from their digits; all seven are the same as none in particular."""
    found = sorted({int(digit) for digit in digits[:14] if digit in '0123456'})
    return tuple(found) if len(found) < 7 else ()
