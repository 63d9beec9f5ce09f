"""A form: several fields that are saved together, refused together, and not lost by accident."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from nicegui import ui
from nicegui.element import Element
from nicegui.elements.mixins.validation_element import ValidationElement
from nicegui.elements.mixins.value_element import ValueElement

from components import buttons, fields, markup, words

Field = TypeVar('Field', bound=ValueElement[Any])
# on whatever holds words that are not saved: leaving is asked about while `data-dirty` is true
GUARD: Final = {
    'data-dirty': 'false', 'data-leave-title': words.LEAVE_TITLE, 'data-leave-message': words.LEAVE_MESSAGE,
    'data-leave-ok': words.LEAVE_OK, 'data-leave-cancel': words.LEAVE_CANCEL,
}


class Form:
    """Fields by name.

        with Form(save) as form:
            form.add('name', fields.text('Name', shape.name, is_required=True))
            form.actions('Save skill')

    `on_save` is awaited with {name: value}; Enter in a one-line field saves too. A refusal's `{field: message}` goes
    to `show_errors`: the words stand at their fields, the first is focused, nothing typed is lost.
    """

    def __init__(self, on_save: Callable[[dict[str, Any]], Any] | None = None, *, warns: bool = True) -> None:
        self._on_save = on_save
        self._fields: dict[str, ValueElement[Any]] = {}
        self._watched: list[ValueElement[Any]] = []
        self._saved: list[Any] = []
        self._submit: buttons.Button | None = None
        self._instead: buttons.Button | None = None
        self._is_saving = False
        self._box = ui.element('div').classes('form').props('role=form')
        if warns:
            self._box.props.update(GUARD)
        self._warns = warns
        with self._box:
            self._problem = ui.html('').classes('form__problem').props('role=alert').mark('form-problem')
            self._problem.set_visibility(False)

    def __enter__(self) -> 'Form':
        self._box.__enter__()
        return self

    def __exit__(self, *problem: Any) -> None:
        self._box.__exit__(*problem)

    def add(self, name: str, field: Field) -> Field:
        """Take a field in under the name a refusal uses for it."""
        self._fields[name] = field
        self.watch(field)
        if isinstance(field, ui.input):
            field.on('keydown.enter', self.save, [])
        return field

    def watch(self, field: Field) -> Field:
        """What is typed here is not lost by accident either, though it is not one of the values."""
        self._watched.append(field)
        self._saved.append(field.value)
        field.on_value_change(lambda _: self._changed(field))
        return field

    def actions(
        self, save: str = words.SAVE, *, on_cancel: Callable[[], Any] | None = None, keys: str = 'mod+s'
    ) -> None:
        """The foot of the form: cancel, and at its right save."""
        with ui.element('div').classes('actions'):
            if on_cancel is not None:
                buttons.plain(words.CANCEL, on_cancel, marker='cancel')
            self._submit = buttons.primary(save, self.save, keys=keys, marker='save')

    def together(self) -> Element:
        """Fields that belong on one line."""
        return ui.element('div').classes('together')

    @property
    def values(self) -> dict[str, Any]:
        """What stands in the fields now."""
        return {name: field.value for name, field in self._fields.items()}

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that is not saved."""
        return self._typed != self._saved

    async def save(self) -> None:
        """Check what must be filled in, then hand the values over; once, however many presses and Enters there are."""
        if self._is_saving or not self.is_complete() or self._on_save is None:
            return
        self._is_saving = True
        try:
            outcome = self._on_save(self.values)
            if inspect.isawaitable(outcome):
                await outcome
        finally:
            self._is_saving = False

    def is_complete(self) -> bool:
        """Whether everything is there that must be; what is missing is said at its field."""
        missing = {
            name: words.REQUIRED
            for name, field in self._fields.items()
            if 'field--required' in field.classes and field.value in (None, '', [])
        }
        self.show_errors(missing)
        return not missing

    def show_errors(self, errors: Mapping[str, str], message: str = '') -> None:
        """Say at each field what is wrong with it; what belongs to no field here is said on top."""
        self.clear_errors()
        rest = [text for name, text in errors.items() if not isinstance(self._fields.get(name), ValidationElement)]
        if message and not errors:
            rest.append(message)
        if rest:
            self._problem.set_content(markup.safe(' '.join(rest)))
            self._problem.set_visibility(True)
        wrong = [(field, errors[name]) for name, field in self._fields.items() if name in errors]
        at_fields = [(field, text) for field, text in wrong if isinstance(field, ValidationElement)]
        for field, text in at_fields:
            field.error = text
        if at_fields:
            fields.bring(at_fields[0][0])
        elif rest:
            fields.bring(self._problem)

    def show_error(self, name: str, message: str) -> None:
        """The same for one field."""
        self.show_errors({name: message})

    def show_overtaken(self, what: Sequence[str], on_take: Callable[[], Any]) -> None:
        """Somebody else saved `what` meanwhile. What is typed stays, to be saved once more knowingly; `on_take` is the
        press that has what is saved in its place.
        """
        self.show_errors({}, words.OVERTAKEN.format(', '.join(what)))
        with self._box:
            self._instead = buttons.quiet(words.TAKE_SAVED, on_take, is_small=True, marker='take-saved')
        self._instead.classes('straight').move(self._box, target_index=1)

    def clear_errors(self) -> None:
        """Take every complaint away."""
        self._problem.set_visibility(False)
        if self._instead is not None:
            self._instead.delete()
            self._instead = None
        for field in self._fields.values():
            if isinstance(field, ValidationElement):
                field.error = None

    def saved(self) -> None:
        """What stands here now is saved: leaving is free again."""
        self._saved = self._typed
        self._mark_dirty()

    @property
    def _typed(self) -> list[Any]:
        return [field.value for field in self._watched]

    def _changed(self, field: ValueElement[Any]) -> None:
        if isinstance(field, ValidationElement) and field.error:
            field.error = None
        self._mark_dirty()

    def _mark_dirty(self) -> None:
        state = 'true' if self.is_dirty else 'false'
        if self._warns and self._box.props['data-dirty'] != state:  # the box is sent again only when this turns
            self._box.props['data-dirty'] = state
