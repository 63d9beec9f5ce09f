"""Templates of letters as their writers and screens see them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from difflib import ndiff
from enum import StrEnum

Values = dict[str, str | int]
LONGEST_LINE, LONGEST_BODY = 200, 6000  # characters of a subject or a preheader, and of a body, as they are typed
LONGEST_PART, MOST_COPIES = 300, 5  # characters of what stands at the foot; addresses
FIELDS = ('subject', 'preheader', 'body')


class Language(StrEnum):
    ENGLISH = 'en'


class Audience(StrEnum):
    CLIENT = 'client'
    STAFF = 'staff'
    ACCOUNT = 'account'  # whoever signs in; about that and nothing else


class Kind(StrEnum):
    """What a letter is about."""

    REQUESTED = 'requested'
    BOOKED = 'booked'
    CONFIRMED = 'confirmed'
    MOVED = 'moved'
    CANCELLED = 'cancelled'
    REMINDER = 'reminder'
    WAITLIST_READY = 'waitlist_ready'
    PAYMENT_RECEIPT = 'payment_receipt'
    PAYMENT_FAILED = 'payment_failed'
    POINTS_EARNED = 'points_earned'
    STAFF_REQUESTED = 'staff_requested'
    STAFF_BOOKED = 'staff_booked'
    STAFF_CONFIRMED = 'staff_confirmed'
    STAFF_MOVED = 'staff_moved'
    STAFF_CANCELLED = 'staff_cancelled'
    DIGEST = 'digest'
    MORNING_LIST = 'morning_list'
    WELCOME = 'welcome'
    VERIFICATION = 'verification'
    PASSWORD_RESET = 'password_reset'  # noqa: S105 - the name of a letter
    PASSWORD_CHANGED = 'password_changed'  # noqa: S105 - the name of a letter
    SECURITY_ALERT = 'security_alert'


@dataclass(frozen=True, slots=True)
class Word:
    """What may be inserted into a letter. `has_lines`: its line breaks stay."""

    name: str
    example: str
    has_lines: bool = False


@dataclass(frozen=True, slots=True)
class Wording:
    """One letter as it is written: Jinja in a small grammar, and in the body the marks of `marks`."""

    subject: str
    preheader: str
    body: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of letter in the catalogue. `needs` are words its body must say; `has_button`: it leads somewhere, and
    its body must have the button for it. `is_optional`: whoever gets it may switch it off.
    """

    kind: Kind
    name: str
    sent_when: str
    audience: Audience
    words: tuple[Word, ...]
    default: Wording
    needs: tuple[str, ...] = ()
    has_button: bool = False
    is_optional: bool = True

    @property
    def examples(self) -> Values:
        return {word.name: word.example for word in self.words}


@dataclass(frozen=True, slots=True)
class Brand:
    """How the letters of a business look. `colour` is '#rrggbb' in small letters, or nothing; `closing` stands above
    the `postal` address at the foot; answers go to `reply_to`.
    """

    colour: str = ''
    closing: str = ''
    postal: str = ''
    reply_to: str = ''


@dataclass(frozen=True, slots=True)
class Style:
    """How one kind of letter looks and what it says in one business. `own` is its own wording, if it has one;
    `cc` and `bcc` get a copy.
    """

    kind: Kind
    business: str
    brand: Brand = field(default_factory=Brand)
    own: Wording | None = None
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    language: Language = Language.ENGLISH


@dataclass(frozen=True, slots=True)
class TemplateShape:
    """One kind of letter in a business. `own` is its own wording, if it says anything otherwise than the default."""

    entry: Entry
    own: Wording | None = None
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    changed_at: datetime | None = None

    @property
    def wording(self) -> Wording:
        return self.own or self.entry.default


def compared(default: str, own: str) -> tuple[tuple[str, str], ...]:
    """Line by line: ' ' is in both, '-' in the default alone, '+' in one's own."""
    lines = ndiff(default.split('\n'), own.split('\n'))
    return tuple((line[0], line[2:]) for line in lines if line[0] != '?')


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter as it is read: `text` and `html` say the same."""

    subject: str
    preheader: str
    text: str
    html: str
