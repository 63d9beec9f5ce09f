"""This was not me: what the link in a mail about a sign-in leads to."""

from __future__ import annotations

from components import door

TITLE = 'Was this not you?'
ABOUT = ('Every device of {email} is signed out, and the password works no more. We send a link to that address, to '
         'choose another one.')
YES = 'It was not me: sign everybody out'
WAS_ME = 'It was me, leave it as it is'
DEAD_TITLE = 'This link does not work any more'
DEAD = ('It works once, for seven days, and only the one in the newest mail does. If you cannot sign in, choose a new '
        'password.')
ANOTHER, TO_SIGN_IN = 'Choose a new password', 'Back to signing in'


def disown_card(*, action: str, token: str, link: str, email: str, problem: str, sign_in_path: str) -> None:
    """Nothing happens to whoever only looks: it takes a press."""
    with door.card(TITLE, ABOUT.format(email=email), marker='disown'):
        with door.form(action, csrf=token, link=link).classes('sign-in__form'):
            door.problem(problem)
            door.submit(YES).mark('submit')
        door.way(WAS_ME, sign_in_path, marker='to-sign-in')


def dead_card(*, forgot_path: str, sign_in_path: str) -> None:
    """Used, too old, replaced or never sent: alike."""
    with door.card(DEAD_TITLE, DEAD, marker='dead'):
        door.way(ANOTHER, forgot_path, marker='again')
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')
