"""Dialogs: one question at a time, Esc is always safe, the safe answer has the focus."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.value_element import ValueElement

from components import buttons, fields, markup, words
from components.page_parts import heading


class Dialog:
    """A titled dialog. Fill `body` and `actions`; it is thrown away when it closes.

    dialog = Dialog('Move appointment')
    with dialog.body: ...
    with dialog.actions: buttons.primary('Move', lambda: dialog.close(True))
    if await dialog.opened(): ...
    """

    def __init__(self, title: str, *, is_wide: bool = False, is_lasting: bool = False) -> None:
        """One that is `is_lasting` is closed by its own buttons alone."""
        self._dialog = ui.dialog().props('persistent' if is_lasting else '')
        self._dialog.props['aria-label'] = title
        with self._dialog, ui.card().classes('dialog' + (' dialog--wide' if is_wide else '')).mark('dialog'):
            with ui.element('div').classes('dialog__head'):
                heading(title, 2)
                if not is_lasting:
                    buttons.icon('close', words.CLOSE, lambda: self.close(None), is_small=True).props('data-leaves')
            self.body = ui.element('div').classes('dialog__body')
            self.actions = ui.element('div').classes('dialog__actions')

    async def opened(self) -> Any:
        """Show it and wait for `close(result)`; None when it was dismissed. Where something is typed first, it has the
        focus.
        """
        first = next((each for each in self.body.descendants() if isinstance(each, ValueElement)), None)
        if isinstance(first, ui.input) and first.enabled:
            first.props('autofocus')
        result = await self._dialog
        if not self._dialog.is_deleted:
            # after the closing animation, which would otherwise be cut off
            with self._dialog.client.layout:
                ui.timer(0.3, self._remove, once=True)
        return result

    def _remove(self) -> None:
        if not self._dialog.is_deleted:  # the screen it was opened from may have been redrawn meanwhile
            self._dialog.delete()

    def close(self, result: Any = None) -> None:
        """End it with a result."""
        self._dialog.submit(result)


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Yes, with the reason when one was asked for."""

    reason: str = ''


async def confirm(
    title: str,
    about: str = '',
    *,
    yes: str,
    no: str = words.CANCEL,
    is_destructive: bool = True,
    reasons: Sequence[str] = (),
    is_reason_required: bool = False,
    asks_reason: bool = False,
    extra: Callable[[], Any] | None = None,
) -> Confirmed | None:
    """Ask once. Ready-made reasons fill the reason field with one press; None means no."""
    dialog = Dialog(title)
    reason: ui.input | None = None
    with dialog.body:
        if about:
            ui.html(markup.safe(about), tag='p').classes('soft')
        if extra is not None:
            extra()
        if reasons or asks_reason or is_reason_required:
            reason = _reason_field(reasons, is_required=is_reason_required)

    def agree() -> None:
        if reason is not None and is_reason_required and not (reason.value or '').strip():
            reason.error = words.REQUIRED
            fields.bring(reason)
            return
        dialog.close(Confirmed((reason.value or '').strip() if reason is not None else ''))

    with dialog.actions:
        buttons.plain(no, dialog.close, marker='no').props('autofocus')
        make = buttons.danger if is_destructive else buttons.primary
        make(yes, agree, marker='yes')
    answer = await dialog.opened()
    return answer if isinstance(answer, Confirmed) else None


def _reason_field(reasons: Sequence[str], *, is_required: bool) -> ui.input:
    with ui.element('div').classes('stack gap-2'):
        field = fields.text(words.REASON, is_required=is_required, marker='reason')
        if reasons:
            with ui.element('div').classes('reasons').props('data-roving'):
                for ready in reasons:
                    buttons.quiet(ready, lambda ready=ready: field.set_value(ready), is_small=True)
    return field


def before_after(changes: Sequence[tuple[str, str, str]]) -> Element:
    """What a change changes: (name, before, after) under one another."""
    rows = ''.join(
        markup.tag('span', markup.safe(name), class_='faint')
        + markup.tag(
            'span',
            (markup.tag('del', markup.unbroken_markup(old)) + ' → ' + markup.tag('ins', markup.unbroken_markup(new)))
            if old != new
            else markup.unbroken_markup(new),
        )
        for name, old, new in changes
    )
    return ui.html(rows).classes('before-after')
