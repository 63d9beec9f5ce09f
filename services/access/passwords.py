"""Argon2id, away from the event loop: unless the settings say otherwise 64 MiB, 3 passes, 4 lanes (RFC 9106, second
recommended option); never below what OWASP asks for (Password Storage Cheat Sheet: 19 MiB and 2 passes).
"""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from base64 import b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerificationError

from app.errors import Invalid
from app.settings import Settings
from services.access.errors import SigningInIsBusy

LONGEST = 128
SHORTEST = 15  # NIST SP 800-63B-4: the least for a password that stands alone
AT_ONCE, WAITING = 2, 20
SOON = 3.0  # seconds, by which a full queue has been worked off
LANES = 4

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=LANES)
_turns: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}
_queued = 0


def configure(settings: Settings) -> None:
    """Hash from now on with the memory and the passes of the settings."""
    global _hasher
    _hasher = PasswordHasher(time_cost=settings.argon2_passes, memory_cost=settings.argon2_memory * 1024,
                             parallelism=LANES)


async def hashed(password: str) -> str:
    """Raises: Invalid at `password` (shorter than 15, longer than 128 characters), SigningInIsBusy."""
    normal = normalised(password)
    if len(normal) < SHORTEST:
        raise Invalid.field('password', f'At least {SHORTEST} characters; a few words do well.')
    async with _turn():
        return await asyncio.to_thread(_hasher.hash, normal)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the hashed one; as slow for no hash as for a wrong one.

    Raises: Invalid (too long to be a password), SigningInIsBusy.
    """
    return await which([password_hash], password) is not None


async def which(hashes: Sequence[str | None], password: str) -> int | None:
    """Which of these is the password's, the first that is. All are compared in one turn, so that either all are judged
    or none; where none is right it takes as long whether or not they are there.

    Raises: Invalid (too long to be a password), SigningInIsBusy.
    """
    normal = normalised(password)
    async with _turn():
        return await asyncio.to_thread(_first_right, hashes, normal)


async def strengthened(password_hash: str, password: str) -> str | None:
    """A new hash of a right password, where ours is weaker than those we make now, if there is time for it."""
    if not _is_weaker(password_hash) or _is_full():
        return None
    async with _turn():
        return await asyncio.to_thread(_hasher.hash, normalised(password))


def normalised(password: str) -> str:
    """NFKC, so that every keyboard spells it alike; refused before any hashing when it is too long or not text."""
    if len(password) > LONGEST:
        raise Invalid.field('password', f'At most {LONGEST} characters.')
    try:
        password.encode()
    except UnicodeEncodeError:
        raise Invalid.field('password', 'This contains characters that are not text.') from None
    return unicodedata.normalize('NFKC', password)


def _is_weaker(password_hash: str) -> bool:
    if not _hasher.check_needs_rehash(password_hash):
        return False
    known = extract_parameters(password_hash)
    return known.memory_cost * known.time_cost <= _hasher.memory_cost * _hasher.time_cost


def _nobodys() -> str:
    """What an unknown address is compared with, to cost the same: no password is known that has this hash."""
    salt, hash_ = secrets.token_bytes(_hasher.salt_len), secrets.token_bytes(_hasher.hash_len)
    costs = f'm={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}'
    return f'$argon2id$v=19${costs}${_base64(salt)}${_base64(hash_)}'


def _base64(what: bytes) -> str:
    return b64encode(what).decode().rstrip('=')


def _first_right(hashes: Sequence[str | None], password: str) -> int | None:
    for index, known in enumerate(hashes):
        if _verified(known or _nobodys(), password) and known:
            return index
    return None


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except VerificationError:
        return False


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    """Two at once, for their memory; a few wait; the rest hear at once that they had better come back."""
    global _queued
    if _is_full():
        raise SigningInIsBusy(retry_after=SOON)
    _queued += 1
    try:
        async with _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(AT_ONCE)):
            yield
    finally:
        _queued -= 1


def _is_full() -> bool:
    return _queued >= AT_ONCE + WAITING
