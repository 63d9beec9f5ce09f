"""Secrets of others in our keeping: sealed, so that only the product reads them, or hashed, so that it only knows them
again. The keys come from the settings and never stand in the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.errors import Unavailable


class SealedByAnother(Unavailable):
    """A seal of a key that we do not have, or on something that belongs to somebody else."""

    sentence = 'This cannot be read with the key this installation has. Please tell whoever runs it.'


@dataclass(frozen=True, slots=True)
class Sealed:
    """What may stand in the database, and the id of the key that reads it."""

    key_id: str
    text: bytes


class _Keys:
    """The key that seals and hashes first, and those before it."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.seals = MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key, 'seal'))) for key in keys])
        self.hashes = [_derived(key, 'hash') for key in keys]
        self.ids = tuple(_derived(key, 'id').hex()[:16] for key in keys)


_keys: list[_Keys] = []


def configure(keys: Sequence[str]) -> None:
    """Seal and hash with the first of these keys from now on; read and know again with all of them."""
    _keys[:] = [_Keys(keys)]


def seal(secret: str, *, of: str) -> Sealed:
    """Close a secret up. It opens as the secret of the same owner alone."""
    return Sealed(key_ids()[0], _current().seals.encrypt(f'{of}\n{secret}'.encode()))


def opened(sealed: Sealed, *, of: str) -> str:
    """The secret. Raises: SealedByAnother."""
    try:
        owner, _, secret = _current().seals.decrypt(sealed.text).decode().partition('\n')
    except InvalidToken:
        raise SealedByAnother from None
    if owner != of:
        raise SealedByAnother
    return secret


def is_current(sealed: Sealed) -> bool:
    """Whether the key that seals now has sealed this."""
    return sealed.key_id == key_ids()[0]


def sealed_anew(sealed: Sealed) -> Sealed:
    """The same under the key that seals now. Raises: SealedByAnother."""
    try:
        return Sealed(key_ids()[0], _current().seals.rotate(sealed.text))
    except InvalidToken:
        raise SealedByAnother from None


def hashes(word: str, *, of: str) -> tuple[bytes, ...]:
    """What is kept of a short secret word: its hash under our key first, then under the one before."""
    return tuple(hmac.digest(key, f'{of}\n{word}'.encode(errors='surrogatepass'), hashlib.sha256)
                 for key in _current().hashes)


def key_ids() -> tuple[str, ...]:
    """Of the key that seals and hashes now, then of the one before: what was hashed by any other is known no more."""
    return _current().ids


def _current() -> _Keys:
    if not _keys:
        raise AssertionError('no key was configured')
    return _keys[0]


def _derived(key: str, use: str) -> bytes:
    """A key of its own for each use, so that none helps against another."""
    return HKDF(SHA256(), 32, salt=None, info=f'daybook {use}'.encode()).derive(key.encode())
