"""A forgotten password, or none yet: asking for a link, and choosing a password by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components import door, words


@dataclass(frozen=True, slots=True)
class Choice:
    """What choosing a password is called, and its button."""

    title: str
    about: str
    button: str


RESET = Choice('Choose a new password', 'You will be signed out everywhere, and sign in with the new one.',
               'Change my password')
INVITED = Choice('Choose a password', 'You will sign in with this address and the password you choose now.',
                 'Keep this password')

FORGOT_ABOUT = 'Say with which address you sign in, and we send you a link to choose a new password.'
SENT_TITLE = 'Look into your mail'
SENT = ('If somebody signs in with that address, a link is on its way. It works once, for one hour; '
        'only the newest does.')
HINT = 'At least 15 characters; a few words that have nothing to do with each other do well.'
DEAD_TITLE = 'This link does not work any more'
DEAD = 'A link works once, for a while, and only the newest does. You can ask for another one.'
SEND = 'Send me a link'
ANOTHER, TO_SIGN_IN = 'Ask for another link', 'Back to signing in'
NEW, AGAIN = 'New password', 'The same again'


def forgot_card(*, action: str, token: str, sign_in_path: str, email: str = '', problem: str = '') -> None:
    """One field; what was typed is still there after a refusal."""
    with door.card(words.FORGOT, FORGOT_ABOUT, marker='forgot'):
        with door.form(action, csrf=token).classes('sign-in__form'):
            door.problem(problem)
            door.field(door.EMAIL, 'email', kind='email', complete='username', value=email, is_first=True,
                       is_wrong=bool(problem))
            door.submit(SEND).mark('submit')
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')


def sent_card(*, sign_in_path: str, again_path: str) -> None:
    """The same for every address."""
    with door.card(SENT_TITLE, SENT, marker='sent'):
        door.way(ANOTHER, again_path, marker='again')
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')


def choose_card(says: Choice, *, action: str, token: str, link: str, email: str, problem: str,
                wrong: Mapping[str, str]) -> None:
    """Twice the same, because nobody sees what is typed. `wrong` is what is wrong with which field."""
    with (door.card(says.title, f'For {email}. {says.about}', marker='choose'),
          door.form(action, csrf=token, link=link, username=email).classes('sign-in__form')):
        door.problem(problem)
        begins = 'again' if set(wrong) == {'again'} else 'password'
        door.field(NEW, 'password', kind='password', complete='new-password', is_first=begins == 'password', hint=HINT,
                   wrong=wrong.get('password', ''))
        door.strength('password')
        door.field(AGAIN, 'again', kind='password', complete='new-password', is_first=begins == 'again',
                   wrong=wrong.get('again', ''))
        door.submit(says.button).mark('submit')


def dead_card(*, again_path: str, sign_in_path: str) -> None:
    """Used, too old, replaced or never sent: alike."""
    with door.card(DEAD_TITLE, DEAD, marker='dead'):
        door.way(ANOTHER, again_path, marker='again')
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')
