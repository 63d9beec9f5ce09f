"""What a business may be called in an address."""

from __future__ import annotations

import re
from collections.abc import Collection

from app import localtime
from app.errors import Invalid
from services.tenants.shapes import EARLIEST_REMINDER, LONGEST_UNDO, MOST_REMINDERS, QuietHours, quiet_hours

MINUTES_OF_A_DAY = 1440
_SLUG = re.compile(r'[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])')
# They would look as if the product itself spoke there, or like an address of ours that means something else.
RESERVED = frozenset({
    'about', 'account', 'accounts', 'admin', 'administrator', 'api', 'auth', 'billing', 'daybook', 'help', 'login',
    'mail', 'operator', 'postmaster', 'register', 'root', 'security', 'sign-in', 'sign-up', 'static', 'status',
    'support', 'system', 'verify', 'webmaster', 'www'})


def is_slug(slug: str) -> bool:
    """Small ASCII letters, digits and hyphens, and so nothing that only looks like them; not xn--, which browsers
    would show as something else.
    """
    return bool(_SLUG.fullmatch(slug)) and not slug.startswith('xn--')


def known_slug(slug: str) -> str:
    """The name itself when it can stand in an address. Raises Invalid at `slug`."""
    if not is_slug(slug):
        raise Invalid.field('slug', 'Use 3 to 40 small letters, digits and hyphens.')
    if slug in RESERVED:
        raise Invalid.field('slug', 'This one is kept for the product itself. Choose another.')
    return slug


def known_zone(name: str) -> str:
    """The name itself when it is an IANA time zone. Raises Invalid at `zone`."""
    if not localtime.is_zone(name):
        raise Invalid.field('zone', 'This is not a time zone we know.')
    return name


def undo_seconds(seconds: int) -> int:
    """The number itself when a change may wait so long. Raises Invalid at `undo_seconds`."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= LONGEST_UNDO:
        raise Invalid.field('undo_seconds', f'Whole seconds, from 0 to {LONGEST_UNDO}.')
    return seconds


def reminder_hours(hours: Collection[int]) -> list[int]:
    """Each once, the most first; none is well. Raises Invalid at `reminder_hours`."""
    if any(not isinstance(each, int) or isinstance(each, bool) or not 1 <= each <= EARLIEST_REMINDER for each in hours):
        raise Invalid.field('reminder_hours', f'Whole hours, from 1 to {EARLIEST_REMINDER}.')
    if len(set(hours)) > MOST_REMINDERS:
        raise Invalid.field('reminder_hours', f'At most {MOST_REMINDERS}.')
    return sorted(set(hours), reverse=True)


def known_quiet_hours(begins: int | None, ends: int | None) -> QuietHours | None:
    """Both, or neither. Raises Invalid at `quiet_from` and `quiet_until`."""
    wrong = {name: 'A time of the day.' for name, minute in (('quiet_from', begins), ('quiet_until', ends))
             if minute is not None and not (type(minute) is int and 0 <= minute < MINUTES_OF_A_DAY)}
    if not wrong and (begins is None) is not (ends is None):
        wrong = {'quiet_from' if begins is None else 'quiet_until': 'Say both: from when, and until when.'}
    if not wrong and begins is not None and begins == ends:
        wrong = {'quiet_until': 'Choose another time than they begin at.'}
    if wrong:
        raise Invalid(fields=wrong)
    return quiet_hours(begins, ends)
