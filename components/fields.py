"""One field each: label above, value, hint, and the error below it. All return NiceGUI's own element.

Give them to a `Form` to have refusals shown at the right one. `on_change` is called with the value.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import Any, TypeVar

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.events import GenericEventArguments

from components import buttons, when

UNCHOSEN = '“{}” was not chosen. Type it again and take one from the list.'
Changed = Callable[[Any], Any]
Field = TypeVar('Field', bound=ValidationElement[Any])


def text(
    label: str,
    value: str = '',
    *,
    hint: str = '',
    placeholder: str = '',
    is_required: bool = False,
    kind: str = 'text',
    autocomplete: str = '',
    icon: str = '',
    wait: int = 0,
    keys: str = '',
    on_change: Changed | None = None,
    marker: str = '',
) -> ui.input:
    """Words on one line. `kind` is an HTML input type (email, tel, search); `wait` ms before a change counts."""
    field = ui.input(label or None, value=value, placeholder=placeholder or None, on_change=_passing(on_change))
    field.props['type'] = kind
    if not label:
        field.props['aria-label'] = placeholder
    if autocomplete:
        field.props['autocomplete'] = autocomplete
    if wait:
        field.props['debounce'] = wait
    if keys:
        field.props['data-shortcut'] = keys
    if icon:
        with field.add_slot('prepend'):
            ui.icon(icon).props('aria-hidden=true')
    return _dressed(field, hint, is_required=is_required, marker=marker or label)


def colour(label: str, value: str = '', *, hint: str = '', on_change: Changed | None = None,
           marker: str = '') -> ui.input:
    """A colour as # and six digits, typed or picked."""
    field = ui.input(label or None, value=value, on_change=_passing(on_change))
    field.props['autocomplete'] = 'off'
    with field.add_slot('append'):
        picker = ui.color_picker(on_pick=lambda event: field.set_value(event.color))
        buttons.icon('palette', 'Pick a colour', picker.open, is_small=True, marker=f'pick-{slug(marker or label)}')
    return _dressed(field, hint, is_required=False, marker=marker or label)


def password(label: str, *, hint: str = '', is_new: bool = False, marker: str = '') -> ui.input:
    """A secret, hidden while typed unless its button shows it; password managers are told which kind it is."""
    field = ui.input(label, password=True, password_toggle_button=False)
    field.props['autocomplete'] = 'new-password' if is_new else 'current-password'

    def turn() -> None:
        is_shown = field.props['type'] == 'password'
        field.props['type'] = 'text' if is_shown else 'password'
        eye.props['aria-pressed'] = str(is_shown).lower()
        eye.set_icon('visibility_off' if is_shown else 'visibility')

    with field.add_slot('append'):
        eye = buttons.icon('visibility', 'Show password', turn, is_small=True, marker=f'show-{slug(marker or label)}')
    eye.props['aria-pressed'] = 'false'
    return _dressed(field, hint, is_required=True, marker=marker or label)


def lines(
    label: str,
    value: str = '',
    *,
    hint: str = '',
    rows: int = 3,
    is_required: bool = False,
    on_change: Changed | None = None,
    marker: str = '',
) -> ui.textarea:
    """Words on several lines."""
    field = ui.textarea(label, value=value, on_change=_passing(on_change)).props('autogrow')
    field.props['input-style'] = f'min-height:{rows * 20 + 12}px'
    return _dressed(field, hint, is_required=is_required, marker=marker or label)


def number(
    label: str,
    value: float | None = None,
    *,
    lowest: float | None = None,
    highest: float | None = None,
    step: float | None = None,
    unit: str = '',
    sign: str = '',
    hint: str = '',
    is_required: bool = False,
    on_change: Changed | None = None,
    marker: str = '',
) -> ui.number:
    """A number; `unit` stands after it (min), `sign` before it (€)."""
    field = ui.number(
        label,
        value=value,
        min=lowest,
        max=highest,
        step=step,
        suffix=unit or None,
        prefix=sign or None,
        on_change=_passing(on_change),
    ).classes('field--numbers')
    return _dressed(field, hint, is_required=is_required, marker=marker or label)


def choice(
    label: str,
    options: Mapping[Any, str] | Sequence[Any],
    value: Any = None,
    *,
    hint: str = '',
    is_required: bool = False,
    is_searchable: bool = False,
    is_many: bool = False,
    is_clearable: bool = False,
    on_change: Changed | None = None,
    marker: str = '',
) -> ui.select:
    """One of several, or with `is_many` any of them. A mapping goes from value to words."""
    field = ui.select(
        dict(options) if isinstance(options, Mapping) else list(options),
        label=label or None,
        value=value,
        with_input=is_searchable,
        multiple=is_many,
        clearable=is_clearable,
        on_change=_passing(on_change),
    )
    if is_many:
        field.props('use-chips')
    if is_searchable:
        field.props['input-debounce'] = 0  # what is there is looked through in the browser
    if is_many and is_searchable:
        _tell_unchosen(field)
    return _dressed(field, hint, is_required=is_required, marker=marker or label)


