"""One letter, as it is worded: its words to insert, its copies, and what differs from the default."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from nicegui import ui

from components import buttons, fields, markup, page_parts
from components.form import Form
from components.template_words import LABELS
from services.templates.shapes import FIELDS, Audience, TemplateShape, Word, Wording, compared

WAIT: Final = 0.3  # seconds of quiet before a draft is drawn
PREHEADER_HINT: Final = 'What a list of mails shows beside the subject.'
BODY_HINT: Final = 'An empty line ends a paragraph. **strong** · - Name: value'
BUTTON_HINT: Final = ' · [[the button]] on a line of its own'
COPIES_HINT: Final = 'Addresses, with commas between. They see all of the letter, and its link to unsubscribe.'
AS_DEFAULT: Final = 'This is the default.'


class TemplateForm(Form):
    """`on_save` is awaited with wording, cc, bcc and `seen`: the template as it was when these were filled in;
    `on_draft(Wording)` when somebody has stopped typing for a moment.
    """

    def __init__(self, template: TemplateShape, *, on_save: Callable[..., Awaitable[Any]],
                 on_draft: Callable[[Wording], Awaitable[Any]], on_reset: Callable[[], Awaitable[Any]]) -> None:
        super().__init__(lambda values: on_save(**self._given(values)))
        self._seen, self._on_draft = template, on_draft
        self._later: ui.timer | None = None
        with self:
            self._box.props['data-inserts'] = True
            self._draw_fields(template)
            self.actions()
            with page_parts.section('Against the default', actions=lambda: self._draw_reset(on_reset)):
                self._same = ui.label(AS_DEFAULT).classes('dense soft').mark('as-default')
                self._differences = ui.element('div').mark('differences')
        self.show(template)

    @property
    def seen(self) -> TemplateShape:
        """As it was when the fields were filled in."""
        return self._seen

    @property
    def wording(self) -> Wording:
        """As it stands in the fields."""
        return Wording(*(self._fields[name].value or '' for name in FIELDS))

    def show(self, template: TemplateShape) -> None:
        """Fill in how it is, unless somebody is changing it here."""
        if not self.is_dirty:
            self._fill(template)

    def show_changed(self, theirs: TemplateShape, changed: Sequence[str]) -> None:
        """Somebody else saved what is `changed`: `theirs` is how it is now."""
        self._seen = theirs
        self.show_overtaken([LABELS[each] for each in changed], lambda: self._fill(theirs))

    def show_wrong(self, wrong: Mapping[str, str]) -> None:
        """Say at the fields what a draft cannot say, and leave who types where they are."""
        for name, text in wrong.items():
            if name in FIELDS:
                self._fields[name].error = text  # type: ignore[attr-defined]  # they are fields of text

    def _draw_fields(self, template: TemplateShape) -> None:
        subject = self.add('subject', fields.text('Subject', is_required=True, autocomplete='off', marker='subject'))
        preheader = self.add('preheader', fields.text('Preview line', hint=PREHEADER_HINT, autocomplete='off',
                                                      marker='preheader'))
        hint = BODY_HINT + (BUTTON_HINT if template.entry.has_button else '')
        body = self.add('body', fields.lines('Letter', is_required=True, rows=13, hint=hint, marker='body'))
        for field in (subject, preheader, body):
            field.props['data-takes-words'] = True
            field.on_value_change(self._draft_later)
        _words(template.entry.words)
        if template.entry.audience is not Audience.ACCOUNT:
            with self.together():
                self.add('cc', fields.text('Copies to', autocomplete='off', marker='cc'))
                self.add('bcc', fields.text('Hidden copies to', autocomplete='off', marker='bcc'))
            ui.label(COPIES_HINT).classes('small soft')

    def _draw_reset(self, on_reset: Callable[[], Awaitable[Any]]) -> None:
        self._reset = buttons.quiet('Word it as the default', on_reset, is_small=True, marker='reset')

    def _fill(self, template: TemplateShape) -> None:
        self._seen = template
        self.clear_errors()
        for name in FIELDS:
            self._fields[name].value = getattr(template.wording, name)
        for name in ('cc', 'bcc'):
            if name in self._fields:
                self._fields[name].value = ', '.join(getattr(template, name))
        self._reset.set_visibility(template.own is not None)
        self.saved()
        self._compare()

    def _draft_later(self) -> None:
        if self._later is not None:
            self._later.cancel()
        with self._box:
            self._later = ui.timer(WAIT, self._draft, once=True)

    async def _draft(self) -> None:
        self._compare()
        await self._on_draft(self.wording)

    def _compare(self) -> None:
        now, default = self.wording, self._seen.entry.default
        changed = [name for name in FIELDS if getattr(now, name) != getattr(default, name)]
        self._same.set_visibility(not changed)
        self._differences.clear()
        with self._differences:
            for name in changed:
                ui.label(LABELS[name].capitalize()).classes('dense soft')
                ui.html(_drawn(compared(getattr(default, name), getattr(now, name)))).classes('differences')

    def _given(self, values: Mapping[str, Any]) -> dict[str, Any]:
        copies = {name: tuple(each.strip() for each in (values.get(name) or '').split(',') if each.strip())
                  for name in ('cc', 'bcc')}
        return {'wording': self.wording, 'seen': self._seen, **copies}


def _words(words: Sequence[Word]) -> None:
    with ui.element('div').classes('letters__words').props('role=group aria-label="Words to insert"'):
        ui.label('Insert').classes('small soft')
        for word in words:
            chip = buttons.quiet(word.name, is_small=True, marker=f'insert-{word.name}')
            chip.props['data-insert'] = f'{{{{ {word.name} }}}}'
            chip.props['title'] = word.example


def _drawn(lines: Sequence[tuple[str, str]]) -> str:
    return ''.join(
        markup.tag('div', markup.tag('span', markup.safe(mark)) + markup.tag('span', markup.safe(text)),
                   data_mark=mark.strip())
        for mark, text in lines)
