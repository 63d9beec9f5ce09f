"""What follows from facts about accounts: letters. Carried out by the relay, under the tenant's own context."""

from __future__ import annotations

from app import mail
from app.context import Context
from app.database import reading, transaction
from app.relay import Fact
from services import people, tenants
from services.access import choosing, letters, tokens
from services.access.shapes import Purpose


async def mail_the_reset_link(ctx: Context, fact: Fact) -> None:
    """Only now is the token made, and nowhere is it kept: a letter that failed takes another one with it next time."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        if account is None or not choosing.is_open_to(account, Purpose.RESET):
            return
        business = (await tenants.mine(db)).name
        token = await tokens.issue(db, account.user_id, Purpose.RESET, email=account.email)
    await mail.send(letters.reset_link(account, business, token, fact, ctx.now))


async def mail_the_invitation(ctx: Context, fact: Fact) -> None:
    """To whoever was added and has no password yet; made and kept like a reset link."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        if account is None or not choosing.is_open_to(account, Purpose.INVITE):
            return
        if await tokens.is_from(db, account.user_id, Purpose.INVITE, fact.at):
            return  # the very act that added them gave a link by hand: another would make that one worthless
        business = (await tenants.mine(db)).name
        token = await tokens.issue(db, account.user_id, Purpose.INVITE, email=account.email)
    await mail.send(letters.invitation(account, business, token, fact, ctx.now))


async def mail_that_the_password_changed(ctx: Context, fact: Fact) -> None:
    """To the address the account has; whoever changed it."""
    async with reading(ctx) as db:
        account = await people.account(db, fact.subject_id)
        business = (await tenants.mine(db)).name
    if account is not None:
        await mail.send(letters.password_changed(account, business, fact, ctx.now))
