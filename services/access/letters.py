"""What we write to people about their account: what only these letters know, in the wording of the business."""

from __future__ import annotations

from datetime import datetime

from app import mail
from app.mail import Letter
from app.relay import Fact
from services import templates
from services.access.shapes import SeenAtTheDoor
from services.people import Account
from services.templates import Style

# Addresses of `pages.paths`; a test holds that both say the same.
RESET, INVITED, VERIFY = '/reset?token=', '/invited?token=', '/verify?token='
SIGN_IN, FORGOT = '/sign-in', '/forgot'
NOT_ME = '/not-me?token='
NOT_ME_DOES = ('The link leads to a button that signs out every device and takes the password away; we then mail you '
               'another link to choose a new one. It works once, for seven days.')


def reset_link(account: Account, style: Style, token: str, fact: Fact, now: datetime) -> Letter:
    """A place where a token is written out."""
    return templates.letter(style, {'name': account.name, 'business': style.business}, to=account.email,
                            key=str(fact.reaction_id), at=now, link=mail.link(RESET + token))


def invitation(account: Account, style: Style, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out."""
    return templates.letter(style, {'name': account.name, 'business': style.business}, to=account.email,
                            key=str(fact.reaction_id), at=now, link=mail.link(INVITED + token))


def confirm_registration(email: str, style: Style, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out. To an address that may be anybody's: it says nothing a stranger has
    typed, not even a name.
    """
    return _to_confirm(
        email, '', style, token, fact, now, what_for='address', button='Confirm my address',
        what=f'somebody, probably you, registered at {style.business} with this address. Confirm it with the password '
             'you chose then.',
        otherwise='If it was not you, there is nothing to do: without this link there is no account.')


def already_registered(email: str, style: Style, home: str, fact: Fact, now: datetime) -> Letter:
    """To whoever has an account with this address. Whoever registered with it is told nothing of this."""
    where = 'there' if style.business == home else f'at {home}; an address signs in to one business'
    return alert(
        email, '', style, fact, now, headline=f'You have an account at {home}',
        what=f'somebody, probably you, tried to register at {style.business} with this address. It has an account '
             f'already, {where}.\n\nSign in with the password you have; if you have forgotten it, the same page leads '
             'to a new one.',
        link=SIGN_IN, button='Sign in', otherwise='If it was not you, there is nothing to do: nothing has changed.')


def verify_link(account: Account, style: Style, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out."""
    return _to_confirm(
        account.email, account.name, style, token, fact, now, what_for='address', button='Confirm my address',
        what=f'please confirm with your password that this is the address of your account at {style.business}.',
        otherwise='If you have no account there, there is nothing to do.')


def new_browser(account: Account, style: Style, token: str, seen: SeenAtTheDoor, fact: Fact, now: datetime) -> Letter:
    return _doubted(account, style, token, fact, now, (
        f'somebody, probably you, signed in to your account at {style.business} with a browser that was not used for '
        f'it before.\n\n{seen.sentence()}'))


def far_away(account: Account, style: Style, token: str, seen: SeenAtTheDoor, fact: Fact, now: datetime) -> Letter:
    kilometres, minutes = fact.data['kilometres'], fact.data['minutes']
    return _doubted(account, style, token, fact, now, (
        f'somebody signed in to your account at {style.business} about {kilometres:,} km from the sign-in before, '
        f'which was {minutes // 60} h {minutes % 60} min earlier: nobody travels that fast. It may be you, through '
        f'another network.\n\n{seen.sentence()}'))


def linked(account: Account, style: Style, token: str, label: str, fact: Fact, now: datetime) -> Letter:
    return _doubted(account, style, token, fact, now, (
        f'from now on an account at {label} signs in to your account at {style.business}: somebody, probably you, '
        'linked them and typed your password for it.'),
        headline=f'Your account at {style.business} was linked with {label}')


def by_hand(token: str) -> str:
    """The same address, for an operator to pass on."""
    return mail.link(INVITED + token)


def password_changed(account: Account, style: Style, fact: Fact, now: datetime) -> Letter:
    """To whoever it may not have been."""
    values = {'name': account.name, 'business': style.business, 'at': f'{fact.at:%d %B %Y at %H:%M} UTC'}
    return templates.letter(style, {**values}, to=account.email, key=str(fact.reaction_id), at=now)


def confirm_new_address(email: str, style: Style, token: str, fact: Fact, now: datetime) -> Letter:
    """Another place where a token is written out. To an address that may be anybody's: it names nobody."""
    return _to_confirm(
        email, '', style, token, fact, now, what_for='new address', button='Confirm my new address',
        what=f'somebody, probably you, asked to sign in at {style.business} with this address from now on.',
        otherwise='If it was not you, there is nothing to do: without this link nothing changes.')


def address_is_taken(email: str, style: Style, fact: Fact, now: datetime) -> Letter:
    """To whoever has an account with this address already. Whoever asked for it is told nothing of this."""
    return alert(
        email, '', style, fact, now, headline='This address has an account already',
        what=f'somebody, probably you, asked to sign in at {style.business} with this address from now on. It has an '
             'account already, and an address signs in to one account. Nothing was changed.',
        link=SIGN_IN, button='Sign in', otherwise='If it was not you, there is nothing to do.')


def address_change_asked(account: Account, style: Style, email: str, fact: Fact, now: datetime) -> Letter:
    """To the address that is known, before anything changes."""
    return alert(
        account.email, account.name, style, fact, now, headline='Another address was asked for',
        what=f'somebody, probably you, asked to sign in to your account at {style.business} with another address: '
             f'{email}. That happens when the link that we sent there is used, within 24 hours.',
        link=FORGOT, button='Stop this: choose a new password',
        otherwise='If it was not you, choose a new password now: it stops the change and signs everybody out. Then '
                  'tell your administrator. If it was you, there is nothing to do here.')


def address_changed(name: str, style: Style, to: str, other: str, fact: Fact, now: datetime) -> Letter:
    """To the old one and to the new one: `other` is the one that signs in now, or did before."""
    return alert(
        to, name, style, fact, now, headline='Your address was changed',
        what=f'you sign in to your account at {style.business} with another address since '
             f'{fact.at:%d %B %Y at %H:%M} UTC. {other} Other devices were signed out.',
        otherwise='If it was not you, tell your administrator at once.')


def alert(to: str, name: str, style: Style, fact: Fact, now: datetime, *, headline: str, what: str, otherwise: str,
          link: str = '', button: str = '') -> Letter:
    """That something happened to an account; `link` is a path of ours."""
    values = {'name': name, 'business': style.business, 'headline': headline, 'what': what, 'button': button,
              'otherwise': otherwise}
    return templates.letter(style, {**values}, to=to, key=str(fact.reaction_id), at=now,
                            link=mail.link(link) if link else '')


def _doubted(account: Account, style: Style, token: str, fact: Fact, now: datetime, what: str, *,
             headline: str = '') -> Letter:
    """Another place where a token is written out."""
    return alert(
        account.email, account.name, style, fact, now,
        headline=headline or f'A new sign-in to your account at {style.business}',
        what=f'{what}\n\nIf it was you, there is nothing to do. If it was not:', link=NOT_ME + token,
        button='This was not me', otherwise=NOT_ME_DOES)


def _to_confirm(to: str, name: str, style: Style, token: str, fact: Fact, now: datetime, *, what_for: str, what: str,
                button: str, otherwise: str) -> Letter:
    """Another place where a token is written out."""
    values = {'name': name, 'business': style.business, 'what': what, 'button': button, 'otherwise': otherwise,
              'headline': f'Confirm your {what_for} for {style.business}'}
    return templates.letter(style, {**values}, to=to, key=str(fact.reaction_id), at=now, link=mail.link(VERIFY + token))
