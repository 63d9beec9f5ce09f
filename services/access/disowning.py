"""This was not me: whoever got the mail about a sign-in takes the account back, without signing in."""

from __future__ import annotations

from app.context import Context
from app.database import Reading, reading, transaction
from app.journal import record
from app.operation import operation, query
from services import people
from services.access import address_changes, recognising, tokens
from services.access.ending import end_sessions
from services.access.errors import LinkIsDead
from services.access.events import ResetAsked, SignInDisowned
from services.access.factors import passkeys, recoveries
from services.access.shapes import Purpose, StandingLink
from services.access.sign_on import linking
from services.people import Account, UserStatus

NEW = tokens.LASTS[Purpose.DISOWN] * 2  # nothing that a stranger added is older than the sign-in that was told


@query(needs=None)
async def disown_link(ctx: Context, *, token: str) -> StandingLink:
    """Whose account this link would close. Looking uses nothing up. Raises: LinkIsDead."""
    async with reading(tokens.at_home(ctx, token)) as db:
        return (await _behind(db, token))[0]


@operation(needs=None)
async def disown(ctx: Context, *, token: str) -> bool:
    """End every session, know no device and no account elsewhere any more, nor any passkey that is new, and take the
    password away; returns whether a link to choose another one is on its way: not where the account has another address
    by now, which may not be its owner's. Older factors stay: whoever reads somebody's mail gets around none of them.

    Raises: LinkIsDead.
    """
    async with transaction(tokens.at_home(ctx, token)) as db:
        link, account = await _behind(db, token, lock=True)
        if await tokens.use(db, Purpose.DISOWN, token) is None:
            raise LinkIsDead
        await people.take_password(db, account.user_id)
        await end_sessions(db, account.user_id)
        await recognising.forget_all(db, account.user_id)
        await linking.unlink_all(db, account.user_id)
        await passkeys.forget(db, account.user_id, since=db.ctx.now - NEW)
        await tokens.void(db, account.user_id, Purpose.RESET)
        await tokens.void(db, account.user_id, Purpose.INVITE)
        await address_changes.stop(db, account.user_id)
        await recoveries.forget(db, account.user_id)
        await record(db, SignInDisowned(user_id=account.user_id))
        is_theirs = account.email == link.email
        if is_theirs:
            await record(db, ResetAsked(user_id=account.user_id))
        return is_theirs


async def _behind(db: Reading, token: str, *, lock: bool = False) -> tuple[StandingLink, Account]:
    found = await tokens.standing(db, Purpose.DISOWN, token)
    account = await people.account(db, found.user_id, lock=lock) if found else None
    if found is None or account is None or account.status is UserStatus.DEACTIVATED:
        raise LinkIsDead
    return found, account
