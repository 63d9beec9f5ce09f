"""What happened, in words: a line of the journal as an administrator or an auditor reads it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from components import when, words
from components.appointment_words import HAPPENED
from services.audit.shapes import ID, AuditEntry
from services.people.shapes import UserStatus
from services.skills.shapes import Level

SENTENCES: Final[dict[str, str]] = {
    **{kind: f'Appointment: {happened[0].lower()}' for kind, happened in HAPPENED.items()},
    'business.entered': 'Business: entered by an administrator of another one',
    'business.founded': 'Business: founded',
    'business.settings_changed': 'Business: settings changed',
    'business.left': 'Business: left again',
    'business.template_changed': 'Letters: wording changed',
    'business.template_reset': 'Letters: wording as it was at first',
    'business.brand_changed': 'Letters: look changed',
    'calendar.exception_added': 'Calendar: hours changed on a date',
    'calendar.exception_removed': 'Calendar: a change of hours taken back',
    'calendar.hours_changed': 'Calendar: weekly hours set',
    'calendar.skills_given': 'Calendar: skills set',
    'client.created': 'Client: put on file',
    'client.chose_messages': 'Client: chose which messages to get',
    'client.linked': 'Client: linked to an account',
    'group.member_added': 'Group: somebody put in',
    'group.member_changed': 'Group: who leads it changed',
    'group.member_removed': 'Group: somebody taken out',
    'delivery.planned': 'Message: about to be sent',
    'location.closed': 'Location: closed for a time',
    'session.started': 'Signed in',
    'session.ended': 'Signed out',
    'session.far_away': 'Signed in from farther away than anybody travels',
    'session.new_browser': 'Signed in with a new browser',
    'user.sign_in_disowned': 'Person: said that a sign-in was not theirs',
    'user.entering_allowed': 'Person: may enter other businesses',
    'user.entering_forbidden': 'Person: may enter other businesses no more',
    'user.created': 'Person: added',
    'user.chose_messages': 'Person: chose which messages to get',
    'user.chose_summary': 'Person: chose when to get a mail about the day',
    'user.chose_quiet_hours': 'Person: chose quiet hours',
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
    'user.address_corrected': 'Person: address corrected by an administrator',
    'user.address_changed': 'Person: address changed',
    'user.signed_out_everywhere': 'Person: signed out everywhere',
    'user.factor_set_up': 'Person: second factor set up',
    'user.factor_replaced': 'Person: authenticator app replaced',
    'user.factor_removed': 'Person: second factor turned off',
    'user.factors_reset': 'Person: second factor reset by an administrator',
    'user.recovery_asked': 'Person: said that the second factor is lost',
    'user.recovery_stopped': 'Person: found the second factor again',
    'user.factors_recovered': 'Person: second factor replaced after a day of waiting',
    'user.passkey_added': 'Person: passkey added',
    'user.passkey_removed': 'Person: passkey removed',
    'user.backup_codes_renewed': 'Person: new backup codes made',
    'user.backup_code_used': 'Person: backup code used',
    'user.reset_asked': 'Person: a new password asked for',
    'user.identity_linked': 'Person: linked with single sign-on',
    'user.identity_unlinked': 'Person: linked with single sign-on no more',
    'business.issuer_trusted': 'Single sign-on: set up',
    'business.issuer_proved': 'Single sign-on: tried, it answers',
    'business.issuer_trusted_no_more': 'Single sign-on: taken away',
    'business.channel_set_up': 'Channel: set up',
    'business.channel_turned_on': 'Channel: switched on',
    'business.channel_turned_off': 'Channel: switched off',
    'business.channel_tried': 'Channel: a test sent',
    'user.invited_again': 'Person: invited again',
    'user.invitation_accepted': 'Person: invitation accepted',
}
SIGNED_OUT_BY: Final = 'Signed out by somebody else'
ELSEWHERE: Final = {'business.entered': 'Another business: entered', 'business.left': 'Another business: left again'}
UNSAID: Final = {'session_id', 'change_id', 'exception_id', 'home_id', 'was_known'}  # nobody learns anything by these
NAMES: Final = {'is_supervisor': 'leads it', 'was': 'state before', 'status': 'state',
                'was_user_id': 'account before', 'user_id': 'person', 'group_ids': 'groups', 'was_in': 'was in',
                'was_during': 'time before', 'during': 'time', 'ends_at': 'at most until',
                'undo_seconds': 'seconds to undo', 'reminder_hours': 'hours before, reminders',
                'quiet_from': 'quiet from, minute of the day', 'quiet_until': 'quiet until, minute of the day',
                'factor_roles': 'second factor asked of', 'zone': 'time zone', 'role_before': 'role before'}
STATES: Final = {status.value: words.look_of(status).word for status in UserStatus}
LEVELS: Final = {level.value: word.lower() for level, word in zip(Level, words.LEVELS, strict=True)}
WORDS: Final[dict[str, Mapping[str, str]]] = {
    'role': words.ROLES, 'role_before': words.ROLES, 'factor_roles': words.ROLES, 'status': STATES, 'was': STATES,
    'skills': LEVELS, 'required': LEVELS, 'changed': {'memberships': 'groups', 'is_active': 'whether it is used'},
}
LONGEST: Final = 100  # characters of one value
TIME: Final = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:[+-]\d\d:\d\d|Z)?')


def said_kind(kind: str) -> str:
    """A kind of fact: its sentence, or its name in words."""
    subject, _, what = kind.partition('.')
    return SENTENCES.get(kind) or f'{subject.capitalize()}: {what.replace("_", " ")}'


def said(entry: AuditEntry) -> str:
    """What happened."""
    if entry.kind == 'session.ended' and entry.actor_id is not None and entry.actor_id != entry.subject_id:
        return SIGNED_OUT_BY
    if not entry.is_at_home:
        return ELSEWHERE.get(entry.kind, said_kind(entry.kind))
    home = entry.names.get(UUID(entry.data['home_id'])) if 'home_id' in entry.data else None
    return said_kind(entry.kind).replace('another one', home) if home else said_kind(entry.kind)


def said_about(entry: AuditEntry) -> str:
    """What it happened to: a name, or the end of an id where it has none."""
    return entry.about or f'…{str(entry.subject_id)[-8:]}'


def said_details(entry: AuditEntry, zone: str) -> str:
    """What the fact keeps besides the object itself, in words: `role: Staff · state: Active`."""
    kept = {name: value for name, value in entry.data.items()
            if value not in (None, '', [], {}, str(entry.subject_id), entry.about) and name not in UNSAID}
    return ' · '.join(f'{NAMES.get(name) or name.removesuffix("_id").removeprefix("is_").replace("_", " ")}: '
                      f'{_shortened(_value(name, value, entry.names, zone))}' for name, value in kept.items())


def _value(name: str, value: Any, names: Mapping[UUID, str], zone: str) -> str:
    match value:
        case bool():
            return 'yes' if value else 'no'
        case {'starts_at': str(), 'ends_at': str()}:
            starts, ends = (datetime.fromisoformat(value[end]) for end in ('starts_at', 'ends_at'))
            return when.span(starts, ends, zone)
        case dict():
            return ', '.join(f'{_text(key, names).replace("_", " ")} {_value(name, each, names, zone)}'
                             for key, each in value.items())
        case list():
            return ', '.join(_value(name, each, names, zone) for each in value)
    said = WORDS.get(name, {}).get(str(value))
    return said or _time(str(value), zone) or _text(str(value), names)


def _time(text: str, zone: str) -> str:
    """An instant in the zone of the business; what the clock on the wall says, as it stands."""
    if not TIME.fullmatch(text):
        return ''
    at = datetime.fromisoformat(text)
    at = when.local(at, zone) if at.tzinfo else at
    return f'{when.day(at, year=True)}, {when.clock(at)}'


def _text(text: str, names: Mapping[UUID, str]) -> str:
    return ID.sub(lambda found: names.get(UUID(found[0])) or f'…{found[0][-8:]}', text)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f'{text[:LONGEST - 1]}…'
