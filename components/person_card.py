"""One person: who they are here, what their calendars can do and when they are open, and the way out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from nicegui import ui

from app.localtime import wall_clock
from components import badges, buttons, layout, page_parts, weekly_words, when, words
from components.account_security import SIGN_INS, sign_in_row
from components.data_table import DataTable
from components.person_form import PersonForm
from services.access.shapes import Outcome, Overview
from services.calendars.shapes import CalendarShape, WeeklyHours
from services.people.shapes import UserShape, UserStatus

LAST_ADMIN = 'The last administrator: make somebody else one before their access ends.'
BY_ANOTHER = 'Set up; another administrator can reset it.'
INVITED = 'Has not chosen a password yet.'
FACTOR = {(True, True): 'Set up', (True, False): 'Set up', (False, False): 'None',
          (False, True): 'None yet; asked for at the next sign-in'}
AT_THE_DOOR = 'Who signed in to this account lately, or did not get in.'
NO_CALENDAR = 'Nothing can be booked with this person: they have no calendar.'


def on_devices(count: int) -> str:
    """On how many somebody is signed in."""
    return f'On {count} device{"" if count == 1 else "s"}' if count else 'Nowhere'


@dataclass(frozen=True, slots=True)
class Offered:
    """A calendar of somebody with its weekly hours."""

    calendar: CalendarShape
    hours: tuple[WeeklyHours, ...]


class PersonCard:
    """`on_save` is as a `PersonForm` has it; `on_step` is awaited with 'invite', 'reset-factors', 'sign-out',
    'deactivate' or 'reactivate'; `on_skills(calendar)`, unless None, with a calendar whose skills are to be changed.
    `skills` are names by id; `is_oneself`, where the person is the one who looks.
    """

    def __init__(self, person: UserShape, groups: Mapping[str, str], *, back: tuple[str, str], zone: str,
                 on_save: Callable[..., Any], on_step: Callable[[str], Awaitable[Any]],
                 on_skills: Callable[[CalendarShape], Awaitable[Any]] | None, is_oneself: bool = False) -> None:
        self._zone, self._is_oneself = zone, is_oneself
        self._drawn: tuple[object, ...] = ()
        self._offered: tuple[object, ...] | None = None
        self._header = page_parts.PageHeader(person.name, back=back)
        with ui.element('div').classes('person').mark('person') as box:
            self._on_step = layout.kept_in(box, on_step)
            self._on_skills = layout.kept_in(box, on_skills) if on_skills else None
            with page_parts.section('Account'):
                self._status = ui.element('div').classes('line gap-2')
                self._facts = page_parts.facts({})
                self.form = PersonForm(groups, person, on_save=on_save)
                with self.form:
                    self.form.actions()
            with ui.element('div').classes('stack gap-8'):
                with page_parts.section('Calendars'):
                    self._calendars = ui.element('div').classes('stack gap-6').mark('calendars')
                with page_parts.section('At their door', AT_THE_DOOR):
                    self._sign_ins = DataTable(SIGN_INS, label='Sign-ins', empty='Nobody yet.')

    def show(self, person: UserShape, account: Overview, offered: Sequence[Offered], skills: Mapping[str, str], *,
             now: datetime) -> None:
        """Draw it as it is now; what is half typed stays."""
        self._header.show(person.name)
        self.form.show(person)
        said = self._said(person, account, wall_clock(now, self._zone).date())
        self._facts.set_content(page_parts.facts_markup(said))
        today = wall_clock(now, self._zone).date()
        self._sign_ins.show([sign_in_row(each, self._zone, today=today) for each in account.sign_ins])
        drawn = (person.status, person.role, account.devices > 0, account.has_factor, account.is_last_admin)
        if drawn != self._drawn:  # what has the focus is not drawn anew for nothing
            self._drawn = drawn
            self._draw_state(person, account)
        if (*offered, skills) != self._offered:
            self._offered = (*offered, skills)
            self._draw_calendars(offered, skills)

    def _said(self, person: UserShape, account: Overview, today: date) -> dict[str, str]:
        seen, last = person.last_signed_in_at, account.last
        said = {'E-mail': person.email,
                'Last signed in': when.moment(seen, self._zone, today=today) if seen else 'Never'}
        if last is not None and last.outcome is not Outcome.SIGNED_IN:
            said['Last at the door'] = (f'{words.look_of(last.outcome).word}, '
                                        f'{when.inside(when.moment(last.at, self._zone, today=today))}, '
                                        f'{last.device}')
        return said | {'Signed in now': on_devices(account.devices),
                       'Second factor': BY_ANOTHER if self._is_oneself and account.has_factor
                       else FACTOR[account.has_factor, account.must_have_factor]}

    def _draw_calendars(self, offered: Sequence[Offered], skills: Mapping[str, str]) -> None:
        self._calendars.clear()
        with self._calendars:
            if not offered:
                page_parts.empty('No calendar', NO_CALENDAR, icon='event_busy')
            for each in offered:
                self._draw_calendar(each, skills)

    def _draw_state(self, person: UserShape, account: Overview) -> None:
        self._status.clear()
        with self._status:
            badges.status(person.status)
            ui.label(words.ROLES[person.role]).classes('dense soft')
            if person.status is UserStatus.INVITED:
                ui.label(INVITED).classes('dense soft')
            if account.is_last_admin:
                ui.label(LAST_ADMIN).classes('dense soft').mark('last-admin')
        self._header.actions.clear()
        with self._header.actions:
            if person.status is UserStatus.INVITED:
                buttons.quiet('Correct e-mail…', lambda: self._on_step('correct'), marker='correct-email', asks=True)
                buttons.quiet('Send invitation again', lambda: self._on_step('invite'), marker='invite-again')
            if account.has_factor and not self._is_oneself:
                buttons.quiet('Reset second factor…', lambda: self._on_step('reset-factors'), marker='reset-factors',
                              asks=True)
            if account.devices:
                buttons.quiet('Sign out everywhere…', lambda: self._on_step('sign-out'), marker='sign-out-everywhere',
                              asks=True)
            if person.status is UserStatus.DEACTIVATED:
                buttons.quiet('Let in again', lambda: self._on_step('reactivate'), marker='reactivate')
            elif not account.is_last_admin:
                buttons.Button('Deactivate…', lambda: self._on_step('deactivate'), kind='danger-quiet', keys='x',
                               marker='deactivate', asks=True)

    def _draw_calendar(self, offered: Offered, skills: Mapping[str, str]) -> None:
        calendar = offered.calendar
        with ui.element('div').classes('stack gap-2').mark('calendar'):
            with ui.element('div').classes('line gap-2 apart'):
                page_parts.heading(calendar.name, 3)
                if self._on_skills is not None:
                    change = self._on_skills
                    buttons.quiet('Change skills…', lambda: change(calendar), is_small=True, marker='change-skills',
                                  asks=True)
            with ui.element('div').classes('line gap-2').mark('skills'):
                for skill in calendar.skills:
                    badges.skill(skills.get(str(skill.skill_id), 'Another skill'), skill.level)
                if not calendar.skills:
                    ui.label('No skills yet').classes('dense faint')
            hours = weekly_words.lines(offered.hours) or [('Hours', weekly_words.CLOSED)]
            page_parts.facts([('Where', f'{calendar.location_name}, {when.place(calendar.zone)}'), *hours])
