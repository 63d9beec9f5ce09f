"""A forgotten password: a link by mail, and with it a new one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from app import journal
from app.context import Context
from app.database import transaction
from app.errors import TooMany
from app.journal import record
from app.limits import MovingWindow, one_place
from app.operation import operation, query
from services import people
from services.access import choosing
from services.access.errors import TooManyLinks
from services.access.events import ResetAsked
from services.access.shapes import Purpose, StandingLink

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PER_DAY = 5
OF_ACCOUNT = (MovingWindow(3, HOUR), MovingWindow(PER_DAY, DAY))
OF_PLACE = (MovingWindow(20, HOUR),)
EVEN = 0.25  # seconds an answer takes at least, far more than the work: time does not tell whether there was any


@operation(needs=None)
async def ask_for_reset(ctx: Context, *, email: str, address: str = '') -> None:
    """Have a link mailed to whoever signs in with `email`; the same answer, as slow, where nobody does.

    Raises: Invalid at `email`, TooManyLinks.
    """
    normal = people.normal_email(email)
    async with evenly():
        count_links([(each, normal) for each in OF_ACCOUNT] + [(each, one_place(address)) for each in OF_PLACE], ctx)
        home = await people.home_of(normal)
        if home is not None:
            await _owe_a_link(replace(ctx, tenant_id=home[0]), home[1])


@query(needs=None)
async def reset_link(ctx: Context, *, token: str) -> StandingLink:
    """Whose password this link would change. Looking uses nothing up. Raises: LinkIsDead."""
    return await choosing.link(ctx, Purpose.RESET, token)


@operation(needs=None)
async def reset(ctx: Context, *, token: str, password: str, again: str | None = None) -> None:
    """A new password by the link in the mail: every session ends, and nobody is signed in by it.

    Raises: LinkIsDead, Invalid at `password` and `again` (the link still works), SigningInIsBusy.
    """
    await choosing.choose(ctx, Purpose.RESET, token, password, again)


async def _owe_a_link(ctx: Context, user_id: UUID) -> None:
    async with transaction(ctx) as db:
        account = await people.account(db, user_id)
        if account is None or not choosing.is_open_to(account, Purpose.RESET):
            return
        if await journal.count(db, user_id, ResetAsked.kind, since=ctx.now - DAY) < PER_DAY:  # in whichever process
            await record(db, ResetAsked(user_id=user_id))


def count_links(windows: Sequence[tuple[MovingWindow, str]], ctx: Context) -> None:
    """One more for each address and place, whether anybody signs in with it or not; or none. Raises: TooManyLinks."""
    taken: list[tuple[MovingWindow, str]] = []
    for window, key in windows:
        try:
            if key:
                window.take(key, ctx.now)
        except TooMany as refusal:
            for other, its_key in taken:
                other.give_back(its_key, ctx.now)
            raise TooManyLinks(retry_after=refusal.retry_after) from None
        taken.append((window, key))


@asynccontextmanager
async def evenly() -> AsyncIterator[None]:
    """However long the work inside takes, the answer comes when it always does."""
    clock = asyncio.get_running_loop()
    until = clock.time() + EVEN
    try:
        yield
    finally:
        await asyncio.sleep(until - clock.time())
