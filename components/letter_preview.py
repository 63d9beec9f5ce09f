"""A letter as it will be read: its line in a list of mails, and the letter itself in a frame that runs nothing."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from components import fields, markup
from components.page_parts import Toolbar
from services.notifications.shapes import Preview

WIDTHS: Final = {'wide': 'Wide', 'narrow': 'Narrow'}
LOOKS: Final = {'light': 'Light', 'dark': 'Dark', 'text': 'Plain text'}
DARK: Final = '(prefers-color-scheme: dark)'  # what a letter asks its reader's device
REAL: Final = 'With the newest appointment, {}.'
EXAMPLES: Final = 'With examples.'
BEFORE: Final = 'As it was before: what stands there now cannot be drawn.'


class LetterPreview:
    """`show(Preview)` draws a draft; its frame is sandboxed whole: no script, no form, no link leads out of it."""

    def __init__(self, *, width: str = 'wide') -> None:
        self._preview: Preview | None = None
        with ui.element('div').classes('letters__preview'):
            with Toolbar('Preview'):
                self._width = fields.either(WIDTHS, width, label='Width', on_change=lambda _: self._draw())
                self._look = fields.either(LOOKS, 'light', label='Look', on_change=lambda _: self._draw())
            with ui.element('div').classes('letter').mark('letter') as self._box:
                with ui.element('div').classes('letter__head'):
                    self._subject = ui.label().classes('letter__subject').mark('letter-subject')
                    self._preheader = ui.label().classes('letter__preheader').mark('letter-preheader')
                self._frame = ui.element('iframe').mark('letter-frame')
                self._frame.props.update({'sandbox': '', 'title': 'The letter', 'tabindex': 0})
                self._text = ui.html('', tag='pre').classes('letter__text').mark('letter-text')
                self._text.props['tabindex'] = 0
            self._of = ui.label().classes('small soft').mark('letter-of')
        self._draw()

    def show(self, preview: Preview) -> None:
        """Draw this one."""
        self._preview = preview
        self._draw()

    def keep(self) -> None:
        """The newest draft cannot be drawn: the one before stays, and says so."""
        self._of.set_text(BEFORE)

    def _draw(self) -> None:
        shown, look = self._preview, self._look.value
        self._box.props['data-width'] = self._width.value
        self._frame.set_visibility(look != 'text')
        self._text.set_visibility(look == 'text')
        if shown is None:
            return
        self._subject.set_text(shown.subject)
        self._preheader.set_text(shown.preheader)
        self._of.set_text(REAL.format(shown.reference) if shown.reference else EXAMPLES)
        self._text.set_content(markup.safe(shown.text))
        document = shown.html.replace(DARK, 'all' if look == 'dark' else 'not all')
        if self._frame.props.get('srcdoc') != document:
            self._frame.props['srcdoc'] = document
