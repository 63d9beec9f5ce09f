"""The second step of signing in: from half a session to a whole one, by a code; or by setting up what is asked for."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from app.context import CONFIRMED_FOR, Context
from app.database import Transaction, reading, transaction
from app.errors import NotSignedIn
from app.journal import record
from app.operation import operation, query
from services import people
from services.access import factors, remembering, standing, tokens
from services.access.ending import end_sessions
from services.access.errors import HasFactor, WrongCode
from services.access.events import FactorSetUp, FactorsRecovered
from services.access.factors import authenticator, backups, codes, passkeys, recoveries, tries
from services.access.models import Session
from services.access.rules import LIVES
from services.access.shapes import HalfSignedIn, Outcome, Proved
from services.access.signing_in import as_user, digest, entered
from services.access.standing import Standing


@query(needs=None)
async def half_signed_in(ctx: Context, *, cookie: str) -> HalfSignedIn | None:
    """Who has given the right password with this cookie and no second factor yet; None for anybody else."""
    half = await half_of(ctx, cookie)
    if half is None:
        return None
    async with reading(as_user(ctx, half.account)) as db:
        asked = await recoveries.asked(db, half.account.user_id) if half.has_factor else None
        may_recover = recoveries.is_due(asked, db.ctx)
        has_app = await authenticator.has(db, half.account.user_id)
        has_passkey = bool(await passkeys.of(db, half.account.user_id))
        begun = None if half.has_factor and not may_recover else await authenticator.begun(
            db, half.account, by=half.row.id, business=half.tenant.name)
    return HalfSignedIn(session_id=half.row.id, name=half.account.name, email=half.account.email,
                        business=half.tenant.name, has_factor=half.has_factor, begun=begun, expires_at=half.expires_at,
                        zone=half.account.zone or half.tenant.zone, may_recover=may_recover, has_passkey=has_passkey,
                        has_app=has_app, is_recovering=asked is not None, recovers_at=recoveries.opens_at(asked))


@operation(needs=None)
async def begin_first_factor(ctx: Context, *, cookie: str) -> None:
    """A secret for the app of somebody who must have a second factor and has none, or has lost it and waited.

    Raises: NotSignedIn, HasFactor.
    """
    half = await half_or_refused(ctx, cookie)
    async with transaction(as_user(ctx, half.account)) as db:
        await people.account(db, half.account.user_id, lock=True)
        if not await _may_set_up(db, half):
            raise HasFactor
        await authenticator.begin(db, half.account, by=half.row.id, business=half.tenant.name)


@operation(needs=None)
async def prove(ctx: Context, *, cookie: str, code: str, device: str = '', address: str = '') -> Proved:
    """Finish signing in by a code; the cookie of before is worth nothing.

    Whoever had no factor yet has one from now on. Raises: NotSignedIn, WrongCode, TooManyCodes, NoFactorBegun.
    """
    half = await half_or_refused(ctx, cookie)
    user_id, proved = half.account.user_id, None
    async with transaction(as_user(ctx, half.account)) as db:
        await tries.one_more(db, user_id)
        has_factor = await factors.has(db, user_id)
        if has_factor and await codes.accepts(db, user_id, code):
            proved = Proved(await made_whole(db, half, device=device, address=address))
        elif await _sets_up(db, half, code, has_factor=has_factor):
            proved = Proved(await made_whole(db, half, device=device, address=address),
                            await backups.make(db, user_id))
        else:
            await remembering.note(db, user_id, Outcome.WRONG_CODE, device=device, address=address)
    if proved is None:
        raise WrongCode(code)
    return proved


async def _sets_up(db: Transaction, half: Standing, code: str, *, has_factor: bool) -> bool:
    """Whether this is a code of the app that was begun here, where one may be set up: then it counts."""
    user_id = half.account.user_id
    if has_factor:
        begun = await authenticator.begun(db, half.account, by=half.row.id, business=half.tenant.name)
        if begun is None or not await _may_set_up(db, half):
            return False
    if not await authenticator.confirm(db, user_id, code, by=half.row.id):
        return False
    if has_factor:
        await passkeys.forget(db, user_id)
        await end_sessions(db, user_id, besides=half.row.id)  # whoever has what was lost is out
    else:
        await factors.ask_elsewhere(db, user_id, besides=half.row.id)
    await record(db, FactorsRecovered(user_id=user_id) if has_factor else FactorSetUp(user_id=user_id))
    return True


async def _may_set_up(db: Transaction, half: Standing) -> bool:
    """Who has no factor; and who has lost it, said so, and waited."""
    if not await factors.has(db, half.account.user_id):
        return True
    return recoveries.is_due(await recoveries.asked(db, half.account.user_id), db.ctx)


async def made_whole(db: Transaction, half: Standing, *, device: str, address: str) -> str:
    """The same session, with another secret: what somebody knew of half of it opens nothing. Raises: NotSignedIn."""
    secret, account = secrets.token_urlsafe(tokens.BYTES), half.account
    whole = await db.scalar(
        update(Session).returning(Session.id)
        .values(secret_hash=digest(secret), awaits_factor=False, role=account.role.value, last_seen_at=db.ctx.now,
                confirmed_at=db.ctx.now, expires_at=half.row.created_at + LIVES[account.role].absolute)
        .where(Session.tenant_id == db.ctx.tenant, Session.id == half.row.id, Session.ended_at.is_(None),
               Session.secret_hash == half.row.secret_hash))
    if whole is None:
        raise NotSignedIn
    await recoveries.forget(db, account.user_id)  # whoever proves themselves needs none, and stops anybody else's
    await entered(db, account, whole, device=device, address=address, is_known=half.row.is_known)
    return f'{db.ctx.tenant.hex}.{secret}'


async def half_or_refused(ctx: Context, cookie: str) -> Standing:
    """Whose second step it is. Raises: NotSignedIn."""
    half = await half_of(ctx, cookie)
    if half is None:
        raise NotSignedIn
    return half


async def half_of(ctx: Context, cookie: str) -> Standing | None:
    """Whose second step it is, if it is anybody's. Whoever has no factor yet sets one up soon after they proved who
    they are: an old cookie alone gives nobody a factor.
    """
    tenant_id = tokens.tenant_of(cookie)
    if tenant_id is None:
        return None
    async with reading(Context.system(tenant_id, ctx.now)) as db:
        found = await standing.behind(db, digest(cookie.partition('.')[2]))
    if found is None or not found.is_half:
        return None
    return found if found.has_factor or ctx.now - found.row.confirmed_at <= CONFIRMED_FOR else None
