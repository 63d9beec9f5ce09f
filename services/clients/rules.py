"""How a client's name, address and number are compared, and the words a client is found by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from app import text
from app.errors import Invalid
from services.people import normal_email

LONGEST_PHONE = 40
SHORTEST_SUFFIX = 6
_PHONE = re.compile(r'\+?[0-9 ()./-]+')
_NUMBER = re.compile(r'[+0-9 ()./-]+')
_WORD = re.compile(r'[^\W_]+')
_LETTERS = str.maketrans({'ø': 'o', 'ł': 'l', 'đ': 'd', 'æ': 'ae', 'œ': 'oe', 'ð': 'd', 'þ': 'th', 'ı': 'i'})
MOST_TYPED = 8


@dataclass(frozen=True, slots=True)
class Details:
    """What was typed about a client, cleaned, and the keys it is compared by (empty where there is nothing)."""

    name: str
    email: str
    phone: str

    @property
    def phone_key(self) -> str:
        return phone_key(self.phone)

    @classmethod
    def checked(cls, name: str, email: str, phone: str, *, needs_name: bool = True) -> Details:
        """Raises Invalid at each of `name`, `email` and `phone` that is wrong."""
        checks: dict[str, Callable[[], str]] = {
            'name': lambda: text.one_line(name, 'name', required=needs_name),
            'email': lambda: normal_email(email) if email.strip() else '',
            'phone': lambda: known_phone(phone)}
        cleaned: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for field, check in checks.items():
            try:
                cleaned[field] = check()
            except Invalid as refusal:
                wrong |= refusal.fields
        if wrong:
            raise Invalid(fields=wrong)
        return cls(**cleaned)


def known_phone(phone: str) -> str:
    """A number as people write it, 5 to 15 digits, or nothing. Raises Invalid at `phone`."""
    if len(phone) > LONGEST_PHONE:
        raise Invalid.field('phone', 'That is too long.')
    plain = ' '.join(unicodedata.normalize('NFKC', phone).split())
    if plain and (not _PHONE.fullmatch(plain) or not 5 <= sum(map(str.isdigit, plain)) <= 15):
        raise Invalid.field('phone', 'This is not a phone number.')
    return plain


def phone_key(phone: str) -> str:
    """`+` and digits for a number with its country, digits alone for one without."""
    digits = _digits(phone)
    if phone.startswith('+'):
        return f'+{digits}'
    return f'+{digits[2:]}' if digits.startswith('00') else digits


def folded(value: str) -> str:
    """Without case and accents: how a name is searched."""
    parts = unicodedata.normalize('NFD', text.key(value).translate(_LETTERS))
    return ''.join(c for c in parts if not unicodedata.combining(c))


def name_words(name: str) -> frozenset[str]:
    """Each word of a name without accents and as typed; `O'Brien` also as one word."""
    return frozenset(word for spelling in (folded(name), text.key(name))
                     for chunk in spelling.split() for word in (*_WORD.findall(chunk), ''.join(_WORD.findall(chunk)))
                     if word)


def typed_words(name: str) -> list[str]:
    """The distinct words of a name without accents."""
    return sorted(set(_WORD.findall(folded(name))))


def words(details: Details) -> frozenset[str]:
    """All that a client is found by, beginning with it."""
    local = details.email.rpartition('@')[0]
    of_email = {details.email, local, *_WORD.findall(folded(local))}
    return frozenset((name_words(details.name) | of_email | set(number_words(details.phone))) - {''})


def number_words(phone: str) -> list[str]:
    """The digits without leading zeros and every ending of six or more, so that it is found without its country too."""
    digits = _digits(phone).lstrip('0')
    return [digits[start:] for start in range(max(1, len(digits) - SHORTEST_SUFFIX + 1))] if digits else []


def typed(value: str) -> list[str]:
    """The words to look for, all of which a client must have; a number may be typed with spaces."""
    value = text.one_line(value, 'text', required=False)
    if _NUMBER.fullmatch(value):
        digits = _digits(value).lstrip('0')
        return [digits] if digits else []
    return [word for chunk in value.split() for word in _typed_in(chunk)][:MOST_TYPED]


def _typed_in(chunk: str) -> list[str]:
    if '@' in chunk:
        return [text.key(chunk)]
    if _NUMBER.fullmatch(chunk):
        return [_digits(chunk).lstrip('0')]
    return _WORD.findall(folded(chunk))


def _digits(phone: str) -> str:
    # '+44 (0)20': the zero is for callers at home, and no part of the number.
    return ''.join(filter(str.isdigit, phone.replace('(0)', '')))
