"""One's own passkeys: added, named, removed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, update

from app import text
from app.context import Context
from app.database import reading, transaction
from app.journal import record, ring
from app.operation import operation, query
from app.permissions import Permission
from app.rows import saved
from services import people, tenants
from services.access import factors
from services.access.ending import own_id
from services.access.errors import FactorIsRequired, PasskeyKnown, PasskeyNotFound
from services.access.events import PasskeyAdded, PasskeyRemoved, devices_topic
from services.access.factors import backups, passkeys
from services.access.models import Passkey
from services.access.shapes import PasskeyShape
from services.people import UserNotFound

LONGEST_NAME = 60


@query(needs=Permission.VIEW_PROFILE)
async def my_passkeys(ctx: Context) -> tuple[PasskeyShape, ...]:
    """One's own passkeys, the oldest first."""
    async with reading(ctx) as db:
        return tuple(PasskeyShape(id=key.id, name=key.name, created_at=key.created_at, used_at=key.used_at)
                     for key in await passkeys.of(db, own_id(ctx)))


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def begin_passkey(ctx: Context, *, origin: str, name: str | None = None) -> str:
    """What the browser is to be asked to make another, as JSON; its answer is good for five minutes. A `name` that
    could not be kept is refused before a device makes a key for it.

    Raises: Invalid at `name`.
    """
    if name is not None:
        text.one_line(name, 'name', most=LONGEST_NAME)
    async with reading(ctx) as db:
        account = await people.account(db, own_id(ctx))
        keys = await passkeys.of(db, own_id(ctx))
    if account is None:
        raise UserNotFound
    return await passkeys.to_make(ctx, account, keys, asker=f'make:{own_id(ctx)}', origin=origin)


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def keep_passkey(ctx: Context, *, session_id: UUID, origin: str, answer: str, name: str) -> tuple[str, ...]:
    """Keep what the browser made; returns backup codes, this once, to whoever has none yet. The first factor is asked
    for in every session but this.

    Raises: Invalid at `name`, WrongPasskey, PasskeyKnown.
    """
    named = text.one_line(name, 'name', most=LONGEST_NAME)
    made = await passkeys.made(ctx, answer, asker=f'make:{own_id(ctx)}', origin=origin)
    async with transaction(ctx) as db:
        await people.account(db, own_id(ctx), lock=True)
        is_first = not await factors.has(db, own_id(ctx))
        await saved(db, Passkey(tenant_id=ctx.tenant, user_id=own_id(ctx), name=named, created_at=ctx.now,
                                credential_id=made.credential_id, public_key=made.public_key,
                                sign_count=made.sign_count), refusals={'passkeys_are_unique': PasskeyKnown})
        await record(db, PasskeyAdded(user_id=own_id(ctx)))
        if not is_first:
            return ()
        await factors.ask_elsewhere(db, own_id(ctx), besides=session_id)
        return await backups.make(db, own_id(ctx))


@operation(needs=Permission.VIEW_PROFILE)
async def rename_passkey(ctx: Context, *, passkey_id: UUID, name: str) -> None:
    """Call one of one's own passkeys something else. Raises: Invalid at `name`, PasskeyNotFound."""
    named = text.one_line(name, 'name', most=LONGEST_NAME)
    async with transaction(ctx) as db:
        if await db.scalar(update(Passkey).values(name=named).returning(Passkey.id).where(
                Passkey.tenant_id == ctx.tenant, Passkey.user_id == own_id(ctx), Passkey.id == passkey_id)) is None:
            raise PasskeyNotFound
        ring(db, devices_topic(own_id(ctx)))


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def remove_passkey(ctx: Context, *, passkey_id: UUID) -> None:
    """Take one of one's own passkeys away; it opens nothing any more.

    Raises: PasskeyNotFound, FactorIsRequired (the last factor of who must have one).
    """
    async with transaction(ctx) as db:
        account = await people.account(db, own_id(ctx), lock=True)
        if account is None or await db.scalar(delete(Passkey).returning(Passkey.id).where(
                Passkey.tenant_id == ctx.tenant, Passkey.user_id == own_id(ctx), Passkey.id == passkey_id)) is None:
            raise PasskeyNotFound
        if not await factors.has(db, own_id(ctx)):
            if (await tenants.mine(db)).asks_for_factor(account.role):
                raise FactorIsRequired
            await factors.forget(db, own_id(ctx))
        await record(db, PasskeyRemoved(user_id=own_id(ctx)))
