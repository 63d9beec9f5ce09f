"""One appointment, whole: what, when, who, where, what can be done now, and what happened so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from nicegui import ui

from app.localtime import wall_clock
from components import appointment_words, badges, buttons, message_words, page_parts, when
from components.appointment_words import Happened, Rights
from components.history import History
from services.appointments.shapes import AppointmentShape, Status
from services.notifications.shapes import DeliveryShape

FIRST: Final = {Status.PENDING: 'confirm'}  # the one thing this screen is for, while it waits for it
KEYS: Final = {'confirm': 'y', 'complete': 'd', 'no_show': 'x', 'move': 'm', 'reassign': 'r', 'cancel': 'c',
               'again': 'b'}


class AppointmentCard:
    """`on_step(name)` is awaited when one of its actions is pressed; `names` goes from calendar ids to names."""

    def __init__(
        self,
        appointment: AppointmentShape,
        history: Sequence[Happened],
        messages: Sequence[DeliveryShape],
        *,
        rights: Rights,
        viewer: str,
        now: datetime,
        back: tuple[str, str],
        names: Mapping[str, str],
        on_step: Callable[[str], Any],
    ) -> None:
        self._rights, self._viewer, self._names, self._on_step = rights, viewer, names, on_step
        self._header = page_parts.PageHeader(appointment_words.title(appointment), back=back)
        self._actions = self._header.actions
        with ui.element('div').classes('appointment').mark('appointment'):
            with ui.element('div').classes('appointment__facts'):
                self._status = ui.element('div').classes('line gap-2 appointment__state')
                with page_parts.section('Details'):
                    self._facts = page_parts.facts({})
                with page_parts.section('Client'):
                    self._client = page_parts.facts({})
                with page_parts.section('Note') as self._note_part:
                    self._note = ui.label('').classes('reading appointment__note')
            with ui.element('div').classes('appointment__past'):
                with page_parts.section('History'):
                    self._clock = ui.label('').classes('small faint').mark('history-clock')
                    self._history = History([])
                with page_parts.section('Messages') as self._messages_part:
                    self._messages = History([], marker='messages')
        self.show(appointment, history, messages, now=now)

    def show(self, appointment: AppointmentShape, history: Sequence[Happened], messages: Sequence[DeliveryShape], *,
             now: datetime) -> None:
        """Draw it as it is now."""
        today = wall_clock(now, appointment.zone).date()
        self._header.show(appointment_words.title(appointment), self._subtitle(appointment, now))
        self._draw_actions(appointment, now)
        self._draw_status(appointment)
        self._facts.set_content(page_parts.facts_markup(self._details(appointment)))
        self._client.set_content(page_parts.facts_markup((
            ('Name', appointment.client_name), ('Phone', appointment.client_phone),
            ('E-mail', appointment.client_email))))
        self._note_part.set_visibility(bool(appointment.note) or self._rights.may_change)
        self._note.set_text(appointment.note or 'No note')
        self._note.classes(toggle=None, add='faint' if not appointment.note else '',
                           remove='faint' if appointment.note else '')
        self._clock.set_text(f'Days and times in {when.place(appointment.zone)}')
        self._clock.set_visibility(appointment.zone != self._viewer)
        self._history.show(appointment_words.happenings(history, appointment.zone, today=today, names=self._names))
        self._messages.show(message_words.happenings(messages, appointment.zone, today=today))
        self._messages_part.set_visibility(bool(messages))

    def _subtitle(self, appointment: AppointmentShape, now: datetime) -> str:
        today = wall_clock(now, appointment.zone).date()
        said = appointment_words.said_when(appointment.during, appointment.zone, viewer=self._viewer, today=today)
        return f'{said} · {appointment.calendar_name}'

    def _draw_actions(self, appointment: AppointmentShape, now: datetime) -> None:
        steps = appointment_words.steps(appointment, self._rights, now=now)
        first = FIRST.get(appointment.status)
        self._actions.clear()
        with self._actions:
            for name, label in sorted(steps, key=lambda step: step[0] == first):
                self._action(name, label, is_first=name == first)

    def _action(self, name: str, label: str, *, is_first: bool) -> None:
        kind: buttons.Kind = 'primary' if is_first else 'danger-quiet' if name == 'cancel' else 'quiet'
        buttons.Button(label, lambda: self._on_step(name), kind=kind, keys=KEYS[name], marker=f'step-{name}',
                       asks=name not in ('confirm', 'complete'))

    def _draw_status(self, appointment: AppointmentShape) -> None:
        self._status.clear()
        with self._status:
            badges.status(appointment.status)
            ui.label(appointment.reference).classes('numbers dense soft').mark('reference')
            if appointment.cancelled_because:  # here, where nothing below it moves when it comes
                ui.label(f'Cancelled because: {appointment.cancelled_because}').classes('dense soft appointment__why')

    def _details(self, appointment: AppointmentShape) -> list[tuple[str, object]]:
        during, zone = appointment.during, appointment.zone
        there, here = (when.span(during.starts_at, during.ends_at, each) for each in (zone, self._viewer))
        theirs = [('For you', f'{here} {when.place(self._viewer)}')] if here != there else []
        over = [('Booked against the rules', appointment.overridden_because)] if appointment.overridden_because else []
        return [
            ('When', f'{there} {when.place(zone)}'), *theirs,
            ('Length', when.length(during.length)), ('Offering', appointment.offering_name),
            ('Provider', appointment.calendar_name), ('Where', appointment.location_name),
            ('Price', when.minor(appointment.price_minor, appointment.currency)), *over,
        ]
