"""The second step of signing in: the code of an authenticator app, or setting one up where one must be."""

from __future__ import annotations

from datetime import datetime, timedelta

import segno
from nicegui import ui

from app.localtime import wall_clock
from components import door, markup, passkeys, when, words
from components.page_parts import heading
from services.access.shapes import HalfSignedIn, NewFactor

WAIT = timedelta(days=1)  # from the letter on
TITLE = 'One more step'
ABOUT = 'Your password was right. Now what you have besides it for {business}.'
MUST = ('Whoever has your role at {business} signs in with a password and a code from an app on their phone: a stolen '
        'password alone opens nothing.')
BEGIN = 'Set up an authenticator app'
CODE = 'Code from your app'
BACKUP = 'One of your backup codes'
OR_BACKUP = 'Or one of your backup codes.'
ELSE = 'Sign in as somebody else'
LOST = 'I have lost all of these'
LOST_ABOUT = ('We write to {email} now. From {when}, {zone}, at the earliest, your password alone lets you set up '
              'another app here; the one you have lost works no more then. Until then you cannot sign in without it. '
              'An administrator can help you sooner.')
LOST_YES = 'Start the wait of a day'
STOP = 'I have found them: stop the wait'
WAITS = ('{when}, {zone}: from then on your password alone lets you set up another app. We have told {email}; whoever '
         'signs in with what you have lost stops it. An administrator can help you sooner.')
WRITES = ('We are writing to {email}. A day after that letter has left, your password alone lets you set up another '
          'app; whoever signs in with what you have lost stops it. An administrator can help you sooner.')
MAY_RECOVER = 'You have waited: set up another app now. The one you had works no more then.'
SCAN = 'Scan this with your authenticator app'
SCAN_ABOUT = 'Any will do, such as the one of your password manager or phone. Then type the six digits it shows.'
BY_HAND = 'Or type this into it'
QR = 'QR code for an authenticator app; the same as the key below it'


def code_card(half: HalfSignedIn, *, action: str, lost_action: str, stop_action: str, begin_action: str,
              passkey_action: str, challenge_action: str, token: str, following: str, sign_in_path: str, now: datetime,
              problem: str = '') -> None:
    """A passkey, or one field for six digits; below it what to do for whoever has lost what makes them."""
    with door.card(TITLE, ABOUT.format(business=half.business), marker='second-factor'):
        if half.has_passkey:
            passkeys.form(passkeys.USE, action=passkey_action, challenge_action=challenge_action, token=token,
                          following=following, step='second')
        with door.form(action, csrf=token, next=following).classes('sign-in__form'):
            _code_field(problem, CODE if half.has_app else BACKUP, hint=OR_BACKUP if half.has_app else '')
            door.submit(words.SIGN_IN).mark('submit')
        if half.is_recovering:
            door.notice(MAY_RECOVER if half.may_recover else _waits(half, now))
        if half.may_recover:
            _press(BEGIN, begin_action, token, following, marker='begin')
        if half.is_recovering:
            _press(STOP, stop_action, token, following, marker='stop')
        else:
            with ui.element('details').classes('factor-lost').mark('lost'):
                with ui.element('summary'):
                    ui.label(LOST)
                ui.label(_would_wait(half, now)).classes('soft dense')
                _press(LOST_YES, lost_action, token, following, marker='lost-yes')
        door.way(ELSE, sign_in_path, marker='somebody-else')


def _press(text: str, action: str, token: str, following: str, *, marker: str) -> None:
    with door.form(action, csrf=token, next=following).classes('factor-lost'):
        door.submit(text, 'sign-in__submit sign-in__submit--quiet').mark(marker)


def _would_wait(half: HalfSignedIn, now: datetime) -> str:
    """What a press would begin, before it is pressed."""
    opens, today = now + WAIT, wall_clock(now, half.zone).date()
    return LOST_ABOUT.format(email=half.email, zone=when.place(half.zone),
                             when=when.inside(when.moment(opens, half.zone, today=today)))


def _waits(half: HalfSignedIn, now: datetime) -> str:
    if half.recovers_at is None:
        return WRITES.format(email=half.email)
    today = wall_clock(now, half.zone).date()
    return WAITS.format(when=when.moment(half.recovers_at, half.zone, today=today), zone=when.place(half.zone),
                        email=half.email)


def begin_card(half: HalfSignedIn, *, action: str, token: str, following: str, sign_in_path: str,
               problem: str = '') -> None:
    """Why a second factor is asked for, and a button; nothing is made before it is pressed."""
    with door.card(TITLE, MUST.format(business=half.business), marker='factor-needed'):
        with door.form(action, csrf=token, next=following).classes('sign-in__form'):
            door.problem(problem)
            door.submit(BEGIN).mark('submit')
        door.way(ELSE, sign_in_path, marker='somebody-else')


def set_up_card(begun: NewFactor, *, action: str, token: str, following: str, sign_in_path: str,
                problem: str = '') -> None:
    """The secret as a picture and as text; it counts once a code of it was typed."""
    with door.card(SCAN, SCAN_ABOUT, marker='factor-set-up'):
        secret(begun)
        with door.form(action, csrf=token, next=following).classes('sign-in__form'):
            _code_field(problem)
            door.submit('Finish and sign in').mark('submit')
        door.way(ELSE, sign_in_path, marker='somebody-else')


def secret(begun: NewFactor) -> None:
    """What the app is given: to scan, and to type in groups of four."""
    picture = ui.element('img').classes('qr').mark('qr')
    picture.props.update({'src': segno.make(begun.uri, error='m').svg_data_uri(light='white', border=3), 'alt': QR})
    with ui.element('div').classes('qr__key'):
        heading(BY_HAND, 2).classes('soft dense')
        ui.html(markup.safe(grouped(begun.secret)), tag='code').mark('key')


def grouped(key: str) -> str:
    """In fours, as people read it out."""
    return ' '.join(key[at:at + 4] for at in range(0, len(key), 4))


def _code_field(problem: str, label: str = '', *, hint: str = '') -> None:
    door.problem(problem)
    door.field(label or CODE, 'code', kind='text', complete='one-time-code', is_first=True, is_wrong=bool(problem),
               hint=hint)
