"""Every address of the screens, in one list: pages link by these, never by each other."""

from urllib.parse import quote, urlsplit
from uuid import UUID

HOME = '/'
FIND = '/find'
BOARD = '/board'
BOOK = '/book'
APPOINTMENTS = '/appointments'
APPOINTMENT = '/appointments/{reference}'
PROFILE = '/me'
SECURITY = '/me/security'
PEOPLE = '/admin/people'
PERSON = '/admin/people/{person_id}'
GROUPS = '/admin/groups'
GROUP = '/admin/groups/{group_id}'
PERMISSIONS = '/admin/permissions'
AUDIT = '/admin/audit'
MESSAGES = '/admin/messages'
TEMPLATES = '/admin/templates'
TEMPLATE = '/admin/templates/{kind}'
CHANNELS = '/admin/channels'
SETTINGS = '/admin/settings'
ISSUER = '/admin/single-sign-on'
BUSINESSES = '/admin/businesses'
SIGN_IN = '/sign-in'
SIGN_IN_AT = '/b/{slug}/sign-in'
SINGLE_SIGN_ON = '/b/{slug}/single-sign-on'
SIGNED_IN = '/b/{slug}/signed-in'
SIGN_IN_FORM = '/auth/sign-in'
SIGN_OUT_FORM = '/auth/sign-out'
SECOND_FACTOR = '/second-factor'
SECOND_FACTOR_FORM = '/auth/second-factor'
FIRST_FACTOR_FORM = '/auth/first-factor'
PASSKEY_CHALLENGE = '/auth/passkey-challenge'
PASSKEY_FORM = '/auth/passkey'
RECOVERY_FORM = '/auth/recovery'
STOP_RECOVERY_FORM = '/auth/stop-recovery'
BACKUP_CODES = '/backup-codes'
BACKUP_CODES_FORM = '/auth/backup-codes'
FORGOT = '/forgot'
FORGOT_FORM = '/auth/forgot'
RESET = '/reset'
RESET_FORM = '/auth/reset'
INVITED = '/invited'
INVITED_FORM = '/auth/invited'
AT_THE_DOOR = '/b/{slug}'
REGISTER = '/b/{slug}/register'
REGISTER_FORM = '/auth/register'
CONFIRM_AGAIN_FORM = '/auth/confirm-again'
VERIFY = '/verify'
VERIFY_FORM = '/auth/verify'
NOT_ME = '/not-me'
NOT_ME_FORM = '/auth/not-me'
SET_UP = '/set-up'
SET_UP_FORM = '/auth/set-up'
UNSUBSCRIBE = '/unsubscribe'
POLICY_REPORTS = '/policy-reports'


def appointment(reference: str) -> str:
    return f'{APPOINTMENTS}/{quote(reference, safe="")}'


def person(user_id: UUID | str) -> str:
    return f'{PEOPLE}/{user_id}'


def group(group_id: UUID | str) -> str:
    return f'{GROUPS}/{group_id}'


def template(kind: str) -> str:
    return f'{TEMPLATES}/{quote(kind, safe="")}'


def register(slug: str) -> str:
    return f'/b/{quote(slug, safe="")}/register'


def registered(slug: str, sent: str = 'yes') -> str:
    """What comes after registering: the mail, and having it sent again."""
    return with_query(register(slug), sent=sent)


def sign_in_at(slug: str) -> str:
    return f'/b/{quote(slug, safe="")}/sign-in'


def single_sign_on(slug: str, next_path: str = '', leave: str = '') -> str:
    """The way to the server a business trusts, that leads on to `next_path`; with leave, to link oneself."""
    way = f'/b/{quote(slug, safe="")}/single-sign-on'
    return with_query(way, next=next_path if next_path != HOME else '', leave=leave)


def signed_in(slug: str) -> str:
    return f'/b/{quote(slug, safe="")}/signed-in'


def set_up(token: str) -> str:
    return with_query(SET_UP, token=token)


def unsubscribe(token: str) -> str:
    return with_query(UNSUBSCRIBE, token=token)


def booking(calendar_id: UUID, starts: str, **more: str) -> str:
    """The booking form, filled in as far as known; `starts` is an ISO instant."""
    return with_query(BOOK, calendar=str(calendar_id), starts=starts, **more)


def with_query(path: str, **words: str) -> str:
    """A path with the query words that say something."""
    query = '&'.join(f'{key}={quote(value, safe="")}' for key, value in words.items() if value)
    return f'{path}?{query}' if query else path


def sign_in(next_path: str = '', done: str = '') -> str:
    """The sign-in page that leads on to `next_path`; `done` is what led there."""
    return with_query(SIGN_IN, done=done, next=next_path if next_path != HOME else '')


def signed_out(next_path: str) -> str:
    """The sign-in page for whoever was signed in a moment ago, and did not choose to leave."""
    return sign_in(next_path, done='signed-out')


def second_factor(next_path: str = '') -> str:
    """The second step of signing in, that leads on to `next_path`."""
    return with_query(SECOND_FACTOR, next=next_path if next_path != HOME else '')


def backup_codes(next_path: str = '') -> str:
    """The codes to be kept, and then on to `next_path`."""
    return with_query(BACKUP_CODES, next=next_path if next_path != HOME else '')


def safe_next(value: str) -> str:
    """A path of our own to go on to; anything that could lead elsewhere becomes the home page."""
    if not value.startswith('/') or value.startswith('//') or '\\' in value or not value.isprintable():
        return HOME
    parts = urlsplit(value)
    if parts.scheme or parts.netloc or parts.path.startswith('/auth') or len(value) > 500:
        return HOME
    return value
