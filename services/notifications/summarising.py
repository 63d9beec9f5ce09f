"""One mail a day about what it brings, each at the time its reader chose.

A choice owes a reaction, and the newest one alone has its row: it is put off from one day's time to the next, so that
whoever dies meanwhile loses nothing. What was told today is not told again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import select, update

from app import journal, mail
from app.context import Actor, Context
from app.database import reading, transaction
from app.errors import Unavailable
from app.mail import Undeliverable
from services import people, templates, tenants
from services.notifications import condensing, links, pacing, rules
from services.notifications.models import SummaryRow
from services.notifications.shapes import Family, Recipient, Summary, Whom
from services.people import Account, UserStatus
from services.templates import Style

log = structlog.get_logger(__name__)
AGAIN_AFTER: Final = timedelta(minutes=10)  # where the mail server is away
DAY: Final = timedelta(days=1)
TEMPLATES: Final = {Summary.DAY: templates.Kind.DIGEST, Summary.TEAM: templates.Kind.MORNING_LIST}


async def tell(ctx: Context, user_id: UUID, reaction_id: UUID) -> datetime | None:
    """Tell somebody of their day, if it is time, and say when to ask again; None where they want nothing any more."""
    async with transaction(ctx) as db:
        if not await journal.take_over(db, reaction_id):
            return None
        account = await people.account(db, user_id)
        zone = (account and account.zone) or (await tenants.mine(db)).zone
        wanted = list(await db.scalars(select(SummaryRow).where(
            SummaryRow.tenant_id == ctx.tenant, SummaryRow.user_id == user_id, SummaryRow.is_wanted)))
    if account is None or not wanted:
        return None
    return min([await _told(ctx, account, row, zone) for row in wanted])


async def _told(ctx: Context, account: Account, row: SummaryRow, zone: str) -> datetime:
    """Tell it if it is time and was not told today; when to ask again."""
    today, moment, following = rules.turn(row.minute, zone, ctx.now)
    if not row.since_at < moment <= ctx.now or row.told_on == today:
        return following
    if account.status is UserStatus.ACTIVE and account.is_verified:
        try:
            if (leaves_at := await _sent(ctx, account, row, zone, today, moment)) is not None:
                return leaves_at
        except Undeliverable as refused:
            log.warning('a summary was refused', because=refused.message)
        except Unavailable as away:
            log.info('a summary waits', because=away.message)
            return ctx.now + AGAIN_AFTER
    await note(ctx, row, today)
    return following


async def note(ctx: Context, row: SummaryRow, today: date) -> None:
    """It was told today."""
    async with transaction(ctx) as db:
        await db.execute(update(SummaryRow).values(told_on=today).where(
            SummaryRow.tenant_id == ctx.tenant, SummaryRow.user_id == row.user_id, SummaryRow.summary == row.summary))


async def _sent(ctx: Context, account: Account, row: SummaryRow, zone: str, today: date, moment: datetime
                ) -> datetime | None:
    """Send it, unless there is nothing to say; where it stands in line, until when.

    Raises: MailIsAway, Undeliverable.
    """
    summary = Summary(row.summary)
    mine = Context(ctx.tenant_id, Actor(account.user_id, account.name, account.role), ctx.now, zone, ctx.trace_id)
    said = await condensing.said(mine, summary, today + DAY if row.is_ahead else today)
    if said is None:
        return None
    if (leaves_at := await _place_of(ctx, account, row, moment)) > ctx.now:
        return leaves_at
    who = Recipient(ctx.tenant, Whom.PROVIDER, account.user_id, Family.SUMMARIES)
    style = await _style(ctx, summary)
    await mail.send(templates.letter(
        style, {'name': account.name, 'business': style.business, **said}, to=account.email, at=moment,
        key=f'{summary}-{account.user_id}-{today:%Y%m%d}', unsubscribe=mail.link(links.UNSUBSCRIBE + links.token(who))))
    return None


async def _place_of(ctx: Context, account: Account, row: SummaryRow, moment: datetime) -> datetime:
    """When it may leave; its place in line is taken once a day."""
    if row.leaves_at is not None and row.leaves_at >= moment:
        return row.leaves_at
    async with transaction(ctx) as db:
        leaves_at = await pacing.place_in_mail(db, account.email)
        await db.execute(update(SummaryRow).values(leaves_at=leaves_at).where(
            SummaryRow.tenant_id == ctx.tenant, SummaryRow.user_id == row.user_id, SummaryRow.summary == row.summary))
    return leaves_at


async def _style(ctx: Context, summary: Summary) -> Style:
    async with reading(ctx) as db:
        return await templates.style(db, TEMPLATES[summary])
