"""What we write to people about their second factor."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from app.mail import Letter
from app.relay import Fact
from services.access.letters import NOT_ME, NOT_ME_DOES, alert
from services.people import Account
from services.templates import Style

SECURITY: Final = '/me/security'  # as in `pages.paths`; a test holds that both say the same
CHANGES: Final = {
    'user.factor_set_up': ('An authenticator app was set up', 'an authenticator app was set up, and from now on a code '
                           'of it is asked for at every sign-in'),
    'user.backup_codes_renewed': ('New backup codes were made', 'new backup codes were made, and those before work no '
                                  'more'),
    'user.factor_replaced': ('Your authenticator app was replaced', 'another authenticator app took the place of the '
                             'one you had, and there are new backup codes'),
    'user.factor_removed': ('Your second factor was turned off', 'your authenticator app was turned off: from now on '
                            'the password alone signs in'),
    'user.passkey_added': ('A passkey was added', 'another passkey can sign in now, without the password'),
    'user.passkey_removed': ('A passkey was removed', 'one of your passkeys works no more'),
    'user.factors_reset': ('Your second factor was reset', 'an administrator took away your second factor, as for '
                           'somebody who has lost it, and signed you out everywhere'),
    'user.factors_recovered': ('Your second factor was replaced', 'another authenticator app was set up with your '
                               'password alone, 24 hours after somebody asked for that'),
}


def backup_code_used(account: Account, style: Style, fact: Fact, now: datetime) -> Letter:
    """To whoever it may not have been."""
    left = int(fact.data['left'])
    return alert(
        account.email, account.name, style, fact, now, headline='A backup code was used',
        what=f'one of the backup codes of your account at {style.business} was used on {fact.at:%d %B %Y at %H:%M} '
             f'UTC, in place of a code from your app. {left} {"is" if left == 1 else "are"} left; you can make new '
             'ones on your security screen.',
        link=SECURITY, button='See my security',
        otherwise='If it was not you, choose another password at once and make new codes, and tell your administrator.')


def factor_changed(account: Account, style: Style, fact: Fact, now: datetime) -> Letter:
    """To whoever it may not have been."""
    subject, what = CHANGES[fact.kind]
    return alert(
        account.email, account.name, style, fact, now, headline=subject,
        what=f'on {fact.at:%d %B %Y at %H:%M} UTC something changed about your account at {style.business}: {what}.',
        otherwise='If you did not expect this, choose another password with "Forgot your password?" at the sign-in, '
                  'take away on your security screen what is not yours, and tell your administrator.')


def recovery_asked(account: Account, style: Style, token: str, opens_at: datetime, fact: Fact,
                   now: datetime) -> Letter:
    """A place where a token is written out: the link stops it."""
    return alert(
        account.email, account.name, style, fact, now, headline='Somebody has lost your second factor',
        what=f'somebody, perhaps you, gave the right password for your account at {style.business}, and said that '
             'everything else it takes to sign in is lost: app, passkeys and backup codes.\n\n'
             f'If it was you: from {opens_at:%d %B %Y, %H:%M} UTC on, sign in with your password, and you can set up '
             'another app.\n\n'
             f'If it was not you, somebody knows your password. Stop them now with the link below. {NOT_ME_DOES}',
        link=NOT_ME + token, button='It was not me',
        otherwise='Whoever signs in with one of these meanwhile stops it as well.')
