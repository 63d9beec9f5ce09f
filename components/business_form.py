"""What a business is called, where it is, and what it asks of those who come in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from nicegui import ui

from app.permissions import Role
from components import fields, layout, page_parts, quiet_hours, when, words
from components.form import Form
from services.tenants.shapes import LONGEST_UNDO, TenantShape

LABELS: Final = {'name': 'name', 'zone': 'time zone', 'is_registering_open': 'registering',
                 'needs_verified_email': 'confirming the address', 'factor_roles': 'second factors',
                 'undo_seconds': 'time to undo', 'reminder_hours': 'reminders', 'quiet_from': 'quiet hours',
                 'quiet_until': 'quiet hours'}
ZONE_HINT: Final = 'For everybody who has not chosen another one. Calendars keep the zone they have.'
OPEN: Final = 'People may register by themselves, as clients'
VERIFIED: Final = 'Nobody signs in before they have confirmed their e-mail address'
VERIFIED_HINT: Final = 'By a link that is mailed to them.'
FACTORS: Final = 'Who must have a second factor'
FACTORS_ABOUT: Final = 'Whoever has none yet is asked to set one up, at once and before anything else.'
MESSAGES: Final = 'Messages about appointments'
UNDO: Final = 'Time to undo a change'
UNDO_HINT: Final = ('Nobody is told of a change before it has stood for so long: what is taken back within it is never '
                    'told, and several changes become one message. From 0 to 600; 0 tells it at once.')
REMINDERS: Final = 'Remind clients'
REMINDERS_HINT: Final = ('By mail, up to five times; none at all if none is chosen. What is added counts for what is '
                         'booked, confirmed or moved from now on; what is taken away is not sent any more.')
QUIET_HINT: Final = ('Clients are told nothing meanwhile that can wait. What is about an appointment that begins '
                     'before the end leaves at once.')
HOURS: Final = (1, 2, 3, 4, 6, 12, 24, 48, 72, 168)
ALWAYS: Final = 'Always.'


class BusinessForm(Form):
    """`on_save` is awaited with name, zone, is_registering_open, needs_verified_email, factor_roles, undo_seconds,
    reminder_hours, quiet_from, quiet_until, and `seen`: the business as it was when these were filled in.
    `register_path` is where people register.
    """

    def __init__(self, business: TenantShape, *, zones: Sequence[str], register_path: str,
                 on_save: Callable[..., Awaitable[Any]]) -> None:
        super().__init__(lambda values: on_save(**self._given(values)))
        self._seen = business
        with self:
            with page_parts.section('Business'), ui.element('div').classes('form'):
                self.add('name', fields.text('Name', is_required=True, autocomplete='off', marker='name'))
                self.add('zone', fields.choice('Time zone', {each: when.zone_name(each) for each in zones},
                                               is_searchable=True, is_required=True, hint=ZONE_HINT, marker='zone'))
            with page_parts.section('Signing in'), ui.element('div').classes('ticks'):
                self.add('is_registering_open', fields.tick(OPEN, marker='registering'))
                with ui.element('div').classes('hint'):
                    ui.link(f'Their page: {register_path}', register_path, new_tab=True).mark('register-path')
                self.add('needs_verified_email', fields.tick(VERIFIED, marker='verified'))
                ui.label(VERIFIED_HINT).classes('hint')
            with page_parts.section(FACTORS, FACTORS_ABOUT), ui.element('div').classes('ticks'):
                for role in reversed(Role):
                    self._draw_factor(role)
            with page_parts.section(MESSAGES), ui.element('div').classes('form'):
                self._draw_messages(business)
            self.actions()
        self.show(business)

    def show(self, business: TenantShape) -> None:
        """Fill in how it is, unless somebody is changing it here."""
        if not self.is_dirty:
            self._fill(business)

    def show_changed(self, theirs: TenantShape, changed: Sequence[str]) -> None:
        """Somebody else saved what is `changed`: `theirs` is how it is now."""
        self._seen = theirs
        self.show_overtaken(list(dict.fromkeys(LABELS[each] for each in changed)), lambda: self._fill(theirs))

    def _fill(self, business: TenantShape) -> None:
        self._seen = business
        self.clear_errors()
        for name in ('name', 'zone', 'is_registering_open', 'needs_verified_email', 'undo_seconds'):
            self._fields[name].value = getattr(business, name)
        quiet_hours.fill(self._quiet_from, business.quiet_from)
        quiet_hours.fill(self._quiet_until, business.quiet_until)
        self._fields['reminder_hours'].value = list(business.reminder_hours)
        for role in self._chosen_from:
            self._fields[role.value].value = role in business.factor_roles
        self.saved()

    @property
    def _chosen_from(self) -> list[Role]:
        """The roles it is not asked of anyway."""
        return [role for role in Role if role.value in self._fields]

    def _draw_messages(self, business: TenantShape) -> None:
        self.add('undo_seconds', fields.number(UNDO, lowest=0, highest=LONGEST_UNDO, step=10, unit='s',
                                               is_required=True, hint=UNDO_HINT, marker='undo-seconds'))
        hours = sorted({*HOURS, *business.reminder_hours}, reverse=True)
        self.add('reminder_hours', fields.choice(REMINDERS, {each: _before(each) for each in hours}, is_many=True,
                                                 hint=REMINDERS_HINT, marker='reminder-hours'))
        with layout.stack(gap=1):
            with ui.element('div').classes('together'):
                self._quiet_from = quiet_hours.field(quiet_hours.FROM, business.quiet_from, marker='quiet-from')
                self._quiet_until = quiet_hours.field(quiet_hours.UNTIL, business.quiet_until, marker='quiet-until')
            ui.label(QUIET_HINT).classes('small faint')
        self.add('quiet_from', self._quiet_from)
        self.add('quiet_until', self._quiet_until)

    def _draw_factor(self, role: Role) -> None:
        tick = fields.tick(words.ROLES[role], marker=f'factor-{role.value}')
        if self._seen.always_asks_for_factor(role):
            tick.value = True
            tick.disable()
            ui.label(ALWAYS).classes('hint')
        else:
            self.add(role.value, tick)

    def _given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        kept = {role for role in self._seen.factor_roles if role not in self._chosen_from}
        rest = {name: value for name, value in values.items() if name not in Role.__members__}
        seconds = rest['undo_seconds']  # a number field has 60.0 for 60
        return rest | {'undo_seconds': int(seconds) if seconds == seconds // 1 else seconds,
                       'factor_roles': kept | {role for role in self._chosen_from if values[role.value]},
                       'seen': self._seen}


def _before(hours: int) -> str:
    """'2 hours before', '1 day before'."""
    count, unit = (hours // 24, 'day') if hours % 24 == 0 else (hours, 'hour')
    return f'{count} {unit}{"" if count == 1 else "s"} before'
