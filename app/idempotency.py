"""The same form sent twice is done once: a key per form, kept with the answer in the use case's own transaction."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, delete, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Transaction
from app.errors import Conflict, Invalid
from app.journal import plain
from app.model import Base, InTenant, own_key

LONGEST_KEY = 200


class KeyReused(Conflict):
    sentence = 'This form was already sent with other content. Please start again.'


class AnsweredRequest(InTenant, Base):
    __tablename__ = 'answered_requests'
    key: Mapped[str]
    actor: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    answered_at: Mapped[datetime]
    __table_args__ = (own_key('actor', 'key'),)


async def answered(db: Transaction, key: str | None, body: dict[str, Any]) -> dict[str, Any] | None:
    """The answer an equal request with this key got before, or None when this is the first.

    A second request with the same key waits here for the first to finish. Raises: KeyReused, Invalid at `key`.
    """
    if key is None:
        return None
    if not 1 <= len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid.field('key', f'A key has 1 to {LONGEST_KEY} printable characters.')
    fingerprint = hashlib.sha256(json.dumps(plain(body), sort_keys=True).encode()).digest()
    actor = str(db.ctx.actor.user_id or db.ctx.actor.kind)
    first = await db.scalar(
        insert(AnsweredRequest).on_conflict_do_nothing().returning(AnsweredRequest.key)
        .values(tenant_id=db.ctx.tenant, key=key, actor=actor, fingerprint=fingerprint, answered_at=db.ctx.now))
    if first is not None:
        return None
    known = (await db.execute(select(AnsweredRequest.fingerprint, AnsweredRequest.answer).where(
        AnsweredRequest.tenant_id == db.ctx.tenant, AnsweredRequest.actor == actor, AnsweredRequest.key == key))).one()
    if known.fingerprint != fingerprint:
        raise KeyReused
    return dict(known.answer)


async def remember(db: Transaction, key: str | None, **answer: Any) -> None:
    """Keep the answer beside what it answers."""
    if key is not None:
        actor = str(db.ctx.actor.user_id or db.ctx.actor.kind)
        await db.execute(update(AnsweredRequest).values(answer=plain(answer)).where(
            AnsweredRequest.tenant_id == db.ctx.tenant, AnsweredRequest.actor == actor, AnsweredRequest.key == key))


async def forget(db: Transaction, *, before: datetime) -> None:
    """Drop the keys of requests answered before an instant."""
    await db.execute(delete(AnsweredRequest).where(
        AnsweredRequest.tenant_id == db.ctx.tenant, AnsweredRequest.answered_at < before))
