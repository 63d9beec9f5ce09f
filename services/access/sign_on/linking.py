"""Linking oneself with an account elsewhere: from inside, with one's password typed anew, and never by an address."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app import secrets
from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from app.secrets import Sealed, SealedByAnother
from services import people
from services.access.changing import mine as my_account
from services.access.changing import must_know
from services.access.ending import own_id
from services.access.errors import IsLinked, LinkedToAnother, NoIssuer, NotLinked, WayIsLost
from services.access.events import IdentityLinked, IdentityUnlinked
from services.access.models import Identity, Issuer, Session
from services.access.shapes import MyIdentity, SignedIn
from services.access.sign_on import trusting

SOON = timedelta(minutes=1)


@query(needs=Permission.VIEW_PROFILE)
async def my_identity(ctx: Context) -> MyIdentity | None:
    """One's link with the single sign-on of the business; None where it has none."""
    async with reading(ctx) as db:
        issuer = await trusting.trusted(db)
        if issuer is None:
            return None
        row = await db.scalar(select(Identity).where(
            Identity.tenant_id == ctx.tenant, Identity.user_id == own_id(ctx), Identity.issuer == issuer.issuer))
    return MyIdentity(label=issuer.label, linked_since=row.linked_at if row else None,
                      used_at=row.used_at if row else None)


@operation(needs=Permission.VIEW_PROFILE)
async def begin_link(ctx: Context, *, session_id: UUID, current: str, address: str = '') -> str:
    """Leave to link oneself, for a minute and this very session; `depart` takes it.

    Raises: Invalid at `current`, TooManyTries (as at the sign-in), SigningInIsBusy, NoIssuer, IsLinked.
    """
    mine = await my_identity(ctx)
    if mine is None:
        raise NoIssuer
    if mine.linked_since is not None:
        raise IsLinked
    account, _ = await my_account(ctx)
    await must_know(ctx, account, current, address)
    leave = {'user': str(own_id(ctx)), 'session': str(session_id), 'until': (ctx.now + SOON).timestamp()}
    return secrets.seal(json.dumps(leave), of=_leave(ctx)).text.decode()


@operation(needs=Permission.VIEW_PROFILE)
async def unlink(ctx: Context) -> None:
    """Take one's link with single sign-on away: that account signs in here no more. Raises: NoIssuer, NotLinked."""
    async with transaction(ctx) as db:
        issuer = await trusting.trusted(db)
        if issuer is None:
            raise NoIssuer
        if not await _unlinked(db, own_id(ctx), issuer.issuer):
            raise NotLinked
        await record(db, IdentityUnlinked(user_id=own_id(ctx)))


def has_leave(ctx: Context, leave: str, session: SignedIn) -> bool:
    """Whether this session was given leave to link itself, just now."""
    try:
        given = json.loads(secrets.opened(Sealed('', leave.encode()), of=_leave(ctx)))
    except (SealedByAnother, UnicodeEncodeError):
        return False
    whose = (given['user'], given['session']) == (str(session.user_id), str(session.session_id))
    return whose and ctx.now.timestamp() < given['until']


async def link(db: Transaction, session: SignedIn, issuer: Issuer, subject: str) -> None:
    """Raises: LinkedToAnother, IsLinked, WayIsLost (the session ended meanwhile)."""
    await people.account(db, session.user_id, lock=True)  # before the session, as whoever ends them all does
    is_open = await db.scalar(select(Session.id).with_for_update().where(
        Session.tenant_id == db.ctx.tenant, Session.id == session.session_id, Session.ended_at.is_(None),
        Session.awaits_factor.is_(False)))
    if is_open is None:
        raise WayIsLost
    await db.execute(insert(Identity).on_conflict_do_nothing().values(
        tenant_id=db.ctx.tenant, issuer=issuer.issuer, subject=subject, user_id=session.user_id,
        linked_at=db.ctx.now))
    holder = await holder_of(db, issuer.issuer, subject)
    if holder is None:
        raise IsLinked
    if holder != session.user_id:
        raise LinkedToAnother
    await record(db, IdentityLinked(user_id=session.user_id, label=issuer.label))


async def holder_of(db: Reading, issuer: str, subject: str) -> UUID | None:
    """Who is linked with this account."""
    holder: UUID | None = await db.scalar(select(Identity.user_id).where(
        Identity.tenant_id == db.ctx.tenant, Identity.issuer == issuer, Identity.subject == subject))
    return holder


async def note_use(db: Transaction, issuer: str, subject: str) -> None:
    """Remember when it last signed somebody in."""
    await db.execute(update(Identity).values(used_at=db.ctx.now).where(
        Identity.tenant_id == db.ctx.tenant, Identity.issuer == issuer, Identity.subject == subject))


async def unlink_all(db: Transaction, user_id: UUID) -> None:
    """Whoever linked them may not be whose account it is."""
    if await _unlinked(db, user_id):
        await record(db, IdentityUnlinked(user_id=user_id))


async def _unlinked(db: Transaction, user_id: UUID, issuer: str | None = None) -> bool:
    gone = delete(Identity).where(Identity.tenant_id == db.ctx.tenant, Identity.user_id == user_id)
    gone = gone if issuer is None else gone.where(Identity.issuer == issuer)
    return bool((await db.scalars(gone.returning(Identity.subject))).all())


def _leave(ctx: Context) -> str:
    return f'{ctx.tenant}:leave to link'
