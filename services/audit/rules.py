"""The chain: what a seal is made of."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID


def beginning(tenant_id: UUID) -> bytes:
    """What the first seal of a business holds on to."""
    return sha256(tenant_id.bytes).digest()


def link(before: bytes, number: int, content: bytes) -> bytes:
    """The digest of a seal: of the one before it, its own number, and the digest of its line."""
    return sha256(before + number.to_bytes(8) + content).digest()
