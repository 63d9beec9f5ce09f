"""What makes an e-mail address one, and when two are the same."""

from __future__ import annotations

import re
import unicodedata

from app.errors import Invalid

LONGEST = 254  # RFC 5321
LONGEST_LOCAL = 64
_LOCAL = re.compile(r'[^\s@"(),:;<>\[\]\\.]+(?:\.[^\s@"(),:;<>\[\]\\.]+)*')
_LABEL = r'[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
_DOMAIN = re.compile(rf'(?:{_LABEL}\.)+(?!\d+$){_LABEL}')


def normal_email(value: str) -> str:
    """The one spelling of an address: NFKC, case folded, the domain in its ASCII form. Raises Invalid at `email`.

    What cannot be seen (controls, zero width, half a surrogate pair) is refused, not dropped: no two addresses meet.
    """
    if len(value) > LONGEST:
        raise Invalid.field('email', 'That is too long.')
    folded = unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', value.strip()).casefold())
    local, _, domain = folded.rpartition('@')
    normal = f'{local}@{_ascii(domain)}'
    if not folded.isprintable() or len(normal) > LONGEST or len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise _malformed()
    return normal


def _ascii(domain: str) -> str:
    try:
        found = domain.encode('idna').decode('ascii').lower()
    except UnicodeError:
        raise _malformed() from None
    if not _DOMAIN.fullmatch(found):
        raise _malformed()
    return found


def _malformed() -> Invalid:
    return Invalid.field('email', 'This is not an e-mail address.')
