"""What we write to people about their account."""

from __future__ import annotations

from datetime import datetime

from app import mail
from app.mail import Letter
from app.relay import Fact
from services.access.shapes import SeenAtTheDoor
from services.people import Account

# Addresses of `pages.paths`; a test holds that both say the same.
RESET, INVITED, VERIFY = '/reset?token=', '/invited?token=', '/verify?token='
SIGN_IN, FORGOT = '/sign-in', '/forgot'
NOT_ME = '/not-me?token='
NOT_ME_DOES = ('The link leads to a button that signs out every device and takes the password away; we then mail you '
               'another link to choose a new one. It works once, for seven days.')


def reset_link(account: Account, business: str, token: str, fact: Fact, now: datetime) -> Letter:
    """A place where a token is written out."""
    return Letter(
        to=account.email, key=str(fact.reaction_id), at=now, subject='Choose a new password',
        paragraphs=(f'Hello {account.name},',
                    f'somebody, probably you, asked for a new password for your account at {business}.',
                    'This link lets you choose one. It works once, for one hour.'),
        link=mail.link(RESET + token), link_says='Choose a new password',
        closing='If it was not you, there is nothing to do: your password stays as it is.')


def invitation(account: Account, business: str, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out."""
    return Letter(
        to=account.email, key=str(fact.reaction_id), at=now, subject=f'Your account at {business}',
        paragraphs=(f'Hello {account.name},',
                    f'you have an account at {business}. Choose a password, and then sign in with this address.',
                    'This link works once, for seven days.'),
        link=mail.link(INVITED + token), link_says='Choose a password',
        closing='If you did not expect this, there is nothing to do.')


def confirm_registration(email: str, name: str, business: str, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out."""
    return Letter(
        to=email, key=str(fact.reaction_id), at=now, subject=f'Confirm your address for {business}',
        paragraphs=(f'Hello {name},', f'somebody, probably you, registered at {business} with this address.',
                    'Confirm it with the password you chose then. This link works once, for 24 hours.'),
        link=mail.link(VERIFY + token), link_says='Confirm my address',
        closing='If it was not you, there is nothing to do: without this link there is no account.')


def already_registered(email: str, business: str, home: str, fact: Fact, now: datetime) -> Letter:
    """To whoever has an account with this address. Whoever registered with it is told nothing of this."""
    where = 'there' if business == home else f'at {home}; an address signs in to one business'
    return Letter(
        to=email, key=str(fact.reaction_id), at=now, subject=f'You have an account at {home}',
        paragraphs=('Hello,',
                    f'somebody, probably you, tried to register at {business} with this address. '
                    f'It has an account already, {where}.',
                    'Sign in with the password you have; if you have forgotten it, the same page leads to a new one.'),
        link=mail.link(SIGN_IN), link_says='Sign in',
        closing='If it was not you, there is nothing to do: nothing has changed.')


def verify_link(account: Account, business: str, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out."""
    return Letter(
        to=account.email, key=str(fact.reaction_id), at=now, subject=f'Confirm your address for {business}',
        paragraphs=(f'Hello {account.name},',
                    f'please confirm with your password that this is the address of your account at {business}.',
                    'This link works once, for 24 hours.'),
        link=mail.link(VERIFY + token), link_says='Confirm my address',
        closing='If you have no account there, there is nothing to do.')


def new_browser(account: Account, business: str, token: str, seen: SeenAtTheDoor, fact: Fact, now: datetime) -> Letter:
    return _doubted(account, business, token, fact, now, (
        f'somebody, probably you, signed in to your account at {business} with a browser that was not used for it '
        'before.',
        seen.sentence()))


def far_away(account: Account, business: str, token: str, seen: SeenAtTheDoor, fact: Fact, now: datetime) -> Letter:
    kilometres, minutes = fact.data['kilometres'], fact.data['minutes']
    return _doubted(account, business, token, fact, now, (
        f'somebody signed in to your account at {business} about {kilometres:,} km from the sign-in before, which was '
        f'{minutes // 60} h {minutes % 60} min earlier: nobody travels that fast. It may be you, through another '
        'network.',
        seen.sentence()))


def linked(account: Account, business: str, token: str, label: str, fact: Fact, now: datetime) -> Letter:
    return _doubted(account, business, token, fact, now, (
        f'from now on an account at {label} signs in to your account at {business}: somebody, probably you, linked '
        'them and typed your password for it.',), subject=f'Your account at {business} was linked with {label}')


def _doubted(account: Account, business: str, token: str, fact: Fact, now: datetime, what: tuple[str, ...], *,
             subject: str = '') -> Letter:
    """Another place where a token is written out."""
    return Letter(
        to=account.email, key=str(fact.reaction_id), at=now,
        subject=subject or f'A new sign-in to your account at {business}',
        paragraphs=(f'Hello {account.name},', *what,
                    'If it was you, there is nothing to do. If it was not:'),
        link=mail.link(NOT_ME + token), link_says='This was not me', closing=NOT_ME_DOES)


def by_hand(token: str) -> str:
    """The same address, for an operator to pass on."""
    return mail.link(INVITED + token)


def password_changed(account: Account, business: str, fact: Fact, now: datetime) -> Letter:
    """To whoever it may not have been."""
    return Letter(
        to=account.email, key=str(fact.reaction_id), at=now, subject='Your password was changed',
        paragraphs=(f'Hello {account.name},',
                    f'the password of your account at {business} was changed on {fact.at:%d %B %Y at %H:%M} UTC. '
                    'Other devices were signed out.'),
        closing='If it was not you, choose another one with "Forgot your password?" at the sign-in, and tell your '
                'administrator.')


def confirm_new_address(email: str, business: str, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out. To an address that may be anybody's: it names nobody."""
    return Letter(
        to=email, key=str(fact.reaction_id), at=now, subject=f'Confirm your new address for {business}',
        paragraphs=('Hello,', f'somebody, probably you, asked to sign in at {business} with this address from now on.',
                    'Confirm it by this link. It works once, for 24 hours.'),
        link=mail.link(VERIFY + token), link_says='Confirm my new address',
        closing='If it was not you, there is nothing to do: without this link nothing changes.')


def address_is_taken(email: str, business: str, fact: Fact, now: datetime) -> Letter:
    """To whoever has an account with this address already. Whoever asked for it is told nothing of this."""
    return Letter(
        to=email, key=str(fact.reaction_id), at=now, subject='This address has an account already',
        paragraphs=('Hello,', f'somebody, probably you, asked to sign in at {business} with this address from now on. '
                    'It has an account already, and an address signs in to one account. Nothing was changed.'),
        link=mail.link(SIGN_IN), link_says='Sign in',
        closing='If it was not you, there is nothing to do.')


def address_change_asked(account: Account, business: str, email: str, fact: Fact, now: datetime) -> Letter:
    """To the address that is known, before anything changes."""
    return Letter(
        to=account.email, key=str(fact.reaction_id), at=now, subject='Another address was asked for',
        paragraphs=(f'Hello {account.name},',
                    f'somebody, probably you, asked to sign in to your account at {business} with another address: '
                    f'{email}. That happens when the link that we sent there is used, within 24 hours.'),
        link=mail.link(FORGOT), link_says='Stop this: choose a new password',
        closing='If it was not you, choose a new password now: it stops the change and signs everybody out. Then tell '
                'your administrator. If it was you, there is nothing to do here.')


def address_changed(name: str, business: str, to: str, other: str, fact: Fact, now: datetime) -> Letter:
    """To the old one and to the new one: `other` is the one that signs in now, or did before."""
    return Letter(
        to=to, key=str(fact.reaction_id), at=now, subject='Your address was changed',
        paragraphs=(f'Hello {name},',
                    f'you sign in to your account at {business} with another address since '
                    f'{fact.at:%d %B %Y at %H:%M} UTC. {other} Other devices were signed out.'),
        closing='If it was not you, tell your administrator at once.')
