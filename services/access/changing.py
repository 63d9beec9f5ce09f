"""Changing one's own password."""

from __future__ import annotations

from uuid import UUID

from app.context import Context
from app.database import reading, transaction
from app.errors import Invalid
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from services import people, tenants
from services.access import address_changes, guessing, passwords, strength, tokens
from services.access.ending import end_sessions, own_id
from services.access.errors import WrongCredentials
from services.access.events import PasswordChanged
from services.access.factors import recoveries
from services.access.shapes import Purpose
from services.people import Account, UserNotFound

NOT_THIS = 'This is not your password.'


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def change_password(ctx: Context, *, session_id: UUID, current: str, password: str, again: str | None = None,
                          address: str = '') -> None:
    """A new password for oneself; every session but this one ends, and an address that is awaited is no more.

    Raises: Invalid at `current`, or at `password` and `again`, TooManyTries (as at the sign-in), SigningInIsBusy.
    """
    account, about = await mine(ctx)
    await strength.check(password, about, again)
    await must_know(ctx, account, current, address)
    if passwords.normalised(current) == passwords.normalised(password):
        raise Invalid.field('password', 'This is the password you have.')
    hash_ = await passwords.hashed(password)
    async with transaction(ctx) as db:
        if not await people.keep_password(db, account.user_id, hash_, instead_of=account.password_hash):
            raise Invalid.field('current', NOT_THIS)  # it became another one meanwhile
        await end_sessions(db, account.user_id, besides=session_id)
        await tokens.void(db, account.user_id, Purpose.RESET)
        await address_changes.stop(db, account.user_id)
        await recoveries.forget(db, account.user_id)
        await record(db, PasswordChanged(user_id=account.user_id))


async def mine(ctx: Context) -> tuple[Account, tuple[str, ...]]:
    """One's own account, and what everybody knows of it."""
    async with reading(ctx) as db:
        account = await people.account(db, own_id(ctx))
        tenant = await tenants.mine(db)
    if account is None:
        raise UserNotFound
    return account, (tenant.name, account.name, account.email)


async def must_know(ctx: Context, account: Account, current: str, address: str, *, field: str = 'current') -> None:
    """Whoever asks knows their password; otherwise it is said at `field`.

    A wrong one counts at the sign-in too: whoever sits at an open page guesses no faster. What strangers do at the
    door does not count here: they lock nobody out who is inside."""
    try:
        async with (guessing.from_place(ctx, address),
                    guessing.at_account(ctx, guessing.of_insider(account.user_id), is_known=True)):
            if not await passwords.matches(account.password_hash, current):
                raise WrongCredentials
    except WrongCredentials:
        await guessing.note(ctx, guessing.of_address(account.email))
        raise Invalid.field(field, NOT_THIS) from None
    except Invalid as refusal:  # too long to be one
        raise Invalid.field(field, refusal.message) from None
