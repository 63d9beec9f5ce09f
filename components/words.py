"""Words that appear in more than one place, once. Neutral English; sentence case; no exclamation marks."""

from typing import Final, NamedTuple


class Look(NamedTuple):
    """How a state is said and drawn: the word, its colour's name, and the icon that says it without colour."""

    word: str
    tone: str
    icon: str


# keyed by the value of the status, so a shape's enumeration, its value or its name all find it
STATUS: Final[dict[str, Look]] = {
    'pending': Look('Pending', 'pending', 'schedule'),
    'confirmed': Look('Confirmed', 'confirmed', 'check_circle'),
    'completed': Look('Completed', 'completed', 'done_all'),
    'cancelled': Look('Cancelled', 'cancelled', 'block'),
    'no_show': Look('No-show', 'no-show', 'person_off'),
    'held': Look('Held', 'held', 'hourglass_top'),
    'hold': Look('Held', 'held', 'hourglass_top'),
    'expired': Look('Expired', 'cancelled', 'timer_off'),
    'arrived': Look('Arrived', 'completed', 'login'),
    'leave': Look('Time off', 'cancelled', 'beach_access'),
    'active': Look('Active', 'good', 'check_circle'),
    'inactive': Look('Inactive', 'cancelled', 'pause_circle'),
    'deactivated': Look('Deactivated', 'cancelled', 'person_off'),
    'retired': Look('Retired', 'cancelled', 'archive'),
    'leads': Look('Leads', 'accent', 'star'),
    'member': Look('Member', 'cancelled', 'person'),
    'on': Look('On', 'good', 'verified_user'),
    'offered': Look('Offered', 'good', 'check_circle'),
    'untried': Look('Not offered yet', 'pending', 'hourglass_top'),
    'off': Look('Off', 'cancelled', 'gpp_maybe'),
    'gains': Look('Gains', 'good', 'add_circle'),
    'rises': Look('Rises', 'accent', 'trending_up'),
    'stays': Look('Stays', 'cancelled', 'check'),
    'invited': Look('Invited', 'pending', 'mail'),
    'own_words': Look('Own', 'accent', 'edit'),
    'as_default': Look('Default', 'cancelled', 'check'),
    'sent': Look('Sent', 'good', 'done'),
    'waiting': Look('Waiting', 'pending', 'schedule'),
    'signed_in': Look('Signed in', 'good', 'check_circle'),
    'wrong_password': Look('Wrong password', 'danger', 'error'),
    'wrong_code': Look('Wrong code', 'danger', 'error'),
    'refused': Look('Refused', 'danger', 'error'),
    'overtaken': Look('Overtaken', 'cancelled', 'update'),
    'unwanted': Look('Not wanted', 'cancelled', 'notifications_off'),
    'parked': Look('Given up', 'danger', 'error'),
    'works': Look('Works', 'good', 'check_circle'),
    'failing': Look('Failing', 'danger', 'error'),
    'never_used': Look('Not used yet', 'pending', 'hourglass_top'),
    'not_set_up': Look('Not set up', 'cancelled', 'pause_circle'),
    'failed': Look('Failed', 'danger', 'error'),
}

LEVELS: Final = ('Basic', 'Intermediate', 'Advanced', 'Expert')
OVERTAKEN: Final = 'Somebody else saved meanwhile ({}). What you entered still stands here; save again to have it so.'
TAKE_SAVED: Final = 'Show what is saved instead'
ROLES: Final[dict[str, str]] = {
    'CLIENT': 'Client',
    'USER': 'Staff',
    'SUPERVISOR': 'Supervisor',
    'ADMIN': 'Administrator',
}
CANCEL_REASONS: Final = ('Client asked', 'Client is ill', 'Provider is away', 'Booked by mistake', 'Rebooked elsewhere')
NO_SHOW_REASONS: Final = ('Did not come', 'Came too late', 'Could not be reached', 'Went to the wrong place')
WHY_NOT: Final[dict[str, str]] = {
    'outside_hours': 'Outside working hours',
    'leave': 'Time off',
    'taken': 'Already booked',
    'buffer': 'Too close to another booking',
    'level_too_low': 'Skill level too low',
    'missing_skill': 'Skill missing',
    'too_short_notice': 'Too short notice',
    'inactive': 'Calendar is switched off',
}

SAVE: Final = 'Save'
CANCEL: Final = 'Cancel'
CLOSE: Final = 'Close'
UNDO: Final = 'Undo'
BACK: Final = 'Back'
DELETE: Final = 'Delete'
REASON: Final = 'Reason'
SEARCH: Final = 'Search'
LOADING: Final = 'Loading'
NO_ROWS: Final = 'Nothing here yet'
REQUIRED: Final = 'Please fill this in.'
SKIP: Final = 'Skip to main content'
SIGN_OUT: Final = 'Sign out'
STILL_SIGNED_IN: Final = 'You are still signed in: that form had expired. Please sign out again.'
PROFILE: Final = 'Profile'
SECURITY: Final = 'Security'
PASSWORD_CHANGED: Final = 'Your password is changed; other devices are signed out'  # noqa: S105 - a label
FACTOR_SET_UP: Final = 'From now on your app is asked for when you sign in'
SIGN_OUT_OTHERS: Final = 'Sign out elsewhere'
DEVICE_SIGNED_OUT: Final = 'That device is signed out'
THEME: Final = 'Appearance'
THEMES: Final[dict[str, str]] = {'light': 'Light', 'dark': 'Dark', 'auto': 'Auto'}
MENU: Final = 'Menu'
KEYS: Final = 'Keyboard shortcuts'
KEYS_OF: Final = {'screen': 'On this screen', 'places': 'Go to'}
PALETTE: Final = 'Search or jump to…'
PALETTE_NOTHING: Final = 'Nothing found. Try a name, a phone number or a reference.'
TODAY: Final = 'Today'
EARLIER: Final = 'Earlier'
LATER: Final = 'Later'
LEAVE_TITLE: Final = 'Leave without saving?'
LEAVE_MESSAGE: Final = 'What you typed here has not been saved.'
LEAVE_OK: Final = 'Leave'
LEAVE_CANCEL: Final = 'Stay'
VIEWS: Final[dict[str, str]] = {'team': 'Team', 'week': 'Week', 'month': 'Month', 'list': 'List'}


def look_of(status: object) -> Look:
    """How a status is drawn; takes an enumeration member or its text. An unknown one is shown as it is."""
    text = str(getattr(status, 'value', status))
    return STATUS.get(text.lower().replace('-', '_')) or Look(
        text.replace('_', ' ').capitalize(), 'cancelled', 'circle'
    )


def level_of(level: object) -> int:
    """The step (1 to 4) of a proficiency given as a number, a name or an enumeration member."""
    if isinstance(level, int):
        return min(max(int(level), 1), 4)
    name = str(getattr(level, 'name', level)).capitalize()
    return LEVELS.index(name) + 1 if name in LEVELS else 1


NOT_FOUND: Final = 'Not found'
NOT_ALLOWED: Final = 'Not yours to see'
NOT_POSSIBLE: Final = 'This cannot be shown'
SORRY: Final = 'Something went wrong on our side'
SORRY_HINT: Final = 'Nothing was lost. If you tell us about it, mention this number:'
GO_HOME: Final = 'Go to the start'
GO_HOME_HINT: Final = 'The way back is always open.'
SIGN_IN: Final = 'Sign in'
DEMO_PASSWORD: Final = 'The password of everybody in this demo: {}'  # noqa: S105 - a label
FORGOT: Final = 'Forgot your password?'
