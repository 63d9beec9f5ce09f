"""Signing in and out with a password: a server-side session row, and a secret only the browser keeps."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from app.context import Actor, Context
from app.database import Transaction, reading, transaction
from app.errors import Invalid, NotAllowed
from app.journal import record
from app.operation import operation
from app.rows import one
from services import people
from services.access import awaiting, crossing, factors, guessing, noticing, passwords, recognising, remembering
from services.access.counting import NOBODY
from services.access.errors import WrongCredentials
from services.access.events import SignedInAnew, SignedOut
from services.access.factors import recoveries
from services.access.models import Session
from services.access.owing import must_be_verified
from services.access.places import one_device, prefix
from services.access.rules import HALF_LASTS, LIVES
from services.access.shapes import Outcome, SignedIn
from services.people import Account, UserStatus


@operation(needs=None)
async def sign_in(ctx: Context, *, email: str, password: str, device: str = '', address: str = '',
                  known_by: str = '') -> str:
    """Start a session; returns the cookie's value, which is never stored. `address` is kept as a prefix only.

    `known_by` is what `make_known` gave this browser: what strangers do at the account does not count for it.

    Where a second factor is asked for, the session is half a one: it opens nothing until `prove` makes it whole.

    Raises: WrongCredentials (NotProved is one: who registered has yet to confirm), NotVerified (another link is on its
    way), Invalid (a password too long to be one), TooManyTries, SigningInIsBusy.
    """
    try:
        async with _one_try(ctx, email, device=device, address=address, known_by=known_by) as is_known:
            account = await _judged(ctx, email, password)
    except _Wrong as wrong:  # counted by now: nothing that fails here gives it back
        await remembering.note_refused(*_whose(ctx, wrong.account), device=device, address=address)
        raise await awaiting.refusal(ctx, wrong.registered_at) from None
    await must_be_verified(ctx, account)
    stronger = await passwords.strengthened(account.password_hash or '', password)
    async with transaction(as_user(ctx, account)) as db:
        await _must_still_be(db, account, password)
        if stronger:
            await people.keep_password(db, account.user_id, stronger, instead_of=account.password_hash)
        return await open_session(db, account, device=device, address=address, is_known=is_known)


async def open_session(db: Transaction, account: Account, *, device: str, address: str, is_known: bool,
                       is_whole: bool = False) -> str:
    """Somebody has shown who they are; half a session where a second factor is asked of them, unless they gave it
    already (`is_whole`). Returns the cookie.
    """
    secret, now = secrets.token_urlsafe(32), db.ctx.now
    is_half = not is_whole and await factors.are_asked_of(db, account)
    if is_whole:
        await recoveries.forget(db, account.user_id)
    session = Session(tenant_id=account.tenant_id, user_id=account.user_id, secret_hash=digest(secret),
                      role=account.role.value, device=one_device(device), address_prefix=prefix(address),
                      created_at=now, last_seen_at=now, confirmed_at=now, awaits_factor=is_half, is_known=is_known,
                      expires_at=now + (HALF_LASTS if is_half else LIVES[account.role].absolute))
    db.add(session)
    await db.flush()  # the fact below names the session's id
    if not is_half:
        await entered(db, account, session.id, device=device, address=address, is_known=is_known)
    return f'{account.tenant_id.hex}.{secret}'


async def locked(db: Transaction, user_id: UUID) -> Account | None:
    """Somebody in service. Nobody lets them go, or takes their password or factors away, before this commits."""
    account = await people.account(db, user_id, lock=True)
    return account if account is not None and account.status is UserStatus.ACTIVE else None


async def _must_still_be(db: Transaction, account: Account, password: str) -> None:
    """Checking a password takes a while, in which it may be taken away or become another. Raises: WrongCredentials."""
    now = await locked(db, account.user_id)
    if now is None:
        raise WrongCredentials
    is_same = now.password_hash == account.password_hash  # or hashed anew by whoever signs in at the same time
    if not is_same and not await passwords.matches(now.password_hash, password):
        raise WrongCredentials


@asynccontextmanager
async def _one_try(ctx: Context, email: str, *, device: str, address: str, known_by: str) -> AsyncIterator[bool]:
    """Counted where it belongs; whether it comes from a known device. Raises: TooManyTries."""
    async with guessing.from_place(ctx, address):
        key = guessing.of_address(email)
        is_known = bool(key and known_by) and await recognising.is_known(ctx, key, known_by, device)
        where = guessing.of_device(key, known_by) if is_known else key
        async with guessing.at_account(ctx, where, is_known=is_known):
            yield is_known


async def entered(db: Transaction, account: Account, session_id: UUID, *, device: str, address: str,
                  is_known: bool) -> None:
    """Somebody is signed in now, with all that was asked of them; `is_known` is whether with a known device."""
    await noticing.notice(db, account, session_id, is_known=is_known, address=address)
    await people.note_sign_in(db, account.user_id)
    await remembering.note(db, account.user_id, Outcome.SIGNED_IN, device=device, address=address)
    await record(db, SignedInAnew(user_id=account.user_id, session_id=session_id))


@operation(needs=None)
async def sign_out(ctx: Context, *, session: SignedIn) -> None:
    """End one's own session; every open page of it leaves."""
    async with transaction(session.at_home(ctx.now)) as db:
        row = await one(db, Session, session.session_id, lock=True)
        if row.ended_at is None:
            row.ended_at = ctx.now
            await crossing.leave(db, session_ids=[row.id])
            await record(db, SignedOut(user_id=session.user_id, session_id=session.session_id))