def _tell_unchosen(field: ui.select) -> None:
    """What was typed and not chosen goes when the field is left: not without a word."""
    def say(event: GenericEventArguments) -> None:
        field.error = UNCHOSEN.format(str(event.args)[:40])

    field.on('blur', say, js_handler='(e) => { const typed = e?.target?.value?.trim(); if (typed) emit(typed); }')
    field.on('update:model-value', lambda: field.run_method('updateInputValue', '', True), [])


def day(
    label: str,
    value: date | None = None,
    *,
    first: date | None = None,
    last: date | None = None,
    hint: str = '',
    is_required: bool = False,
    on_change: Changed | None = None,
    marker: str = '',
) -> ui.input:
    """A date, in the browser's own picker and language. The value is ISO text; `day_of` reads it."""
    field = ui.input(label or None, value=value.isoformat() if value else '', on_change=_passing(on_change))
    field.props['type'] = 'date'
    field.props.set_optional('min', first.isoformat() if first else None)
    field.props.set_optional('max', last.isoformat() if last else None)
    field.classes('field--numbers')
    return _dressed(field, hint, is_required=is_required, marker=marker or label)


def time_of_day(
    label: str,
    value: time | None = None,
    *,
    hint: str = '',
    is_required: bool = False,
    on_change: Changed | None = None,
    marker: str = '',
) -> ui.input:
    """A wall-clock time, typed as one likes (9, 930, 14:15, 2pm) and set as 24 hours on leaving the field."""
    field = ui.input(
        label or None, value=when.clock(value) if value else '', placeholder='09:00', on_change=_passing(on_change)
    )
    field.props('inputmode=numeric autocomplete=off maxlength=8')
    field.classes('field--numbers')

    def settle() -> None:
        read = when.read_time(field.value or '')
        if read is not None:
            field.value = when.clock(read)
        elif field.value:
            field.error = 'A time like 09:30.'

    field.on('blur', settle, [])
    return _dressed(field, hint, is_required=is_required, marker=marker or label)


def day_of(field: ui.input) -> date | None:
    """The date in a `day` field, or None when there is none."""
    try:
        return date.fromisoformat(field.value or '')
    except ValueError:
        return None


def time_in(field: ui.input) -> time | None:
    """The time in a `time_of_day` field, or None when there is none."""
    return when.read_time(field.value or '')


def tick(label: str, *, is_on: bool = False, on_change: Changed | None = None, marker: str = '') -> ui.checkbox:
    """Yes or no."""
    return ui.checkbox(label, value=is_on, on_change=_passing(on_change)).mark(slug(marker or label))


def switch(label: str, *, is_on: bool, on_change: Changed, marker: str = '') -> ui.switch:
    """On or off, at once. Its label is only read aloud: what it is for stands beside it."""
    turned = ui.switch(value=is_on, on_change=_passing(on_change)).mark(slug(marker or label))
    turned.props['aria-label'] = label
    return turned


def either(
    options: Mapping[Any, str], value: Any, *, label: str, on_change: Changed | None = None, marker: str = ''
) -> ui.toggle:
    """A few choices side by side, one pressed."""
    toggle = ui.toggle(dict(options), value=value, on_change=_passing(on_change)).mark(slug(marker or label))
    toggle.props['role'] = 'group'
    toggle.props['aria-label'] = label
    return toggle


def bring(field: Element) -> None:
    """Focus a field or a button and bring it into view, with the words at it, however far down it is."""
    # after the drawing that is on its way to the browser
    ui.run_javascript(f'setTimeout(() => window.daybook?.bring("{field.html_id}"), 30)')


def slug(words: str) -> str:
    """A marker for tests from a label: "First name" is `first-name`."""
    return '-'.join(words.lower().replace("'", '').split()) or 'field'


def _passing(on_change: Changed | None) -> Callable[[Any], Any] | None:
    return (lambda event: on_change(event.value)) if on_change else None


def _dressed(field: Field, hint: str, *, is_required: bool, marker: str) -> Field:
    field.mark(slug(marker))
    if hint:
        field.props['hint'] = hint
    if is_required:
        field.classes('field--required')
        # What one cannot type into is drawn as a box around a bare focus target, and the attribute would land on the
        # box, where it is not allowed: there the star of the label says it.
        if not isinstance(field, ui.select) or 'use-input' in field.props:
            field.props['aria-required'] = 'true'
    return field
