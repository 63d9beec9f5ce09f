"""Choosing a password by a link in the mail: the first one of an invitation, or another in place of a forgotten one."""

from __future__ import annotations

from app.context import Context
from app.database import Reading, reading, transaction
from app.journal import record
from services import people, tenants
from services.access import address_changes, factors, guessing, passwords, recognising, strength, tokens
from services.access.ending import end_sessions
from services.access.errors import LinkIsDead
from services.access.events import InvitationAccepted, PasswordChanged
from services.access.factors import recoveries
from services.access.shapes import Purpose, StandingLink
from services.access.sign_on import linking
from services.people import Account, UserStatus


async def link(ctx: Context, purpose: Purpose, token: str) -> StandingLink:
    """Whose password this link is for. Looking uses nothing up. Raises: LinkIsDead."""
    async with reading(tokens.at_home(ctx, token)) as db:
        found, _ = await _account_behind(db, purpose, token)
        return found


async def choose(ctx: Context, purpose: Purpose, token: str, password: str, again: str | None = None) -> None:
    """Use the link up for this password: every session ends, no device is known any more, what waits for the account
    is over, and nobody is signed in by it. Where nobody had proved the address yet, whoever reads its mail is its
    owner, and nothing counts that somebody else set up.

    Raises: LinkIsDead, Invalid at `password` and `again` (the link still works), SigningInIsBusy.
    """
    home = tokens.at_home(ctx, token)
    async with reading(home) as db:
        _, account = await _account_behind(db, purpose, token)
        about = ((await tenants.mine(db)).name, account.name, account.email)
    await strength.check(password, about, again)
    hash_ = await passwords.hashed(password)
    async with transaction(home) as db:
        _, account = await _account_behind(db, purpose, token, lock=True)  # it may have another address by now
        if await tokens.use(db, purpose, token) is None:
            raise LinkIsDead
        if not account.is_verified:
            await factors.forget(db, account.user_id)
            await linking.unlink_all(db, account.user_id)
        await people.keep_password(db, account.user_id, hash_)
        await people.prove_address(db, account.user_id)
        await end_sessions(db, account.user_id)
        await recognising.forget_all(db, account.user_id)
        await tokens.void(db, account.user_id, Purpose.INVITE)
        await address_changes.stop(db, account.user_id)
        await recoveries.forget(db, account.user_id)
        await guessing.forgive(db, guessing.of_address(account.email))
        await guessing.forgive(db, guessing.of_insider(account.user_id))
        happened = PasswordChanged if purpose is Purpose.RESET else InvitationAccepted
        await record(db, happened(user_id=account.user_id))


def is_open_to(account: Account, purpose: Purpose) -> bool:
    """Whether a link of this kind may give the account a password: an invitation only its first. Whoever was invited
    may as well have forgotten that they have none yet.
    """
    is_first = account.password_hash is None
    return account.status is not UserStatus.DEACTIVATED and (purpose is Purpose.RESET or is_first)


async def _account_behind(db: Reading, purpose: Purpose, token: str, *,
                          lock: bool = False) -> tuple[StandingLink, Account]:
    """Dead, too, when the account has another address by now, or nothing to choose any more."""
    found = await tokens.standing(db, purpose, token)
    account = await people.account(db, found.user_id, lock=lock) if found else None
    if found is None or account is None or account.email != found.email or not is_open_to(account, purpose):
        raise LinkIsDead
    return found, account
