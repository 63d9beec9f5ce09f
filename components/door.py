"""What stands before the door: a narrow card with a plain form that posts, because only an HTTP answer sets a cookie.

Plain inputs, not Quasar's: they work before any script has arrived, and password managers know them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from nicegui import ui

from components.page_parts import PRODUCT, heading

EMAIL, PASSWORD = 'E-mail', 'Password'
PROBLEM = 'form-problem'


@contextmanager
def card(title: str, about: str, *, marker: str) -> Iterator[None]:
    """The card, its title and a sentence."""
    with ui.element('div').classes('sign-in').mark(marker), ui.element('div').classes('sign-in__card'):
        ui.label(PRODUCT).classes('sign-in__product').props('data-icon=menu_book')
        heading(title)
        ui.label(about).classes('soft dense')
        yield


def form(action: str, **hidden_fields: str) -> ui.element:
    """A form that posts, with what it says besides what is typed."""
    drawn = ui.element('form').props('method=post')
    drawn.props['action'] = action
    with drawn:
        for name, value in hidden_fields.items():
            hidden(name, value)
    return drawn


def problem(text: str) -> None:
    """What went wrong last time, read aloud; fields that are wrong point at it. Draws nothing for no text."""
    if text:
        ui.label(text).classes('form__problem').props('role=alert id=form-problem').mark('problem')


def notice(text: str) -> None:
    """What went well, read aloud. Draws nothing for no text."""
    if text:
        ui.label(text).classes('sign-in__notice').props('role=status').mark('notice')


def field(label: str, name: str, *, kind: str, complete: str, value: str = '', is_first: bool = False,
          is_wrong: bool = False, hint: str = '', wrong: str = '', options: str = '') -> None:
    """A labelled input; `complete` is what browsers know it by, `kind` its type. `wrong` is said below it; `options` is
    the id of a list to choose from.
    """
    with _with_reveal() if kind == 'password' else nullcontext(), ui.element('label').classes('sign-in__field'):
        ui.label(label)
        drawn = ui.element('input').mark(name)
        drawn.props.update({'type': kind, 'name': name, 'value': value, 'autocomplete': complete, 'required': True,
                            'spellcheck': 'false', 'autocapitalize': 'none', 'maxlength': 254})
        if is_first:
            drawn.props['autofocus'] = True
        if is_wrong:
            drawn.props.update({'aria-invalid': 'true', 'aria-describedby': PROBLEM})
        if wrong:
            drawn.props.update({'aria-invalid': 'true', 'aria-describedby': f'{name}-problem'})
            said = ui.label(wrong).classes('form__problem').mark(f'{name}-problem')
            said.props.update({'role': 'alert', 'id': f'{name}-problem'})
        if options:
            drawn.props['list'] = options
        if hint and not wrong:
            ui.label(hint).classes('sign-in__hint')


@contextmanager
def _with_reveal() -> Iterator[None]:
    """A secret, and a button behind it that shows what is typed; it is hidden again before it is sent."""
    with ui.element('div').classes('sign-in__secret'):
        yield
        with ui.element('button').classes('sign-in__reveal').mark('reveal') as button:
            button.props.update({'type': 'button', 'aria-pressed': 'false', 'data-reveal': True})
            ui.label('Show')
            ui.label('password').classes('hidden-text')


def strength(of: str, about: Sequence[str] = ()) -> None:
    """How good the password in the field `of` looks, said as it is typed; `about` are fields it should not repeat. The
    browser guesses, and sends nothing: what counts is said by the service.
    """
    meter = ui.element('div').classes('sign-in__strength').props('role=status').mark('strength')
    meter.props.update({'data-strength-of': of, 'data-strength-about': ' '.join(about)})


def hidden(name: str, value: str) -> None:
    """Said by the form, seen by nobody."""
    ui.element('input').props.update({'type': 'hidden', 'name': name, 'value': value})


def submit(text: str, classes: str = 'sign-in__submit') -> ui.element:
    """The button that posts the form around it."""
    button = ui.element('button').classes(classes).props('type=submit')
    if text:
        with button:
            ui.label(text)
    return button


def way(text: str, path: str, *, marker: str) -> None:
    """A way elsewhere, under the form."""
    ui.link(text, path).classes('sign-in__way').mark(marker)
