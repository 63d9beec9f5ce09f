"""Channels as the administrators of a business set them up."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app import secrets
from app.context import Context
from app.database import Transaction, reading, transaction
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from app.secrets import Sealed
from services.channels import keeping, rules
from services.channels.contract import Channel
from services.channels.errors import AlwaysOn, ChannelNotFound, NotSetUp
from services.channels.events import ChannelSetUp, ChannelTurnedOff, ChannelTurnedOn
from services.channels.models import ChannelRow
from services.channels.plugging import installed
from services.channels.shapes import ChannelShape


@query(needs=Permission.MANAGE_BUSINESS)
async def listed(ctx: Context) -> tuple[ChannelShape, ...]:
    """All that are installed, without their secrets."""
    async with reading(ctx) as db:
        rows = {row.name: row for row in await db.scalars(select(ChannelRow).where(
            ChannelRow.tenant_id == ctx.tenant))}
        return tuple(_shape(channel, rows.get(name), ctx) for name, channel in installed().items())


@operation(needs=Permission.MANAGE_BUSINESS, is_weighty=True)
async def configure(ctx: Context, *, name: str, settings: Mapping[str, str]) -> None:
    """Set one up; a secret that is left empty stays as it is. Raises: ChannelNotFound, Invalid (names the fields)."""
    channel = _installed(name)
    async with transaction(ctx) as db:
        row = await _locked(db, name)
        found = rules.checked(channel, settings, row.settings | keeping.readable(row, ctx))
        hidden = {each.name: found[each.name] for each in channel.fields if each.is_secret and each.name in found}
        sealed = keeping.sealed(hidden, name, ctx) if hidden else None
        row.settings = {key: value for key, value in found.items() if key not in hidden}
        row.sealed_secrets, row.key_id = (sealed.text, sealed.key_id) if sealed else (None, None)
        row.ok_at = row.failed_at = row.failed_because = None
        await record(db, ChannelSetUp(business_id=ctx.tenant, channel=name))


@operation(needs=Permission.MANAGE_BUSINESS)
async def switch(ctx: Context, *, name: str, is_on: bool) -> None:
    """Let messages leave by it from now on, or no more. Twice is once. Raises: ChannelNotFound, NotSetUp, AlwaysOn."""
    channel = _installed(name)
    if channel.is_always_on:
        raise AlwaysOn
    async with transaction(ctx) as db:
        row = await _locked(db, name)
        if is_on and not _shape(channel, row, ctx).is_set_up:
            raise NotSetUp
        if is_on != (row.on_since is not None):
            row.on_since = ctx.now if is_on else None
            fact = ChannelTurnedOn if is_on else ChannelTurnedOff
            await record(db, fact(business_id=ctx.tenant, channel=name))


async def seal_channels_anew(db: Transaction) -> int:
    """Close up with the key of now what an older one has sealed; returns how many."""
    rows = await db.scalars(select(ChannelRow).where(
        ChannelRow.tenant_id == db.ctx.tenant, ChannelRow.sealed_secrets.is_not(None)).with_for_update())
    old = [(row, Sealed(row.key_id or '', row.sealed_secrets or b'')) for row in rows]
    old = [(row, sealed) for row, sealed in old if not secrets.is_current(sealed)]
    for row, sealed in old:
        again = secrets.sealed_anew(sealed)
        row.sealed_secrets, row.key_id = again.text, again.key_id
    return len(old)


def _installed(name: str) -> Channel:
    channel = installed().get(name)
    if channel is None:
        raise ChannelNotFound
    return channel


async def _locked(db: Transaction, name: str) -> ChannelRow:
    """Its row, made where there is none; two at once take one after the other."""
    await db.execute(insert(ChannelRow).values(
        tenant_id=db.ctx.tenant, name=name, settings={}).on_conflict_do_nothing())
    return (await db.scalars(select(ChannelRow).where(
        ChannelRow.tenant_id == db.ctx.tenant, ChannelRow.name == name).with_for_update())).one()


def _shape(channel: Channel, row: ChannelRow | None, ctx: Context) -> ChannelShape:
    kept = row or ChannelRow(settings={})
    return ChannelShape(
        name=channel.name, title=channel.title, about=channel.says(), audience=channel.audience, fields=channel.fields,
        settings=kept.settings, sealed=frozenset(keeping.readable(kept, ctx)),
        is_on=channel.is_always_on or kept.on_since is not None, is_always_on=channel.is_always_on, ok_at=kept.ok_at,
        failed_at=kept.failed_at, failed_because=kept.failed_because or '')
