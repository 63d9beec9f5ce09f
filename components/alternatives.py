"""A no that helps: why it is not possible, and what is, one press each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nicegui import ui

from components import buttons, markup, when
from components.dialogs import Dialog
from services.appointments.shapes import Alternative

NONE_LEFT = 'There is nothing free nearby. Try another day or another offering.'


async def offer(message: str, others: Sequence[Alternative], *, viewer: str, today: date,
                title: str = 'That is not possible', no: str = 'Leave it as it was', nothing: str = NONE_LEFT
                ) -> Alternative | None:
    """Show what was refused (or asked) and what can be had; returns the one chosen. `viewer` is the asker's zone."""
    dialog = Dialog(title)
    with dialog.body:
        ui.html(markup.safe(message), tag='p').mark('refusal')
        if others:
            with ui.element('div').classes('alternatives').props('data-roving role=group') as group:
                group.props['aria-label'] = 'What is possible'
                for other in others:
                    _choice(dialog, other, viewer, today)
        else:
            ui.html(markup.safe(nothing), tag='p').classes('soft')
    with dialog.actions:
        buttons.plain(no, dialog.close, marker='leave').props('autofocus')
    chosen = await dialog.opened()
    return chosen if isinstance(chosen, Alternative) else None


def _choice(dialog: Dialog, other: Alternative, viewer: str, today: date) -> None:
    """One alternative as a button: when, with whom, and why it is offered."""
    time = when.span(other.during.starts_at, other.during.ends_at, other.zone, today=today, viewer=viewer)
    button = buttons.quiet('', lambda: dialog.close(other), marker='alternative').classes('alternative')
    button.props['aria-label'] = f'{time}, {other.calendar_name}, {other.why}'
    with button:
        ui.html(markup.tag('b', markup.safe(time)) + markup.tag('span', markup.safe(other.calendar_name))
                + markup.tag('span', markup.safe(other.why), class_='faint')).classes('alternative__words')
