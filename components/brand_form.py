"""How letters of a business look: its colour, what stands at their foot, and where answers go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

from nicegui import ui

from components import fields
from components.form import Form
from components.template_words import LABELS
from services.templates.shapes import Brand

PARTS: Final = ('colour', 'closing', 'postal', 'reply_to')
COLOUR_HINT: Final = 'A sign # and six digits. Words on it are white or black, whichever can be read.'
POSTAL_HINT: Final = 'At the foot of every letter, as many countries ask.'
WAIT: Final = 0.3


class BrandForm(Form):
    """`on_save` is awaited with brand and `seen`, `on_draft(Brand)` when somebody has stopped typing for a moment."""

    def __init__(self, brand: Brand, *, on_save: Callable[..., Awaitable[Any]],
                 on_draft: Callable[[Brand], Awaitable[Any]]) -> None:
        super().__init__(lambda _: on_save(brand=self.brand, seen=self._seen))
        self._seen, self._on_draft = brand, on_draft
        self._later: ui.timer | None = None
        with self:
            self.add('colour', fields.colour('Colour', hint=COLOUR_HINT))
            self.add('closing', fields.lines('Closing line', rows=1, marker='closing'))
            self.add('postal', fields.lines('Postal address', rows=2, hint=POSTAL_HINT, marker='postal'))
            self.add('reply_to', fields.text('Answers go to', kind='email', autocomplete='off', marker='reply-to'))
            for name in PARTS:
                self._fields[name].on_value_change(self._draft_later)
            self.actions()
        self.show(brand)

    @property
    def brand(self) -> Brand:
        """As it stands in the fields."""
        return Brand(**{name: self._fields[name].value or '' for name in PARTS})

    def show(self, brand: Brand) -> None:
        """Fill in how it is, unless somebody is changing it here."""
        if not self.is_dirty:
            self._fill(brand)

    def show_changed(self, theirs: Brand, changed: Sequence[str]) -> None:
        """Somebody else saved what is `changed`: `theirs` is how it is now."""
        self._seen = theirs
        self.show_overtaken([LABELS[each] for each in changed], lambda: self._fill(theirs))

    def _fill(self, brand: Brand) -> None:
        self._seen = brand
        self.clear_errors()
        for name in PARTS:
            self._fields[name].value = getattr(brand, name)
        self.saved()

    def _draft_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
        with self._box:
            self._later = ui.timer(WAIT, lambda: self._on_draft(self.brand), once=True)
