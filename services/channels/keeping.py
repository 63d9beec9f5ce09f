"""What is kept of a channel in one business: its settings, the secret ones sealed, and how it went lately."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from app import secrets
from app.context import Context
from app.database import Reading, Transaction
from app.secrets import Sealed, SealedByAnother
from services.channels.contract import Channel
from services.channels.models import ChannelRow

NOTED_EVERY = timedelta(minutes=1)  # that it goes well is no news


@dataclass(frozen=True, slots=True)
class Kept:
    """`settings` are all of them, opened."""

    is_on: bool
    settings: Mapping[str, str] = field(repr=False)


async def kept(db: Reading, channel: Channel) -> Kept:
    """Raises: SealedByAnother."""
    row = await row_of(db, channel.name)
    if row is None:
        return Kept(channel.is_always_on, {})
    return Kept(channel.is_always_on or row.on_since is not None, row.settings | opened(row, db.ctx))


async def note(db: Transaction, name: str, *, because: str = '') -> None:
    """How a try went: well, or `because` of something not."""
    now = db.ctx.now
    said = {'failed_at': now, 'failed_because': because} if because else {'ok_at': now}
    is_news = or_(ChannelRow.ok_at.is_(None), ChannelRow.ok_at < now - NOTED_EVERY,
                  ChannelRow.ok_at <= ChannelRow.failed_at)
    await db.execute(insert(ChannelRow).values(tenant_id=db.ctx.tenant, name=name, settings={}, **said)
                     .on_conflict_do_update(index_elements=[ChannelRow.tenant_id, ChannelRow.name], set_=said,
                                            where=None if because else is_news))


async def row_of(db: Reading, name: str) -> ChannelRow | None:
    row: ChannelRow | None = await db.scalar(select(ChannelRow).where(
        ChannelRow.tenant_id == db.ctx.tenant, ChannelRow.name == name))
    return row


def sealed(values: Mapping[str, str], name: str, ctx: Context) -> Sealed:
    """All secrets of a channel under one seal."""
    return secrets.seal(json.dumps(dict(values)), of=_owner(ctx, name))


def opened(row: ChannelRow, ctx: Context) -> dict[str, str]:
    """Raises: SealedByAnother."""
    if row.sealed_secrets is None:
        return {}
    found: dict[str, str] = json.loads(secrets.opened(
        Sealed(row.key_id or '', row.sealed_secrets), of=_owner(ctx, row.name)))
    return found


def readable(row: ChannelRow, ctx: Context) -> dict[str, str]:
    """Its secrets; none, where the key they were sealed with is gone: they are typed again then."""
    try:
        return opened(row, ctx)
    except SealedByAnother:
        return {}


def _owner(ctx: Context, name: str) -> str:
    """Whose the secrets are, for their seal."""
    return f'{ctx.tenant}:channel:{name}'
