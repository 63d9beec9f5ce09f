"""What happened, in words: a line of the journal as an administrator or an auditor reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from components import when
from components.appointment_words import HAPPENED
from services.audit.shapes import AuditEntry

SENTENCES: Final[dict[str, str]] = {
    **{kind: f'Appointment: {words[0].lower()}' for kind, words in HAPPENED.items()},
    'business.entered': 'Business: entered by an administrator of another one',
    'business.founded': 'Business: founded',
    'business.settings_changed': 'Business: settings changed',
    'business.left': 'Business: left again',
    'calendar.exception_added': 'Calendar: hours changed on a date',
    'calendar.exception_removed': 'Calendar: a change of hours taken back',
    'calendar.hours_changed': 'Calendar: weekly hours set',
    'calendar.skills_given': 'Calendar: skills set',
    'client.created': 'Client: put on file',
    'client.linked': 'Client: linked to an account',
    'group.member_added': 'Group: somebody added',
    'group.member_changed': 'Group: who leads it changed',
    'group.member_removed': 'Group: somebody taken out',
    'location.closed': 'Location: closed for a time',
    'session.started': 'Signed in',
    'session.ended': 'Signed out',
    'session.far_away': 'Signed in from farther away than anybody travels',
    'session.new_browser': 'Signed in with a new browser',
    'user.sign_in_disowned': 'Person: said that a sign-in was not theirs',
    'user.entering_allowed': 'Person: may enter other businesses',
    'user.entering_forbidden': 'Person: may enter other businesses no more',
    'user.created': 'Person: added',
    'user.changed': 'Person: changed',
    'user.deactivated': 'Person: let in no more',
    'user.reactivated': 'Person: let in again',
    'user.password_changed': 'Person: password changed',
    'registration.asked': 'Registration: asked for',
    'user.registered': 'Person: registered',
    'user.verification_asked': 'Person: a link to confirm the address asked for',
    'user.address_verified': 'Person: address confirmed',
    'user.address_change_asked': 'Person: another address asked for',
    'user.address_change_stopped': 'Person: another address no more awaited',
    'user.address_changed': 'Person: address changed',
    'user.signed_out_everywhere': 'Person: signed out everywhere',
    'user.factor_set_up': 'Person: second factor set up',
    'user.factor_replaced': 'Person: authenticator app replaced',
    'user.factor_removed': 'Person: second factor turned off',
    'user.factors_reset': 'Person: second factor reset by an administrator',
    'user.recovery_asked': 'Person: said that the second factor is lost',
    'user.factors_recovered': 'Person: second factor replaced after a day of waiting',
    'user.passkey_added': 'Person: passkey added',
    'user.passkey_removed': 'Person: passkey removed',
    'user.backup_codes_renewed': 'Person: new backup codes made',
    'user.backup_code_used': 'Person: backup code used',
    'user.reset_asked': 'Person: a new password asked for',
    'user.identity_linked': 'Person: linked with single sign-on',
    'user.identity_unlinked': 'Person: linked with single sign-on no more',
    'business.issuer_trusted': 'Single sign-on: set up',
    'business.issuer_trusted_no_more': 'Single sign-on: taken away',
    'user.invited_again': 'Person: invited again',
    'user.invitation_accepted': 'Person: invitation accepted',
}
LONGEST: Final = 60  # characters of one value
ID: Final = re.compile(r'\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b')


def said_kind(kind: str) -> str:
    """A kind of fact: its sentence, or its name in words."""
    subject, _, what = kind.partition('.')
    return SENTENCES.get(kind) or f'{subject.capitalize()}: {what.replace("_", " ")}'


def said(entry: AuditEntry) -> str:
    """What happened."""
    return said_kind(entry.kind)


def said_details(entry: AuditEntry, zone: str) -> str:
    """What the fact keeps besides the object itself: `role: USER · status: ACTIVE`. Ids are shown by their end."""
    kept = {name: value for name, value in entry.data.items() if value != str(entry.subject_id)}
    return ' · '.join(f'{name.removesuffix("_id").replace("_", " ")}: {_value(value, zone)}'
                      for name, value in kept.items() if value not in (None, '', [], {}))


def _value(value: Any, zone: str) -> str:
    if isinstance(value, Mapping) and set(value) == {'starts_at', 'ends_at'}:
        starts, ends = (datetime.fromisoformat(value[end]) for end in ('starts_at', 'ends_at'))
        return when.span(starts, ends, zone)
    if isinstance(value, Mapping):
        text = ', '.join(f'{name.replace("_", " ")} {_value(each, zone)}' for name, each in value.items())
    elif isinstance(value, list):
        text = ', '.join(_value(each, zone) for each in value)
    else:
        text = ID.sub(lambda found: f'…{found[0][-8:]}', str(value))
    return text if len(text) <= LONGEST else f'{text[:LONGEST - 1]}…'
