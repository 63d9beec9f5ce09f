"""Waiting for the first business: a token that this process has said on the console, and nobody else knows."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from services import tenants

BYTES = 32
_said: list[bytes] = []  # the SHA-256 of what the console said last


async def awaited() -> str | None:
    """A new token for setting up the first business, or None where there is one; the token before works no more."""
    _said.clear()
    if await tenants.every():
        return None
    token = secrets.token_urlsafe(BYTES)
    _said.append(_digest(token))
    return token


def is_said(token: str) -> bool:
    """Whether this is what the console said."""
    return any(hmac.compare_digest(said, _digest(token)) for said in _said)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode(errors='surrogatepass')).digest()
