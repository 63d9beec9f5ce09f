"""The left-hand side of Find a time: what is needed, when, how long, where. Every change counts at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.validation_element import ValidationElement

from components import buttons, fields, need, when
from components.need import Need
from components.need_box import NeedBox
from services.locations.shapes import LocationShape
from services.offerings.shapes import OfferingShape
from services.people.shapes import GroupShape
from services.skills.shapes import SkillShape

WAIT = 350  # ms of quiet before what is typed counts
OPENS = ('(e) => e.currentTarget.setAttribute("aria-expanded", '
         'e.currentTarget.parentElement.classList.toggle("is-open"))')
MATCHES = {False: 'All of these', True: 'Any of these'}


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from."""

    offerings: Sequence[OfferingShape]
    skills: Sequence[SkillShape]
    locations: Sequence[LocationShape]
    groups: Sequence[GroupShape]

    def offering(self, offering_id: str) -> OfferingShape | None:
        return next((each for each in self.offerings if str(each.id) == offering_id), None)


class NeedFields:
    """`on_change(**changes)` is called with what was changed in the need; `on_done` by Enter when nothing is typed."""

    def __init__(self, choices: Choices, *, on_change: Callable[..., Any], on_done: Callable[[], Any]) -> None:
        self._on_change = on_change
        self._is_showing = False
        with ui.element('div').classes('find__need').props('role=search aria-label="What is looked for"') as self._box:
            self._need = NeedBox(choices.offerings, choices.skills, on_done=on_done,
                                 on_need=lambda offering, skills: self._changed(offering=offering, skills=skills))
            self._match = fields.either(MATCHES, False, label='How many skills', marker='match',
                                        on_change=lambda is_any: self._changed(is_any=is_any))
            self._window = fields.either(need.WINDOWS, need.USUAL_WINDOW, label='Days', marker='window',
                                         on_change=self._window_changed).classes('find__windows')
            more = buttons.quiet('More filters', icon='tune', marker='more').classes('find__toggle')
            more.props['aria-expanded'] = 'false'
            more.on('click', js_handler=OPENS)
            with ui.element('div').classes('find__more'):
                self._draw_days()
                self._draw_times()
                self._draw_places(choices)

    def show(self, wanted: Need, today: date, minutes: int) -> None:
        """Set every field to this need; `minutes` is the length that counts when none was typed."""
        first, last = wanted.days(today)
        self._is_showing = True
        try:
            self._need.show(wanted.offering, wanted.skills)
            self._match.set_visibility(len(wanted.skills) > 1)
            for field, value in (
                (self._match, wanted.is_any), (self._window, wanted.window or None), (self._first, first),
                (self._last, last), (self._opens, wanted.opens), (self._closes, wanted.closes),
                (self._minutes, wanted.minutes), (self._location, wanted.location), (self._group, wanted.group),
            ):
                if field.value != value:
                    field.value = value
            self._minutes.props['placeholder'] = str(minutes)
            for weekday, button in enumerate(self._weekdays):
                button.props['aria-pressed'] = str(weekday in wanted.weekdays).lower()
        finally:
            self._is_showing = False

    def show_errors(self, errors: Mapping[str, str]) -> list[str]:
        """Say what is wrong at the fields it is about; returns what belongs to none of them."""
        by_name: dict[str, ValidationElement[Any]] = {
            'first_on': self._first, 'last_on': self._last, 'opens': self._opens, 'closes': self._closes,
            'times': self._opens, 'duration': self._minutes}
        for name, field in by_name.items():
            if name != 'times' or 'opens' not in errors:
                field.error = errors.get(name) or (errors.get('times') if field is self._opens else None)
        return [text for name, text in errors.items() if name not in by_name]

    def _draw_days(self) -> None:
        with ui.element('div').classes('find__pair'):
            self._first = fields.day('From', marker='first', on_change=lambda text: self._typed_day(first=text))
            self._last = fields.day('To', marker='last', on_change=lambda text: self._typed_day(last=text))
        for field in (self._first, self._last):
            field.props['debounce'] = WAIT

    def _draw_times(self) -> None:
        with ui.element('div').classes('find__pair'):
            self._opens = fields.time_of_day('Not before', marker='opens',
                                             on_change=lambda text: self._changed(opens=text or ''))
            self._closes = fields.time_of_day('Starts until', marker='closes',
                                              on_change=lambda text: self._changed(closes=text or ''))
        for field in (self._opens, self._closes):
            field.props['debounce'] = WAIT
        with ui.element('div').classes('find__weekdays').props('role=group aria-label=Weekdays data-roving'):
            self._weekdays = [self._weekday(weekday) for weekday in range(7)]
        self._minutes = fields.text('Length in minutes', marker='minutes', wait=WAIT,
                                    on_change=lambda text: self._changed(minutes=text or ''))
        self._minutes.props('inputmode=numeric maxlength=4').classes('field--numbers')

    def _draw_places(self, choices: Choices) -> None:
        places = {'': 'Anywhere'} | {str(each.id): each.name for each in choices.locations}
        groups = {'': 'Any group'} | {str(each.id): each.name for each in choices.groups}
        self._location = fields.choice('Location', places, '', marker='location',
                                       on_change=lambda value: self._changed(location=value or ''))
        self._group = fields.choice('Group', groups, '', marker='group',
                                    on_change=lambda value: self._changed(group=value or ''))

    def _weekday(self, weekday: int) -> ui.element:
        button = ui.element('button').props('type=button aria-pressed=false').mark(f'weekday-{weekday}')
        button.props['aria-label'] = when.LONG_DAYS[weekday]
        button.on('click', lambda: self._turn_weekday(weekday), [])
        with button:
            ui.label(when.DAYS[weekday][:2])
        return button

    def _turn_weekday(self, weekday: int) -> Any:
        pressed = {number for number, button in enumerate(self._weekdays) if button.props['aria-pressed'] == 'true'}
        return self._changed(weekdays=need.weekdays_of(''.join(map(str, pressed ^ {weekday}))))

    def _window_changed(self, window: str | None) -> Any:
        return self._changed(window=window) if window else None

    def _typed_day(self, **typed: str | None) -> Any:
        # the other end stays what it is, although until now it followed a quick choice
        both = {'first': self._first.value or '', 'last': self._last.value or ''}
        return self._changed(window='', **both | {name: text or '' for name, text in typed.items()})

    def _changed(self, **changes: Any) -> Any:
        return None if self._is_showing else self._on_change(**changes)
