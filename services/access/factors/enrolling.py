"""One's own second factor: what there is, setting up an authenticator app, and turning it off."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.context import Context
from app.database import reading, transaction
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from services import people, tenants
from services.access import factors
from services.access.ending import own_id
from services.access.errors import FactorIsRequired, NoFactor, WrongCode
from services.access.events import BackupCodesRenewed, FactorRemoved, FactorReplaced, FactorSetUp
from services.access.factors import authenticator, backups, recoveries
from services.access.models import Factor
from services.access.shapes import MyFactors, NewFactor
from services.people import UserNotFound


@query(needs=Permission.VIEW_PROFILE)
async def my_factors(ctx: Context) -> MyFactors:
    """What is asked of oneself besides a password, and since when."""
    async with reading(ctx) as db:
        since = await db.scalar(select(Factor.confirmed_at).where(
            Factor.tenant_id == ctx.tenant, Factor.user_id == own_id(ctx), Factor.confirmed_at.is_not(None)))
        tenant = await tenants.mine(db)
        codes = await backups.kept(db, own_id(ctx))
    is_required = ctx.actor.role is not None and tenant.asks_for_factor(ctx.actor.role)
    return MyFactors(app_since=since, is_required=is_required, codes_left=codes.left, codes_perhaps=codes.perhaps,
                     codes_gone=codes.gone)


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def begin_factor(ctx: Context) -> NewFactor:
    """A secret for one's authenticator app; once a code of the app was typed it counts, and none before it."""
    async with transaction(ctx) as db:
        account = await people.account(db, own_id(ctx))
        if account is None:
            raise UserNotFound
        return await authenticator.begin(db, account, by=account.user_id, business=(await tenants.mine(db)).name)


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def confirm_factor(ctx: Context, *, session_id: UUID, code: str) -> tuple[str, ...]:
    """From now on the app is asked for at every sign-in, and, where it is the first factor, in every session but this;
    returns backup codes for the day it is lost, this once.

    Raises: WrongCode, NoFactorBegun.
    """
    async with transaction(ctx) as db:
        await people.account(db, own_id(ctx), lock=True)
        is_first, had_one = not await factors.has(db, own_id(ctx)), await authenticator.has(db, own_id(ctx))
        if not await authenticator.confirm(db, own_id(ctx), code, by=own_id(ctx)):
            raise WrongCode
        await recoveries.forget(db, own_id(ctx))
        if is_first:
            await factors.ask_elsewhere(db, own_id(ctx), besides=session_id)
        await record(db, FactorReplaced(user_id=own_id(ctx)) if had_one else FactorSetUp(user_id=own_id(ctx)))
        return await backups.make(db, own_id(ctx))


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def remove_factor(ctx: Context) -> None:
    """Turn one's app off; where no passkey is left, the password alone signs in. Raises: NoFactor, FactorIsRequired."""
    async with transaction(ctx) as db:
        account = await people.account(db, own_id(ctx), lock=True)
        if account is None or not await authenticator.has(db, own_id(ctx)):
            raise NoFactor
        await authenticator.forget(db, own_id(ctx))
        if not await factors.has(db, own_id(ctx)):
            if (await tenants.mine(db)).asks_for_factor(account.role):
                raise FactorIsRequired
            await factors.forget(db, own_id(ctx))
        await record(db, FactorRemoved(user_id=own_id(ctx)))


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def renew_backup_codes(ctx: Context) -> tuple[str, ...]:
    """Ten new backup codes, returned this once; those before work no more. Raises: NoFactor."""
    async with transaction(ctx) as db:
        await people.account(db, own_id(ctx), lock=True)
        if not await factors.has(db, own_id(ctx)):
            raise NoFactor
        await record(db, BackupCodesRenewed(user_id=own_id(ctx)))
        return await backups.make(db, own_id(ctx))
