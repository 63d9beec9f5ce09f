"""Proving oneself by a passkey: at the second step, instead of a password, or to confirm an act of weight."""

from __future__ import annotations

from uuid import UUID

from app.context import Context
from app.database import reading, transaction
from app.operation import operation
from app.permissions import Permission
from services import people
from services.access import confirming, guessing, recognising
from services.access.ending import own_id
from services.access.errors import NotVerified, WrongPasskey
from services.access.factors import passkeys, proving
from services.access.owing import is_owed_a_link
from services.access.signing_in import as_user, locked, open_session
from services.people import UserStatus


@operation(needs=None)
async def ask_passkey(ctx: Context, *, origin: str, browser: str, cookie: str = '') -> str:
    """What the browser is to be asked, as JSON: for one of those of whoever is half signed in with this cookie, or of
    nobody yet for any that it has. `browser` is its random name: the answer counts from no other.
    """
    half = await proving.half_of(ctx, cookie)
    if half is None:
        return await passkeys.to_use(ctx, [], asker=f'sign in:{browser}', origin=origin)
    async with reading(as_user(ctx, half.account)) as db:
        keys = await passkeys.of(db, half.account.user_id)
    return await passkeys.to_use(ctx, keys, asker=f'second step:{half.row.id}', origin=origin)


@operation(needs=None)
async def prove_by_passkey(ctx: Context, *, cookie: str, origin: str, answer: str, device: str = '',
                           address: str = '') -> str:
    """Finish signing in; returns the new cookie. Raises: NotSignedIn, WrongPasskey."""
    half = await proving.half_or_refused(ctx, cookie)
    challenge = await passkeys.challenged(ctx, answer, asker=f'second step:{half.row.id}')
    async with transaction(as_user(ctx, half.account)) as db:
        await people.account(db, half.account.user_id, lock=True)
        if not await passkeys.accepts(db, half.account.user_id, answer, challenge=challenge, origin=origin):
            raise WrongPasskey
        return await proving.made_whole(db, half, device=device, address=address)


@operation(needs=None)
async def sign_in_by_passkey(ctx: Context, *, browser: str, origin: str, answer: str, device: str = '',
                             address: str = '', known_by: str = '') -> str:
    """Sign in without a password: a passkey whose owner was seen is two factors. Returns the cookie.

    `known_by` is what `make_known` gave this browser.

    Raises: WrongPasskey (alike for nobody we know, and for whoever is not let in), NotVerified, TooManyTries.
    """
    async with guessing.from_place(ctx, address):
        challenge = await passkeys.challenged(ctx, answer, asker=f'sign in:{browser}')
        tenant_id, user_id = await passkeys.owner_of(answer) or (None, None)
        if tenant_id is None or user_id is None:
            raise WrongPasskey
        async with reading(Context.system(tenant_id, ctx.now)) as db:
            account = await people.account(db, user_id)
        if account is None or account.status is not UserStatus.ACTIVE:
            raise WrongPasskey
        is_known = bool(known_by) and await recognising.is_known(ctx, account.email, known_by, device)
        async with transaction(as_user(ctx, account)) as db:
            account, cookie = await locked(db, user_id), None
            if account is None or not await passkeys.accepts(db, user_id, answer, challenge=challenge, origin=origin):
                raise WrongPasskey
            if not await is_owed_a_link(db, account):
                cookie = await open_session(db, account, device=device, address=address, is_known=is_known,
                                            is_whole=True)
    if cookie is None:
        raise NotVerified
    return cookie


@operation(needs=Permission.VIEW_PROFILE)
async def ask_passkey_again(ctx: Context, *, origin: str) -> str:
    """What the browser asks a passkey, as JSON, so that whoever sits there proves that it is them."""
    async with reading(ctx) as db:
        keys = await passkeys.of(db, own_id(ctx))
    return await passkeys.to_use(ctx, keys, asker=f'confirm:{own_id(ctx)}', origin=origin)


@operation(needs=Permission.VIEW_PROFILE)
async def confirm_by_passkey(ctx: Context, *, session_id: UUID, origin: str, answer: str) -> None:
    """Prove by a passkey that it is oneself, for ten minutes. Raises: WrongPasskey, SessionNotFound (not one's own)."""
    challenge = await passkeys.challenged(ctx, answer, asker=f'confirm:{own_id(ctx)}')
    async with transaction(ctx) as db:
        if not await passkeys.accepts(db, own_id(ctx), answer, challenge=challenge, origin=origin):
            raise WrongPasskey
        await confirming.confirmed(db, session_id)
