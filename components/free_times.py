"""Free times to choose from: by provider, or the week of all of them pooled. One element, however many starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from nicegui import ui
from nicegui.events import GenericEventArguments

from components import badges, when, words
from components.need import instant_of
from services.availability.shapes import CalendarCard, ProviderFree, StartCount

SHADES = 6
MOST_SKILLS = 6
STRIP_DAYS = 14

Names = Mapping[UUID, str]


class FreeTimes(ui.element, component='free_times.js'):
    """`on_book(calendar id, start)` is a start chosen with its provider; `on_start(start)` one of the pooled week;
    `on_day(day)` another day of the strip; `on_why(calendar id)` asks why there is none. What a browser sends is read
    back into values, or dropped.
    """

    def __init__(self, *, zone: str, skills: Names, locations: Names, on_book: Callable[[UUID, datetime], Any],
                 on_start: Callable[[datetime], Any], on_day: Callable[[date], Any],
                 on_why: Callable[[UUID], Any]) -> None:
        super().__init__()
        self.mark('free-times')
        self._zone, self._skills, self._locations = zone, skills, locations
        self._on_book, self._on_start, self._on_day, self._on_why = on_book, on_start, on_day, on_why
        self._whys: dict[str, str] = {}
        self.on('book', self._booked)
        self.on('start', self._started)
        self.on('day', self._day_chosen)
        self.on('why', self._asked_why)

    def wait(self, is_waiting: bool = True) -> None:
        """Show that an answer is on its way; the old one stays until then, so nothing jumps."""
        self.props.set_bool('is-waiting', is_waiting)

    def focus(self) -> None:
        """Stand on the start one left, or on the first."""
        self.run_method('focus')

    def show_providers(self, providers: Sequence[ProviderFree], cards: Mapping[UUID, CalendarCard], *,
                       on: date) -> None:
        """The providers, each with the free starts of one day."""
        rows = [self._row(free, cards[free.calendar_id], on) for free in providers]
        self._whys = {}
        self._draw(rows=rows, week=None, whys={})
        self.props['rows-label'] = f'Providers, {when.long_day(on)}'

    def show_why(self, calendar_id: UUID, said: str) -> None:
        """In words, beside a provider who has no start, until other providers are shown."""
        self._whys[str(calendar_id)] = said
        self._draw(whys=self._whys)

    def show_days(self, starts: Sequence[StartCount], first: date, last: date, *, shown: date, today: date) -> None:
        """The strip of days above the providers, with how much is free on each."""
        counts: dict[date, int] = {}
        for start in starts:
            day = when.local(start.starts_at, self._zone).date()
            counts[day] = counts.get(day, 0) + start.count
        first = max(first, shown - timedelta(days=(shown - first).days % STRIP_DAYS))
        days = [first + timedelta(days=ahead) for ahead in range(min(STRIP_DAYS, (last - first).days + 1))]
        most = max([counts.get(day, 0) for day in days], default=0) or 1
        drawn = [_day(day, today) | {'isShown': day == shown, 'share': round(counts.get(day, 0) / most, 2),
                                     'said': f'{when.long_day(day)}, {_count(counts.get(day, 0), "free start")}'}
                 for day in days]
        self._draw(days=drawn if len(days) > 1 else [])
        self.props['days-label'] = 'Day'

    def show_week(self, starts: Sequence[StartCount], *, monday: date, today: date, chosen: datetime | None,
                  who: Sequence[CalendarCard]) -> None:
        """Seven days of starts with their head counts, and who is free at the chosen one."""
        days = [monday + timedelta(days=ahead) for ahead in range(7)]
        lines: dict[str, list[dict[str, Any] | None]] = {}
        most = max((start.count for start in starts), default=1)
        for start in starts:
            at = when.local(start.starts_at, self._zone)
            column = (at.date() - monday).days
            if 0 <= column < 7:
                lines.setdefault(when.clock(at), [None] * 7)[column] = {
                    'at': start.starts_at.isoformat(), 'count': start.count, 'shade': _shade(start.count, most),
                    'said': f'{when.clock(at)}, {when.long_day(at.date())}: {start.count} free'}
        self._draw(days=[], rows=[], week={
            'label': f'Free starts, {when.days(days[0], days[-1])}',
            'days': [_day(day, today) | {'isToday': day == today} for day in days],
            'lines': [{'time': time, 'isHour': time.endswith(':00'), 'cells': lines[time]} for time in sorted(lines)],
            'hint': 'Choose a start to see who is free then.' if lines else '',
        } | self._who(chosen, who))

    def _who(self, chosen: datetime | None, who: Sequence[CalendarCard]) -> dict[str, Any]:
        if chosen is None:
            return {'chosen': '', 'who': [], 'whoLabel': ''}
        return {
            'chosen': chosen.isoformat(),
            'whoLabel': f'Free {when.moment(chosen, self._zone)}',
            'who': [{'id': str(card.id), 'name': card.name, 'where': self._where(card),
                     'skills': ', '.join(self._skills.get(each.skill_id, '') for each in card.skills[:MOST_SKILLS]),
                     'said': f'Book {card.name}, {when.moment(chosen, self._zone)}'} for card in who],
        }

    def _row(self, free: ProviderFree, card: CalendarCard, on: date) -> dict[str, Any]:
        is_far = free.next_at is not None and when.local(free.next_at, self._zone).date() != on
        starts = (free.next_at,) if is_far and free.next_at and not free.starts else free.starts
        drawn = [self._start(at, card, names_day=not free.starts) for at in starts]
        return {
            'id': str(card.id), 'name': card.name, 'where': self._locations.get(card.location_id, ''),
            'zone': when.place(card.zone) if card.zone != self._zone else '',
            'skills': [self._skill(each) for each in card.skills[:MOST_SKILLS]],
            'more': f'+{len(card.skills) - MOST_SKILLS}' if len(card.skills) > MOST_SKILLS else '',
            'starts': drawn, 'startsLabel': f'{card.name}, free starts', 'none': 'Nothing free in these days',
            'moreLabel': f'More or fewer free starts of {card.name}',
            'why': '' if free.starts else f'Why not {when.day(on)}?',
            'whyLabel': f'Why is {card.name} not free on {when.long_day(on)}?',
        }

    def _start(self, at: datetime, card: CalendarCard, *, names_day: bool) -> dict[str, str]:
        there = f'{when.clock(at, card.zone)} {when.place(card.zone)}' if card.zone != self._zone else ''
        time = when.clock(at, self._zone)
        return {'at': at.isoformat(), 'time': f'Next {when.day(at, self._zone)}, {time}' if names_day else time,
                'title': there, 'said': ', '.join(filter(None, (when.moment(at, self._zone), there, card.name)))}

    def _skill(self, held: Any) -> dict[str, Any]:
        name, step = self._skills.get(held.skill_id, 'Skill'), words.level_of(held.level)
        return {'name': name, 'level': step, 'said': badges.said(name, step)}

    def _where(self, card: CalendarCard) -> str:
        name = self._locations.get(card.location_id, '')
        return f'{name} · {when.place(card.zone)}' if card.zone != self._zone else name

    def _draw(self, **drawn: Any) -> None:
        for name, value in drawn.items():  # each as one immutable blob: lists would be copied and watched per client
            self.props[name] = orjson.Fragment(orjson.dumps(value))

    async def _booked(self, event: GenericEventArguments) -> None:
        told = event.args if isinstance(event.args, dict) else {}
        calendar_id, at = _uuid(told.get('calendar')), instant_of(str(told.get('at')))
        if calendar_id and at:
            await _awaited(self._on_book(calendar_id, at))

    async def _started(self, event: GenericEventArguments) -> None:
        at = instant_of(str(event.args))
        if at:
            await _awaited(self._on_start(at))

    async def _asked_why(self, event: GenericEventArguments) -> None:
        calendar_id = _uuid(event.args)
        if calendar_id:
            await _awaited(self._on_why(calendar_id))

    async def _day_chosen(self, event: GenericEventArguments) -> None:
        try:
            day = date.fromisoformat(str(event.args))
        except ValueError:
            return
        await _awaited(self._on_day(day))


def _day(day: date, today: date) -> dict[str, Any]:
    return {'on': day.isoformat(), 'name': 'Today' if day == today else when.DAYS[day.weekday()], 'number': day.day}


def _shade(count: int, most: int) -> int:
    return max(1, -(-count * SHADES // most))


def _count(number: int, word: str) -> str:
    return f'{number} {word}' + ('' if number == 1 else 's')


def _uuid(text: object) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


async def _awaited(outcome: Any) -> None:
    if hasattr(outcome, '__await__'):
        await outcome
