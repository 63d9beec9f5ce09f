"""Find a time: the need at the left, the free times at the right, and one key to the first of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from nicegui import ui

from app.paging import Page
from components import buttons, fields, need, when
from components.free_times import FreeTimes
from components.need import Need
from components.need_fields import Choices, NeedFields
from components.nothing_free import NothingFree, Suggestion, why_none
from components.page_parts import PageHeader, Toolbar
from services.availability.shapes import ByProvider, CalendarCard, Reason, Search

PAGE = 25  # providers at once
LOOK_THERE = 'Please look at the field in red.'
LAST_RESULTS = f'{LOOK_THERE} These are the last results.'


@dataclass(frozen=True, slots=True)
class FreeAnswer:
    """What is free: `found` in all the days looked at; of `shown`, the providers (or who is free at `need.at`)."""

    need: Need
    today: date
    first: date
    last: date
    minutes: int
    shown: date
    found: Search
    providers: ByProvider | None = None
    who: tuple[CalendarCard, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


class FindATime:
    """`on_need(need)` is awaited with every change of the question, `on_book(calendar id, start)` with a start chosen,
    `on_why(calendar id, day)` with a provider who has none that day.

    Keys: O the need, F first available, V by provider or pooled, S sorting, [ and ] the day, C clear.
    """

    def __init__(self, choices: Choices, *, zone: str, wanted: Need, on_need: Callable[[Need], Any],
                 on_book: Callable[[UUID, datetime], Any], on_why: Callable[[UUID, date], Any]) -> None:
        self._zone, self._on_need, self._on_book = zone, on_need, on_book
        self.need = wanted
        self._shown: FreeAnswer | None = None
        with PageHeader('Find a time', f'Times in {when.place(zone)}').actions:
            buttons.plain('Clear', lambda: self._ask(Need(view=self.need.view, sort=self.need.sort)), keys='c',
                          marker='clear')
            self._first = buttons.primary('First available', self._book_first, keys='f', marker='first-available',
                                          asks=True)
        with ui.element('div').classes('find').mark('find-a-time'):
            self._fields = NeedFields(choices, on_change=self._changed, on_done=self.focus)
            with ui.element('section').classes('find__results').props('aria-label=Results'):
                self._draw_toolbar()
                self._times = FreeTimes(
                    zone=zone, skills={each.id: each.name for each in choices.skills},
                    locations={each.id: each.name for each in choices.locations}, on_book=on_book,
                    on_start=lambda at: self._ask(self.need.but(at=at.isoformat(), day=self.need.day)),
                    on_day=lambda day: self._ask(self.need.but(day=day.isoformat())),
                    on_why=lambda calendar_id: on_why(calendar_id, self._shown.shown) if self._shown else None)
                self._nothing = NothingFree(self._ask)
                self._draw_pager()

    def focus(self) -> None:
        """Stand on the free starts, where arrows and Enter work."""
        self._times.focus()

    def wait(self) -> None:
        """A new answer is on its way."""
        self._times.wait()

    def show(self, answer: FreeAnswer) -> None:
        """Draw an answer."""
        self._shown, self.need = answer, answer.need
        self._show_question(answer.need, answer.today, answer.minutes)
        found = answer.found.found
        slot = found.slots[0] if found.slots else None
        self._first.set_enabled(slot is not None)
        at = when.moment(slot.starts_at, self._zone, today=answer.today) if slot else ''
        self._first.set_text(f'First available {when.inside(at)}'.strip())
        self._fields.show_errors({})
        self._say(answer)
        if answer.need.view == 'pooled':
            self._times.show_week(found.starts, monday=need.monday_of(answer.shown), today=answer.today,
                                  chosen=need.instant_of(answer.need.at), who=answer.who)
        elif answer.providers is not None:
            self._times.show_days(found.starts, answer.first, answer.last, shown=answer.shown, today=answer.today)
            self._times.show_providers(answer.providers.providers if slot else (), answer.providers.cards,
                                       on=answer.shown)
        self._times.wait(False)
        if slot is None:
            self._nothing.show(found.reasons, answer.suggestions)
        else:
            self._nothing.hide()
        self._page(answer)

    def show_why(self, calendar_id: UUID, reason: Reason | None, today: date) -> None:
        """Why a provider has no start on the day shown."""
        self._times.show_why(calendar_id, why_none(reason, zone=self._zone, today=today))

    def show_errors(self, wanted: Need, today: date, minutes: int, errors: Mapping[str, str]) -> None:
        """The question cannot be asked: say so at its field. What was typed and the last answer stay."""
        self._show_question(wanted, today, minutes)
        rest = self._fields.show_errors(errors)
        self._first.set_enabled(False)  # first of what?
        self._times.wait(False)
        self._summary.set_text(' '.join(rest) or (LAST_RESULTS if self._shown else LOOK_THERE))

    def _show_question(self, wanted: Need, today: date, minutes: int) -> None:
        self.need = wanted
        self._fields.show(wanted, today, minutes)
        self._view.value, self._sort.value = wanted.view, wanted.sort
        self._sort.set_visibility(wanted.view == 'providers')

    def _draw_toolbar(self) -> None:
        bar = Toolbar('Results')
        with bar:
            self._view = fields.either(need.VIEWS, self.need.view, label='Results', marker='view',
                                       on_change=lambda view: self._changed(view=view))
            self._sort = fields.either(need.SORTS, self.need.sort, label='Sort by', marker='sort',
                                       on_change=lambda sort: self._changed(sort=sort))
            _key('v', 'Change the view', self._turn_view)
            _key('s', 'Change the order', self._turn_sort)
        with bar.end:
            self._summary = ui.label('').classes('small soft numbers').props('aria-live=polite').mark('summary')
            buttons.icon('chevron_left', 'Earlier', lambda: self._step(-1), keys='[', marker='earlier', is_small=True)
            buttons.icon('chevron_right', 'Later', lambda: self._step(1), keys=']', marker='later', is_small=True)

    def _draw_pager(self) -> None:
        with ui.element('nav').classes('find__pager').props('aria-label=Pages') as self._pager:
            self._where = ui.label('').classes('small soft numbers')
            self._back = buttons.quiet('Previous', lambda: self._turn_page(-1), is_small=True, marker='previous')
            self._next = buttons.quiet('Next', lambda: self._turn_page(1), is_small=True, marker='next')
        self._pager.set_visibility(False)

    def _page(self, answer: FreeAnswer) -> None:
        total = answer.providers.total if answer.providers and answer.found.found.slots else 0
        done = (answer.need.page - 1) * PAGE
        self._pager.set_visibility(total > PAGE)
        self._where.set_text(f'{done + 1}–{min(done + PAGE, total)} of {total}')
        self._back.set_enabled(done > 0)
        self._next.set_enabled(done + PAGE < total)

    def _say(self, answer: FreeAnswer) -> None:
        total = answer.found.found.total or 0
        shown = f'{when.day(answer.shown, today=answer.today)} · ' if answer.need.view == 'providers' else (
            f'Week of {when.day(need.monday_of(answer.shown))} · ')
        lasts = f'{answer.minutes} min · '
        self._summary.set_text(shown + lasts + (f'{when.number(total)} free' if total else 'nothing free'))

    async def _book_first(self) -> None:
        slots: Sequence[Any] = self._shown.found.found.slots if self._shown else ()
        if slots:
            await self._on_book(slots[0].calendar_id, slots[0].starts_at)

    def _changed(self, **changes: Any) -> Any:
        changed = self.need.but(**({'day': self.need.day} if 'view' in changes or 'sort' in changes else {}) | changes)
        return self._ask(changed) if changed != self.need else None

    def _turn_view(self) -> Any:
        return self._changed(view='pooled' if self.need.view == 'providers' else 'providers')

    def _turn_sort(self) -> Any:
        return self._changed(sort='name' if self.need.sort == 'earliest' else 'earliest')

    def _turn_page(self, by: int) -> Any:
        return self._ask(self.need.but(page=self.need.page + by, day=self.need.day))

    def _step(self, by: int) -> Any:
        if self._shown is None:
            return None
        by *= 7 if self.need.view == 'pooled' else 1
        further = need.day_further(self._shown.shown, by, self._shown.first, self._shown.last)
        return self._ask(self.need.but(day=further.isoformat()))

    def _ask(self, wanted: Need) -> Any:
        self.need = wanted
        return self._on_need(wanted)


def page_of(wanted: Need) -> Page:
    """The providers a need asks for at once."""
    return Page(limit=PAGE, offset=(wanted.page - 1) * PAGE)


def _key(key: str, says: str, press: Callable[[], Any]) -> None:
    """A key without a button of its own: it presses one of the toggles beside it."""
    button = ui.element('button').classes('hidden-text').props(f'type=button tabindex=-1 aria-hidden=true '
                                                               f'data-shortcut={key}').mark(f'key-{key}')
    button.props['data-says'] = says
    button.on('click', press, [])
