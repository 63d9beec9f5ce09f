"""Text that people type: cleaned once, at the door of the service, and the key it is compared by."""

from __future__ import annotations

import re
import unicodedata

from app.errors import Invalid

_SPACES = re.compile(r'\s+')
_INVISIBLE = frozenset({'Cc', 'Cf', 'Cs', 'Co', 'Cn'})  # controls, formats (bidi, zero width), surrogates, unassigned
_JOINERS = '\u200c\u200d'  # part of words in Persian, and of emoji


def one_line(value: str, field: str, *, most: int = 120, required: bool = True) -> str:
    """A name or the like: NFC, one line, single spaces, at most `most` characters. Raises Invalid at `field`."""
    return _checked(_SPACES.sub(' ', _visible(value, field, most * 8)).strip(), field, most, required)


def many_lines(value: str, field: str, *, most: int = 4000) -> str:
    """A note or a reason: line breaks stay, other invisible characters go. Raises Invalid at `field`."""
    lines = _visible(value.replace('\r\n', '\n'), field, most * 2, keep='\n\t')
    return _checked(lines.strip(), field, most, required=False)


def key(value: str) -> str:
    """What two spellings of one name share: NFKC, case folded, single spaces."""
    return _SPACES.sub(' ', unicodedata.normalize('NFKC', unicodedata.normalize('NFKC', value).casefold())).strip()


def _visible(value: str, field: str, bound: int, keep: str = '') -> str:
    if len(value) > bound:
        raise Invalid.field(field, 'That is too long.')
    normal = unicodedata.normalize('NFC', value)
    return ''.join(c if c.isprintable() or c in keep else ' ' for c in normal
                   if c in keep or c in _JOINERS or c.isspace() or unicodedata.category(c) not in _INVISIBLE)


def _checked(value: str, field: str, most: int, required: bool) -> str:
    if required and not value:
        raise Invalid.field(field, 'Please fill this in.')
    if len(value) > most:
        raise Invalid.field(field, f'At most {most} characters.')
    return value
