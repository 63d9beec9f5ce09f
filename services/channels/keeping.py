"""What is kept of a channel in one business: its settings, the secret ones sealed, and how it went lately."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from app import secrets
from app.context import Context
from app.database import Reading, Transaction
from app.secrets import Sealed, SealedByAnother
from services.channels.contract import Channel
from services.channels.models import ChannelRow

HUNG_MOST = 3  # tries in a row, before it rests
FIRST_REST, LONGEST_REST = timedelta(seconds=20), timedelta(minutes=5)  # from when the try began that hung
PROBED_FOR = timedelta(seconds=30)
NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """`settings` are all of them, opened."""

    is_on: bool
    settings: Mapping[str, str] = field(repr=False)
    rests_until: datetime | None = None
    goes_well: bool = False  # and was noted to, a moment ago


async def kept(db: Reading, channel: Channel) -> Kept:
    """Raises: SealedByAnother."""
    row = await row_of(db, channel.name)
    if row is None:
        return Kept(channel.is_always_on, {})
    return Kept(channel.is_always_on or row.on_since is not None, row.settings | opened(row, db.ctx), row.rests_until,
                _goes_well(row, db.ctx.now))


async def note(db: Transaction, name: str, *, because: str = '', has_hung: bool = False) -> None:
    """How a try went: well, or `because` of something not. One that has hung a few times in a row rests, longer each
    time: who waits for it waits without a worker.
    """
    now, hung = db.ctx.now, ChannelRow.hung + 1 if has_hung else literal(0)
    said = {'failed_at': now, 'failed_because': because} if because else {'ok_at': now}
    rest = func.make_interval(0, 0, 0, 0, 0, 0, func.least(
        LONGEST_REST.total_seconds(), FIRST_REST.total_seconds() * func.power(2, func.least(hung - HUNG_MOST, 10))))
    await db.execute(insert(ChannelRow).values(
        tenant_id=db.ctx.tenant, name=name, settings={}, hung=int(has_hung), **said,
    ).on_conflict_do_update(
        index_elements=[ChannelRow.tenant_id, ChannelRow.name],
        set_=said | {'hung': func.least(hung, 100), 'rests_until': case((hung >= HUNG_MOST, now + rest))}))


def _goes_well(row: ChannelRow, now: datetime) -> bool:
    """That it still does is no news then, and no reason for all that leaves by it to stand in line at one row."""
    return (row.ok_at is not None and row.ok_at > now - NOTED_EVERY and row.hung == 0
            and (row.failed_at is None or row.failed_at < row.ok_at))


async def probe(db: Transaction, name: str, rested_until: datetime) -> bool:
    """Whether this is the one try that sees if a channel that rested is back; the others wait for what comes of it."""
    return await db.scalar(update(ChannelRow).values(rests_until=db.ctx.now + PROBED_FOR).where(
        ChannelRow.tenant_id == db.ctx.tenant, ChannelRow.name == name, ChannelRow.rests_until == rested_until,
    ).returning(ChannelRow.name)) is not None


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
