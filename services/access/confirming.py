"""Confirming anew that it is oneself who sits at a session: acts of weight ask for it when that is long ago."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from app import topics
from app.context import Context
from app.database import Transaction, transaction
from app.journal import ring
from app.operation import operation
from app.permissions import Permission
from services.access import changing, remembering
from services.access.ending import own_id
from services.access.errors import SessionNotFound, WrongCode
from services.access.factors import codes, tries
from services.access.models import Session
from services.access.shapes import Outcome


@operation(needs=Permission.VIEW_PROFILE)
async def confirm_oneself(ctx: Context, *, session_id: UUID, password: str, code: str, address: str = '') -> None:
    """Prove by a password or a code that it is oneself, whichever is not empty; for ten minutes this session may do
    what asks for it.

    Raises: Invalid at `password`, WrongCode (at `code`), SessionNotFound (not one's own), TooManyTries, TooManyCodes,
    SigningInIsBusy.
    """
    if code:
        await _by_code(ctx, session_id, code, address)
        return
    account, _ = await changing.mine(ctx)
    await changing.must_know(ctx, account, password, address, field='password')
    async with transaction(ctx) as db:
        await confirmed(db, session_id)


async def _by_code(ctx: Context, session_id: UUID, code: str, address: str) -> None:
    """A wrong one counts at the sign-in too."""
    async with transaction(ctx) as db:
        await tries.one_more(db, own_id(ctx))
        is_right = await codes.accepts(db, own_id(ctx), code)
        if is_right:
            await confirmed(db, session_id)
        else:
            await remembering.note(db, own_id(ctx), Outcome.WRONG_CODE, device='', address=address)
    if not is_right:
        raise WrongCode(code)


async def confirmed(db: Transaction, session_id: UUID) -> None:
    """Whoever sits at this session of theirs has proved that it is them. Raises: SessionNotFound."""
    user_id = own_id(db.ctx)
    found = await db.scalar(
        update(Session).values(confirmed_at=db.ctx.now).returning(Session.id)
        .where(Session.tenant_id == db.ctx.tenant, Session.id == session_id, Session.user_id == user_id,
               Session.ended_at.is_(None), Session.awaits_factor.is_(False)))
    if found is None:
        raise SessionNotFound
    ring(db, topics.user(user_id))  # what is remembered of this session is not true any more
