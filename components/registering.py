"""Registering with a business, and proving that the address is one's own."""

from __future__ import annotations

from collections.abc import Mapping

from components import door

TITLE = 'Create an account'
BUTTON = 'Create my account'
FIELDS = ('name', 'email')  # what is kept when something is wrong
CLOSED_TITLE = 'Nobody registers here by themselves'
SENT_TITLE = 'Look into your mail'
SENT = 'We have sent you a mail. It says how to go on; its link works for 24 hours.'
SENT_OPEN = 'We have sent you a mail. You can sign in already; please confirm your address when you read it.'
FIRST_TITLE = 'Confirm your address first'
FIRST = 'This account opens once its address is confirmed: use the link in the mail we sent when you registered.'
NOT_THERE = 'Nothing there? Look where unwanted mail goes, or have it sent again.'
SEND_AGAIN = 'Send it again'
AGAIN_DONE = 'If somebody registered with this address, another mail is on its way. Only the newest link works.'
CONFIRM_TITLE = 'Confirm your address'
CONFIRM = 'Confirm'
CONFIRM_ABOUT = 'For {email}, at {business}.'
CONFIRM_PASSWORD = 'For {email}, at {business}. With the password you chose when you registered.'  # noqa: S105 - a text
CONFIRM_CHANGE = 'You sign in at {business} with {email} from now on, and are signed out on other devices.'
CONFIRM_SIGN_IN = 'Confirm and sign in'
DEAD_TITLE = 'This link does not work any more'
DEAD = 'A link works once, for a day, and only the newest does. If you have confirmed your address, just sign in.'
TO_SIGN_IN = 'Sign in'
HAVE_ONE = 'I have an account: sign in'
HINT = 'At least 15 characters; a few words that have nothing to do with each other do well.'


def register_card(*, business: str, slug: str, action: str, token: str, typed: Mapping[str, str], problem: str,
                  wrong: Mapping[str, str], sign_in_path: str) -> None:
    """`typed` is what was there before, `wrong` what is wrong with which field, `problem` what is wrong with none."""
    begins = next((name for name in (*FIELDS, 'password') if name in wrong), 'name')

    def field(label: str, name: str, kind: str, complete: str, hint: str = '') -> None:
        door.field(label, name, kind=kind, complete=complete, value=typed.get(name, ''), hint=hint,
                   is_first=name == begins, wrong=wrong.get(name, ''))

    with door.card(TITLE, f'At {business}.', marker='register'):
        with door.form(action, csrf=token, business=slug).classes('sign-in__form'):
            door.problem(problem)
            field('Name', 'name', 'text', 'name')
            field(door.EMAIL, 'email', 'email', 'username')
            field(door.PASSWORD, 'password', 'password', 'new-password', HINT)
            door.strength('password', about=('name', 'email'))
            door.submit(BUTTON).mark('submit')
        door.way(HAVE_ONE, sign_in_path, marker='to-sign-in')


def closed_card(*, business: str, about: str, sign_in_path: str) -> None:
    """Where a business invites people itself."""
    with door.card(CLOSED_TITLE, f'{business}: {about}', marker='closed'):
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')


def sent_card(*, slug: str, action: str, token: str, email: str, notice: str, problem: str, is_let_in: bool,
              sign_in_path: str, is_first: bool = False) -> None:
    """The same for every address; `is_first` is for whoever tried to sign in before they had confirmed theirs."""
    title, about = (FIRST_TITLE, FIRST) if is_first else (SENT_TITLE, SENT_OPEN if is_let_in else SENT)
    with door.card(title, about, marker='sent'):
        door.notice(notice)
        with door.form(action, csrf=token, business=slug).classes('sign-in__form'):
            door.problem(problem)
            door.field(door.EMAIL, 'email', kind='email', complete='username', value=email, hint=NOT_THERE,
                       is_wrong=bool(problem))
            door.submit(SEND_AGAIN, 'sign-in__submit sign-in__submit--quiet').mark('submit')
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')


def confirm_card(*, action: str, token: str, link: str, email: str, business: str, asks_password: bool, problem: str,
                 is_change: bool = False) -> None:
    """Nothing is used up by looking: it takes a press, and who registered types their password."""
    about = CONFIRM_CHANGE if is_change else CONFIRM_PASSWORD if asks_password else CONFIRM_ABOUT
    about = about.format(email=email, business=business)
    with (door.card(CONFIRM_TITLE, about, marker='confirm'),
          door.form(action, csrf=token, link=link, email=email).classes('sign-in__form')):
        door.problem(problem)
        if asks_password:
            door.field(door.PASSWORD, 'password', kind='password', complete='current-password', is_first=True,
                       is_wrong=bool(problem))
        door.submit(CONFIRM_SIGN_IN if asks_password else CONFIRM).mark('submit')


def dead_card(*, sign_in_path: str) -> None:
    """Used, too old, replaced or never sent: alike."""
    with door.card(DEAD_TITLE, DEAD, marker='dead'):
        door.way(TO_SIGN_IN, sign_in_path, marker='to-sign-in')
