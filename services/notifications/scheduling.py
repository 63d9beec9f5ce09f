"""When somebody who works here is told of their day, or of the groups they lead: one mail, at the time they choose."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.errors import Invalid
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission
from services import people
from services.notifications.events import UserChoseSummary
from services.notifications.models import SummaryRow
from services.notifications.rules import myself
from services.notifications.shapes import Summary, SummaryChoice, SummaryWanted


@query(needs=Permission.VIEW_PROFILE)
async def my_summaries(ctx: Context) -> tuple[SummaryChoice, ...]:
    """When one is told of what, each that one may choose: that of groups, where one leads any. Raises: NotSignedIn."""
    async with reading(ctx) as db:
        rows = {row.summary: row for row in await _rows(db, myself(ctx))}
        offered = [each for each in Summary if each is not Summary.TEAM or await people.led_by(db, myself(ctx))]
    return tuple(SummaryChoice(each, _minute(rows.get(each)), each in rows and rows[each].is_ahead) for each in offered)


@operation(needs=Permission.VIEW_PROFILE)
async def choose_summary(ctx: Context, *, summary: Summary, minute: int | None, is_ahead: bool = False) -> None:
    """Be told once a day, at this minute of it on one's own clock, or never; `is_ahead` of the day after.

    Raises: Invalid at `minute`, NotSignedIn.
    """
    if minute is not None and not (type(minute) is int and 0 <= minute < 1440):
        raise Invalid.field('minute', 'A time of the day.')
    async with transaction(ctx) as db:
        await _choose(db, myself(ctx), SummaryChoice(summary, minute, is_ahead))


async def choices(db: Reading, user_id: UUID) -> tuple[SummaryWanted, ...]:
    """Which of them somebody gets, of those they have ever chosen."""
    return tuple(SummaryWanted(Summary(row.summary), row.is_wanted) for row in await _rows(db, user_id))


async def switch(db: Transaction, user_id: UUID, *, is_wanted: bool) -> None:
    """All of them off, or on again at the times they had."""
    for row in await _rows(db, user_id):
        await _choose(db, user_id, SummaryChoice(Summary(row.summary), row.minute if is_wanted else None, row.is_ahead))


async def _choose(db: Transaction, user_id: UUID, choice: SummaryChoice) -> None:
    row = await db.get(SummaryRow, (db.ctx.tenant, user_id, choice.summary.value), with_for_update=True)
    if _minute(row) == choice.minute and (row is None or row.is_ahead == choice.is_ahead):
        return
    if choice.minute is None:
        await db.execute(update(SummaryRow).values(is_wanted=False).where(
            SummaryRow.tenant_id == db.ctx.tenant, SummaryRow.user_id == user_id,
            SummaryRow.summary == choice.summary.value))
    else:
        kept = {'minute': choice.minute, 'is_wanted': True, 'is_ahead': choice.is_ahead, 'since_at': db.ctx.now}
        await db.execute(insert(SummaryRow).values(
            tenant_id=db.ctx.tenant, user_id=user_id, summary=choice.summary.value, **kept).on_conflict_do_update(
                index_elements=[SummaryRow.tenant_id, SummaryRow.user_id, SummaryRow.summary], set_=kept))
    await record(db, UserChoseSummary(user_id=user_id, summary=choice.summary, minute=choice.minute,
                                      is_ahead=choice.is_ahead))


async def _rows(db: Reading, user_id: UUID) -> list[SummaryRow]:
    return list(await db.scalars(select(SummaryRow).where(
        SummaryRow.tenant_id == db.ctx.tenant, SummaryRow.user_id == user_id).order_by(SummaryRow.summary)))


def _minute(row: SummaryRow | None) -> int | None:
    return row.minute if row is not None and row.is_wanted else None
