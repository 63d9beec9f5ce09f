"""Another e-mail address for oneself: the new one is proved by a link, the old one hears of it before and after."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app import journal
from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.errors import Invalid, TooMany
from app.journal import record
from app.limits import MovingWindow
from app.operation import operation, query
from app.permissions import Permission
from services import people
from services.access import address_changes, standing
from services.access.changing import NOT_THIS, mine, must_know
from services.access.ending import end_sessions, own_id
from services.access.errors import LinkIsDead, NothingAwaited, TooManyLinks
from services.access.events import AddressChangeAsked, AddressChanged
from services.access.models import AddressChange
from services.access.shapes import AwaitedAddress
from services.access.signing_in import digest
from services.people import Account, UserNotFound, UserStatus

OFTEN, WITHIN = 3, timedelta(hours=6)
OF_ADDRESS = MovingWindow(OFTEN, WITHIN)


@operation(needs=Permission.VIEW_PROFILE, is_weighty=True)
async def change_email(ctx: Context, *, email: str, current: str, address: str = '') -> None:
    """Ask to sign in with another address: a link goes there, and a notice to the one that is known. Nothing changes
    before the link is used.

    The answer is the same for every address. Whether somebody signs in with it already is said in the mail (S-06).
    Raises: Invalid at `email` or `current`, TooManyTries (as at the sign-in), TooManyLinks, SigningInIsBusy.
    """
    normal = people.normal_email(email)
    account, _ = await mine(ctx)
    if normal == account.email:
        raise Invalid.field('email', 'This is the address you have.')
    await must_know(ctx, account, current, address)
    _count(normal, ctx)
    async with transaction(ctx) as db:
        locked = await people.account(db, account.user_id, lock=True)
        if locked is None or locked.email != account.email:
            raise UserNotFound
        if locked.password_hash != account.password_hash:
            raise Invalid.field('current', NOT_THIS)  # it became another one meanwhile
        since = ctx.now - WITHIN
        if await journal.count(db, account.user_id, AddressChangeAsked.kind, since=since) >= OFTEN:
            raise TooManyLinks(retry_after=WITHIN.total_seconds())
        await address_changes.keep(db, locked, normal)


@query(needs=Permission.VIEW_PROFILE)
async def awaited_email(ctx: Context) -> AwaitedAddress | None:
    """The address one has yet to prove, if there is one."""
    async with reading(ctx) as db:
        found = await address_changes.awaited(db, own_id(ctx))
    return None if found is None else AwaitedAddress(email=found.email, expires_at=found.expires_at)


@operation(needs=Permission.VIEW_PROFILE)
async def keep_email(ctx: Context) -> None:
    """Stay with the address one has: the link to the other works no more. Raises: NothingAwaited."""
    async with transaction(ctx) as db:
        if not await address_changes.stop(db, own_id(ctx)):
            raise NothingAwaited


async def behind(db: Reading, token: str) -> AddressChange | None:
    """The change this token would make now: of somebody in service who still has the address it began with."""
    found = await address_changes.standing(db, token)
    account = await people.account(db, found.user_id) if found else None
    return found if found is not None and _may_move(account, found) else None


async def move(db: Transaction, change: AddressChange, token: str, *, cookie: str) -> None:
    """Use the link up. Every session ends but the one of whoever has this cookie, if it is one of theirs.

    Raises: LinkIsDead, EmailTaken.
    """
    account = await people.account(db, change.user_id, lock=True)
    if not _may_move(account, change) or not await address_changes.use(db, token):
        raise LinkIsDead
    await people.change_email(db, change.user_id, change.email)
    await end_sessions(db, change.user_id, besides=await _session_of(db, change.user_id, cookie))
    await record(db, AddressChanged(user_id=change.user_id, change_id=change.id))


async def _session_of(db: Reading, user_id: UUID, cookie: str) -> UUID | None:
    found = await standing.behind(db, digest(cookie.partition('.')[2]))
    is_theirs = found is not None and found.account.user_id == user_id and not found.is_half
    return found.row.id if found is not None and is_theirs else None


def _may_move(account: Account | None, change: AddressChange) -> bool:
    return account is not None and account.status is UserStatus.ACTIVE and account.email == change.instead_of


def _count(email: str, ctx: Context) -> None:
    """Nobody's mailbox is filled from here, whoever asks."""
    try:
        OF_ADDRESS.take(email, ctx.now)
    except TooMany as refusal:
        raise TooManyLinks(retry_after=refusal.retry_after) from None
