"""The sign-in card: a plain form that posts, because only an HTTP answer can set a cookie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components import markup, words
from components.page_parts import heading

PRODUCT = 'Daybook'
PROMISE = 'One ledger for every hour you promise.'
EMAIL, PASSWORD = 'E-mail', 'Password'
DEMO = 'This is a demo'
DEMO_ABOUT = 'The business and its people are invented. Look around as any of them; nothing here reaches anybody.'


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo, shown with everything needed to use it."""

    name: str
    role: str
    email: str
    password: str


class SignInCard:
    """Two fields and a button; below them the demo's accounts, one click each.

    `problem` is what went wrong last time; it is read aloud, and the e-mail typed is still there.
    """

    def __init__(self, *, action: str, token: str, following: str = '', email: str = '', problem: str = '',
                 accounts: Sequence[DemoAccount] = ()) -> None:
        self._action = action
        self._hidden = {'csrf': token, 'next': following}
        with ui.element('div').classes('sign-in').mark('sign-in'), ui.element('div').classes('sign-in__card'):
            ui.label(PRODUCT).classes('sign-in__product').props('data-icon=menu_book')
            heading(words.SIGN_IN)
            ui.label(PROMISE).classes('soft dense')
            self._draw_form(email, problem)
            if accounts:
                self._draw_demo(accounts)

    def _draw_form(self, email: str, problem: str) -> None:
        with self._form().classes('sign-in__form'):
            if problem:
                ui.label(problem).classes('form__problem').props('role=alert id=sign-in-problem').mark('problem')
            _field(EMAIL, 'email', kind='email', complete='username', value=email, is_first=not email,
                   is_wrong=bool(problem))
            _field(PASSWORD, 'password', kind='password', complete='current-password', is_first=bool(email),
                   is_wrong=bool(problem))
            _submit(words.SIGN_IN, 'sign-in__submit').mark('submit')

    def _draw_demo(self, accounts: Sequence[DemoAccount]) -> None:
        with ui.element('section').classes('sign-in__demo').props('aria-labelledby=demo-title').mark('demo'):
            heading(DEMO, 2).props('id=demo-title')
            ui.label(DEMO_ABOUT).classes('soft dense')
            with ui.element('div').classes('sign-in__accounts'):
                for account in accounts:
                    self._draw_account(account)

    def _draw_account(self, account: DemoAccount) -> None:
        role = words.ROLES.get(account.role, account.role)
        with self._form():
            _hidden('email', account.email)
            _hidden('password', account.password)
            button = _submit('', 'sign-in__account').mark(f'demo-{account.role.lower()}')
            button.props['aria-label'] = f'Sign in as {account.name}, {role}'
            with button:
                ui.html(
                    markup.tag('b', markup.safe(role)) + markup.tag('span', markup.safe(account.name))
                    + markup.tag('span', markup.safe(account.email), class_='faint'))

    def _form(self) -> ui.element:
        form = ui.element('form').props('method=post')
        form.props['action'] = self._action
        with form:
            for name, value in self._hidden.items():
                _hidden(name, value)
        return form


def _field(label: str, name: str, *, kind: str, complete: str, value: str = '', is_first: bool = False,
           is_wrong: bool = False) -> None:
    # plain inputs, not Quasar's: they work before any script has arrived, and password managers know them
    with ui.element('label').classes('sign-in__field'):
        ui.label(label)
        field = ui.element('input').mark(name)
        field.props.update({'type': kind, 'name': name, 'value': value, 'autocomplete': complete, 'required': True,
                            'spellcheck': 'false', 'autocapitalize': 'none', 'maxlength': 254})
        if is_first:
            field.props['autofocus'] = True
        if is_wrong:
            field.props.update({'aria-invalid': 'true', 'aria-describedby': 'sign-in-problem'})


def _hidden(name: str, value: str) -> None:
    ui.element('input').props.update({'type': 'hidden', 'name': name, 'value': value})


def _submit(text: str, classes: str) -> ui.element:
    button = ui.element('button').classes(classes).props('type=submit')
    if text:
        with button:
            ui.label(text)
    return button