@operation(needs=None)
async def set_password(ctx: Context, *, user_id: UUID, password: str) -> None:
    """Give a user a password, and answer for their address. Only the product itself may: accounts change theirs in
    their own way.

    Raises: NotAllowed for any actor but the system, Invalid at `password`.
    """
    if not ctx.actor.is_system:
        raise NotAllowed
    hash_ = await passwords.hashed(password)
    async with transaction(ctx) as db:
        await people.keep_password(db, user_id, hash_)
        await people.prove_address(db, user_id)


def digest(secret: str) -> bytes:
    """What is stored of a secret of 256 random bits: its SHA-256. Any string has one."""
    return hashlib.sha256(secret.encode(errors='surrogatepass')).digest()


class _Wrong(WrongCredentials):
    """At whose account, if it is anybody's; `registered_at` is where somebody registered with this very password."""

    def __init__(self, account: Account | None, registered_at: UUID | None) -> None:
        super().__init__()
        self.account, self.registered_at = account, registered_at


async def _judged(ctx: Context, email: str, password: str) -> Account:
    """Whose password it is. What there is to know is asked before it is judged, and nothing between that and the
    count; whoever is refused costs the same (S-06). Raises: WrongCredentials.
    """
    account, awaited = await _account(ctx, email), await awaiting.newest(email, ctx.now)
    known = account.password_hash if account is not None and account.status is UserStatus.ACTIVE else None
    right = await passwords.which([known, awaited.password_hash], password)
    if account is None or right != 0:
        raise _Wrong(account, awaited.tenant_id if right == 1 else None)
    return account


async def _account(ctx: Context, email: str) -> Account | None:
    """The account, if any; for an unknown address the database works as hard, so that time tells nothing."""
    try:
        home = await people.home_of(people.normal_email(email))
    except Invalid:
        home = None
    tenant_id, user_id = home or (NOBODY, NOBODY)
    async with reading(Context.system(tenant_id, ctx.now)) as db:
        return await people.account(db, user_id)


def _whose(ctx: Context, account: Account | None) -> tuple[Context, UUID]:
    return (Context.system(account.tenant_id if account else NOBODY, ctx.now), account.user_id if account else NOBODY)


def as_user(ctx: Context, account: Account) -> Context:
    """The same interaction, now that it is known whose it is."""
    return Context(tenant_id=account.tenant_id, actor=Actor(account.user_id, account.name, account.role), now=ctx.now,
                   trace_id=ctx.trace_id)
