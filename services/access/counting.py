"""Wrong tries in a row, kept in the database: a restart forgets none of them, and another process knows them too."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Transaction, transaction
from services.access.errors import TooManyTries
from services.access.models import Challenge, Guesses
from services.access.rules import AT_ONCE, FORGOTTEN_AFTER, HARD_STOP, WINDOW, wait_for

NOBODY = UUID(int=0)  # the tenant of those who have none
INSIDE: Final = 'inside:'  # so begins what is counted for whoever is signed in


async def take(ctx: Context, key: str) -> None:
    """Count one for `key` before it is made: of many at once, wherever, no more are let through than may be.

    Raises: TooManyTries, and then it is not counted.
    """
    async with transaction(nowhere(ctx)) as db:
        first = insert(Guesses).values(tried_hash=hash_of(key), in_a_row=0, recent=[], last_at=ctx.now,
                                       is_inside=is_inside(key))
        row = (await db.scalars(first.on_conflict_do_update(  # which changes nothing, and locks the row
            index_elements=['tried_hash'], set_={'in_a_row': Guesses.in_a_row}).returning(Guesses))).one()
        wait = wait_for(row.in_a_row, row.recent, row.last_at, ctx.now)
        if wait:
            raise TooManyTries(retry_after=wait.total_seconds())
        row.recent = [*(each for each in row.recent if ctx.now - each < WINDOW), ctx.now]
        row.in_a_row, row.last_at = row.in_a_row + 1, ctx.now


async def give_back(ctx: Context, key: str) -> None:
    """The one that was counted at `ctx.now` turned out to be no guess."""
    async with transaction(nowhere(ctx)) as db:
        row = await _row(db, key)
        if row is None or ctx.now not in row.recent:
            return  # cleared meanwhile
        recent = list(row.recent)
        recent.remove(ctx.now)
        if row.in_a_row == 1:
            await db.delete(row)
        else:
            row.in_a_row, row.recent = row.in_a_row - 1, recent


async def forgive(db: Transaction, key: str) -> None:
    """The next one is the first."""
    await db.execute(delete(Guesses).where(Guesses.tried_hash == hash_of(key)))


async def forget_guesses(now: datetime) -> None:
    """A few that are a day old say nothing any more, more of them after a month. Who was stopped for good at the door
    stays so; whoever was inside is not there any more.
    """
    few, many = (now - age for age in FORGOTTEN_AFTER)
    async with transaction(Context.system(NOBODY, now)) as db:
        await db.execute(delete(Challenge).where(Challenge.made_at < few))
        await db.execute(delete(Guesses).where(or_(
            and_(Guesses.last_at < many, or_(Guesses.in_a_row < HARD_STOP, Guesses.is_inside)),
            and_(Guesses.last_at < few, Guesses.in_a_row < AT_ONCE))))


async def _row(db: Transaction, key: str) -> Guesses | None:
    row: Guesses | None = await db.scalar(select(Guesses).where(Guesses.tried_hash == hash_of(key)).with_for_update())
    return row


def is_inside(key: str) -> bool:
    """Whether these are tries of somebody who is signed in; what is tried at the door is an address, with its @."""
    return key.startswith(INSIDE) and '@' not in key


def hash_of(key: str) -> bytes:
    """What is kept of an address somebody tried, or of a device's secret: its SHA-256."""
    return hashlib.sha256(key.encode(errors='surrogatepass')).digest()


def nowhere(ctx: Context) -> Context:
    """Before anybody knows whose address it is."""
    return Context.system(NOBODY, ctx.now)
