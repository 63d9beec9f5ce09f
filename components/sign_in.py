"""The sign-in card: a plain form that posts, because only an HTTP answer can set a cookie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components import door, markup, passkeys, registering, words
from components.page_parts import heading

PROMISE = 'One ledger for every hour you promise.'
OR = 'or with your password here'
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

    `problem` is what went wrong last time; it is read aloud, and the e-mail typed is still there. `notice` is what
    went well elsewhere and led here. `business` is where a refusal leads back to, `elsewhere` the name of a server that
    knows people too, and the way to it. `register_path` leads to an account of one's own.
    """

    def __init__(self, *, action: str, token: str, following: str = '', email: str = '', problem: str = '',
                 notice: str = '', forgot_path: str = '', accounts: Sequence[DemoAccount] = (), about: str = PROMISE,
                 business: str = '', elsewhere: tuple[str, str] | None = None,
                 passkey: tuple[str, str] | None = None, register_path: str = '') -> None:
        self._action = action
        self._hidden = {'csrf': token, 'next': following} | ({'business': business} if business else {})
        with door.card(words.SIGN_IN, about, marker='sign-in'):
            door.notice(notice)
            if elsewhere:
                self._draw_elsewhere(*elsewhere)
            self._draw_form(email, problem, is_alone=elsewhere is None)
            if passkey:
                passkeys.form(passkeys.SIGN_IN, action=passkey[0], challenge_action=passkey[1], token=token,
                              following=following)
            if forgot_path:
                door.way(words.FORGOT, forgot_path, marker='forgot')
            if register_path:
                door.way(registering.TITLE, register_path, marker='register')
            if accounts:
                self._draw_demo(accounts)

    def _draw_elsewhere(self, label: str, path: str) -> None:
        with ui.element('div').classes('sign-in__form'):
            ui.link(f'Sign in with {label}', path).classes('sign-in__submit sign-in__submit--link').mark('elsewhere')
            ui.label(OR).classes('sign-in__or')

    def _draw_form(self, email: str, problem: str, *, is_alone: bool) -> None:
        with door.form(self._action, **self._hidden).classes('sign-in__form'):
            door.problem(problem)
            door.field(door.EMAIL, 'email', kind='email', complete='username', value=email,
                       is_first=is_alone and not email, is_wrong=bool(problem))
            door.field(door.PASSWORD, 'password', kind='password', complete='current-password', is_first=bool(email),
                       is_wrong=bool(problem))
            quiet = '' if is_alone else ' sign-in__submit--quiet'
            door.submit(words.SIGN_IN, f'sign-in__submit{quiet}').mark('submit')

    def _draw_demo(self, accounts: Sequence[DemoAccount]) -> None:
        with ui.element('section').classes('sign-in__demo').props('aria-labelledby=demo-title').mark('demo'):
            heading(DEMO, 2).props('id=demo-title')
            ui.label(DEMO_ABOUT).classes('soft dense')
            for password in sorted({account.password for account in accounts}):
                ui.label(words.DEMO_PASSWORD.format(password)).classes('soft dense').mark('demo-password')
            with ui.element('div').classes('sign-in__accounts'):
                for account in accounts:
                    self._draw_account(account)

    def _draw_account(self, account: DemoAccount) -> None:
        role = words.ROLES.get(account.role, account.role)
        with door.form(self._action, **self._hidden):
            door.hidden('email', account.email)
            door.hidden('password', account.password)
            button = door.submit('', 'sign-in__account').mark(f'demo-{account.role.lower()}')
            button.props['aria-label'] = f'Sign in as {account.name}, {role}'
            with button:
                ui.html(
                    markup.tag('b', markup.safe(role)) + markup.tag('span', markup.safe(account.name))
                    + markup.tag('span', markup.safe(account.email), class_='faint'))
