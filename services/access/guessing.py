"""How often somebody may be wrong: at one place, at one account, also one that does not exist, and everywhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from uuid import UUID

from app.context import Context
from app.database import Transaction, transaction
from app.errors import Invalid, TooMany
from app.limits import MovingWindow, one_place
from app.shared_limits import SharedWindow
from services import people
from services.access import counting
from services.access.errors import TooManyTries, WrongCredentials
from services.access.rules import AT_ONCE, WINDOW

OF_ACCOUNT = MovingWindow(AT_ONCE, WINDOW)  # what the database counts as well, told without asking it
OF_PLACE = SharedWindow('place', 20, WINDOW)
OF_SITE = SharedWindow('site', 1_000, WINDOW)
EVERYBODY = 'everybody'


@asynccontextmanager
async def from_place(ctx: Context, address: str) -> AsyncIterator[None]:
    """One try from this place inside the block; counted before it is made, so that many at once are no way around.

    Only a wrong one stays counted, and nothing but time clears it. Raises: TooManyTries.
    """
    async with _counted(OF_PLACE, one_place(address), ctx):
        yield


@asynccontextmanager
async def at_account(ctx: Context, key: str, *, is_known: bool = False) -> AsyncIterator[None]:
    """One try at what `key` stands for inside the block; a right one clears its count. Raises: TooManyTries.

    `is_known` is whether it comes from somewhere the account's owner has been: what strangers do anywhere else, to
    this account or to all, does not count there.
    """
    async with _counted(OF_SITE, '' if is_known else EVERYBODY, ctx):
        if key:
            await _take(ctx, key)
        try:
            yield
        except WrongCredentials:
            raise
        except BaseException:
            if key:
                OF_ACCOUNT.give_back(key, ctx.now)
                await counting.give_back(ctx, key)
            raise
    if key:
        async with transaction(counting.nowhere(ctx)) as db:
            await forgive(db, key)


@asynccontextmanager
async def _counted(window: SharedWindow, key: str, ctx: Context) -> AsyncIterator[None]:
    """Stays counted where the try was wrong, and there alone."""
    if not key:
        yield
        return
    try:
        await window.take(key, ctx.now)
    except TooMany as refusal:
        raise TooManyTries(retry_after=refusal.retry_after) from None
    try:
        yield
    except WrongCredentials:
        raise
    except BaseException:
        await window.give_back(key, ctx.now)
        raise
    await window.give_back(key, ctx.now)


async def _take(ctx: Context, key: str) -> None:
    try:
        OF_ACCOUNT.take(key, ctx.now)
    except TooMany as refusal:
        raise TooManyTries(retry_after=refusal.retry_after) from None
    try:
        await counting.take(ctx, key)
    except BaseException:
        OF_ACCOUNT.give_back(key, ctx.now)
        raise


async def note(ctx: Context, key: str) -> None:
    """A wrong one made elsewhere counts here as well, as far as there is anything left to count."""
    with suppress(TooManyTries):
        await _take(ctx, key)


async def forgive(db: Transaction, key: str) -> None:
    """Whoever it was has proved it, by the password or by the mail: the next try is the first."""
    OF_ACCOUNT.clear(key)
    await counting.forgive(db, key)


def of_address(email: str) -> str:
    """What is counted for an address: its one spelling; nothing where it is none, and so nobody's."""
    with suppress(Invalid):
        return people.normal_email(email)
    return ''


def of_device(email: str, known_by: str) -> str:
    """What is counted for a known device of whoever signs in with an address, apart from what strangers try."""
    return f'{email} on {known_by}'


def of_insider(user_id: UUID) -> str:
    """What is counted for whoever is signed in already, apart from what strangers try at the door."""
    return f'{counting.INSIDE}{user_id}'
