"""What is too weak to be a password: too short, too well known, or about its owner. No rules of composition (S-01)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from functools import cache
from itertools import chain

from app import text
from app.errors import Invalid
from services.access.passwords import SHORTEST, normalised

LEAST = 8  # characters of one's own
PRODUCT = 'daybook'
SHORTEST_NAME = 3  # characters of what is known of somebody; less says nothing
RUNS = ('abcdefghijklmnopqrstuvwxyz', '1234567890', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm',
        'azertyuiopqsdfghjklmwxcvbn', '1qaz2wsx3edc4rfv5tgb6yhn7ujm', 'q1w2e3r4t5y6u7i8o9p0')
LOOKS_LIKE = str.maketrans('@4310$57!8', 'aaelossstb')
DIFFERENT = 'These two are not the same.'
COMMON = 'This is among the first that people try. A few words that have nothing to do with each other do well.'
KNOWN = 'Too much of this is your name, your address or the business. A few other words do well.'


async def check(password: str, about: Iterable[str], again: str | None = None) -> None:
    """Whether this may become a password. `about` is what is known of its owner: names, e-mail, the business; `again`
    the same once more, where somebody typed it twice.

    Raises: Invalid at `password` and `again`, at both where both are wrong.
    """
    wrong = {} if again in (None, password) else {'again': DIFFERENT}
    try:
        await _check(password, about)
    except Invalid as refusal:
        raise Invalid(fields=refusal.fields | wrong) from None
    if wrong:
        raise Invalid(fields=wrong)


async def _check(password: str, about: Iterable[str]) -> None:
    normal = normalised(password)
    if len(normal) < SHORTEST:
        raise Invalid.field('password', f'At least {SHORTEST} characters; a few words do well.')
    common = await asyncio.to_thread(common_words)
    bare = _bare(normal)
    rest = _without(bare, about)
    if rest != bare and len(rest) < LEAST:
        raise Invalid.field('password', KNOWN)
    if _is_common(text.key(normal), common) or _is_common(bare, common) or _is_common(rest, common):
        raise Invalid.field('password', COMMON)


@cache
def common_words() -> frozenset[str]:
    """94,000 passwords, words and names that are tried first; read when first asked for: not every start needs them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # type: ignore[import-untyped]  # ships no types

    return frozenset(chain.from_iterable(FREQUENCY_LISTS.values()))


def _is_common(word: str, common: frozenset[str]) -> bool:
    """A known word, a run of keys, or either with something of no weight around it or said again and again."""
    piece = _repeated(word)
    core = re.sub(r'^[\W\d_]+|[\W\d_]+$', '', piece)
    plain = {piece, core, piece.translate(LOOKS_LIKE), core.translate(LOOKS_LIKE)}
    is_monotonous = len(piece) < LEAST and (piece != word or not core)
    return is_monotonous or not common.isdisjoint(plain) or any(_is_run(each) for each in (piece, core))


def _repeated(word: str) -> str:
    """The piece of which a word is nothing but repetitions, the last perhaps cut short; or the word itself."""
    lengths = range(1, len(word) // 2 + 1)
    return next((word[:n] for n in lengths if word[n:] == word[:-n]), word)


def _is_run(word: str) -> bool:
    """Neighbours on a keyboard or in the alphabet, there or back."""
    return len(word) > 3 and any(word in run * 3 or word[::-1] in run * 3 for run in RUNS)


def _without(bare: str, about: Iterable[str]) -> str:
    """What is left where everything known of the owner is taken out, whole names before their parts."""
    said = [text.key(each) for each in (PRODUCT, *about)]
    names = {_bare(each) for each in chain(said, *(re.split(r'[\W_]+', each) for each in said))}
    for name in sorted((each for each in names if len(each) >= SHORTEST_NAME), key=len, reverse=True):
        bare = bare.replace(name, '')
    return bare


def _bare(said: str) -> str:
    return re.sub(r'[\W_]+', '', text.key(said))
