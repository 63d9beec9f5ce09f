"""Challenges a passkey signs: random, for five minutes, for one answer, and for whom they were made alone."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import delete

from app.context import Context
from app.database import transaction
from services.access.counting import nowhere
from services.access.models import Challenge

LASTS = timedelta(minutes=5)
BYTES = 32


async def issue(ctx: Context, asker: str) -> bytes:
    """A new one for `asker`, which says what for and in which session or browser."""
    challenge = secrets.token_bytes(BYTES)
    async with transaction(nowhere(ctx)) as db:
        db.add(Challenge(challenge_hash=_digest(challenge), asker_hash=_digest(asker.encode(errors='surrogatepass')),
                         made_at=ctx.now))
    return challenge


async def use(ctx: Context, asker: str, challenge: bytes) -> bool:
    """Whether it stands for `asker`. It is used up by asking, whatever comes of the answer."""
    async with transaction(nowhere(ctx)) as db:
        return await db.scalar(delete(Challenge).returning(Challenge.made_at).where(
            Challenge.challenge_hash == _digest(challenge), Challenge.made_at > ctx.now - LASTS,
            Challenge.asker_hash == _digest(asker.encode(errors='surrogatepass')))) is not None


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()
