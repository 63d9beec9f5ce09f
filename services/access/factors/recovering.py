"""When a second factor is lost: another administrator takes it away, or its owner waits a day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app import journal
from app.context import Context
from app.database import transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from services import people
from services.access import address_changes, factors
from services.access.ending import end_sessions
from services.access.errors import NoFactor, NotByOneself, TooManyLinks
from services.access.events import FactorsReset, RecoveryAsked, RecoveryStopped
from services.access.factors import proving, recoveries
from services.access.signing_in import as_user
from services.people import UserNotFound

A_DAY, DAY = 3, timedelta(days=1)  # letters about it


@operation(needs=Permission.MANAGE_PEOPLE, is_weighty=True)
async def reset_factors(ctx: Context, *, user_id: UUID) -> None:
    """Take away somebody's second factor, which they have lost: they are signed out everywhere, and where they must
    have one, they set it up at their next sign-in.

    Raises: UserNotFound, NoFactor, NotByOneself.
    """
    async with transaction(ctx) as db:
        if await people.account(db, user_id, lock=True) is None:
            raise UserNotFound
        if user_id == ctx.actor.user_id:
            raise NotByOneself
        if not await factors.has(db, user_id):
            raise NoFactor
        await factors.forget(db, user_id)
        await end_sessions(db, user_id)
        await address_changes.stop(db, user_id)
        await record(db, FactorsReset(user_id=user_id))


@operation(needs=None)
async def ask_for_recovery(ctx: Context, *, cookie: str) -> None:
    """By whoever has given the right password: 24 hours after a letter about it has left, unless the link in it stops
    it, they may set up another app without the one they have lost. Asking again changes nothing, unless the letter
    could not leave within a day.

    Raises: NotSignedIn, NoFactor, TooManyLinks (three times a day).
    """
    half = await proving.half_or_refused(ctx, cookie)
    async with transaction(as_user(ctx, half.account)) as db:
        await people.account(db, half.account.user_id, lock=True)
        if not await factors.has(db, half.account.user_id):
            raise NoFactor
        if await recoveries.ask(db, half.account.user_id):
            if await journal.count(db, half.account.user_id, RecoveryAsked.kind, since=ctx.now - DAY) >= A_DAY:
                raise TooManyLinks(retry_after=DAY.total_seconds())
            await record(db, RecoveryAsked(user_id=half.account.user_id))


@operation(needs=None)
async def stop_recovery(ctx: Context, *, cookie: str) -> None:
    """What was lost is found: by whoever has given the right password, the wait for another app is called off.

    Raises: NotSignedIn.
    """
    half = await proving.half_or_refused(ctx, cookie)
    async with transaction(as_user(ctx, half.account)) as db:
        await people.account(db, half.account.user_id, lock=True)
        if await recoveries.asked(db, half.account.user_id) is not None:
            await recoveries.forget(db, half.account.user_id)
            await record(db, RecoveryStopped(user_id=half.account.user_id))
