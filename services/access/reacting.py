"""What follows from facts about accounts: letters. Carried out by the relay, under the tenant's own context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app import mail
from app.context import Context
from app.database import reading, transaction
from app.mail import Letter
from app.relay import Fact
from services import people, templates, tenants
from services.access import address_changes, choosing, devices, letters, registrations, tokens
from services.access.events import InvitedAgain, SignedInFarAway
from services.access.factors import factor_letters, recoveries
from services.access.models import Session
from services.access.owing import has_to_prove
from services.access.shapes import Purpose, SeenAtTheDoor
from services.people import Account, UserStatus
from services.templates import Kind, Style


async def mail_the_reset_link(ctx: Context, fact: Fact) -> None:
    """Only now is the token made, and nowhere is it kept: a letter that failed takes another one with it next time."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        if account is None or not choosing.is_open_to(account, Purpose.RESET):
            return
        style = await templates.style(db, Kind.PASSWORD_RESET)
        token = await tokens.issue(db, account.user_id, Purpose.RESET, email=account.email)
    await mail.send(letters.reset_link(account, style, token, fact, ctx.now))


async def mail_the_invitation(ctx: Context, fact: Fact) -> None:
    """To whoever was added and has no password yet; made and kept like a reset link."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        if account is None or not choosing.is_open_to(account, Purpose.INVITE):
            return
        if fact.kind != InvitedAgain.kind and await tokens.is_from(db, account.user_id, Purpose.INVITE, fact.at):
            return  # the very act that added them gave a link by hand: another would make that one worthless
        style = await templates.style(db, Kind.WELCOME)
        token = await tokens.issue(db, account.user_id, Purpose.INVITE, email=account.email)
    await mail.send(letters.invitation(account, style, token, fact, ctx.now))


async def mail_that_the_password_changed(ctx: Context, fact: Fact) -> None:
    """To the address the account has; whoever changed it."""
    await _tell_the_owner(ctx, fact, letters.password_changed, Kind.PASSWORD_CHANGED)


async def mail_about_the_sign_in(ctx: Context, fact: Fact) -> None:
    """To whoever it may not have been; the way out is made and kept like a reset link."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        session = await db.scalar(select(Session).where(
            Session.tenant_id == db.ctx.tenant, Session.id == UUID(fact.data['session_id'])))
        if account is None or session is None or account.status is not UserStatus.ACTIVE:
            return
        business, style = await tenants.mine(db), await templates.style(db, Kind.SECURITY_ALERT)
        token = await tokens.issue(db, account.user_id, Purpose.DISOWN, email=account.email)
        seen = SeenAtTheDoor(device=devices.readable(session.device), place=session.address_prefix, at=fact.at,
                             zone=account.zone or business.zone)
    letter = letters.far_away if fact.kind == SignedInFarAway.kind else letters.new_browser
    await mail.send(letter(account, style, token, seen, fact, ctx.now))


async def mail_that_a_backup_code_was_used(ctx: Context, fact: Fact) -> None:
    """It opens the door without the app: whoever it was, the owner hears of it."""
    await _tell_the_owner(ctx, fact, factor_letters.backup_code_used, Kind.SECURITY_ALERT)


async def mail_that_the_factor_changed(ctx: Context, fact: Fact) -> None:
    """Set up, replaced, turned off, reset or recovered: whoever did it, the owner hears of it."""
    await _tell_the_owner(ctx, fact, factor_letters.factor_changed, Kind.SECURITY_ALERT)


async def mail_about_the_recovery(ctx: Context, fact: Fact) -> None:
    """With the link that stops it, made and kept like a reset link; not where it is over already. The wait begins when
    it has left.
    """
    async with transaction(ctx) as db:
        account, asked = await people.account(db, fact.subject_id), await recoveries.asked(db, fact.subject_id)
        if account is None or asked is None or asked.told_at is not None:
            return
        style = await templates.style(db, Kind.SECURITY_ALERT)
        token = await tokens.issue(db, account.user_id, Purpose.DISOWN, email=account.email)
    await mail.send(factor_letters.recovery_asked(account, style, token, ctx.now + recoveries.WAIT, fact, ctx.now))
    async with transaction(ctx) as db:
        await recoveries.told(db, asked)


async def mail_about_the_link(ctx: Context, fact: Fact) -> None:
    """To whoever it may not have been, with the way out that a doubtful sign-in has."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        if account is None or account.status is not UserStatus.ACTIVE:
            return
        style = await templates.style(db, Kind.SECURITY_ALERT)
        token = await tokens.issue(db, account.user_id, Purpose.DISOWN, email=account.email)
    await mail.send(letters.linked(account, style, token, fact.data['label'], fact, ctx.now))


async def mail_about_the_registration(ctx: Context, fact: Fact) -> None:
    """The link to prove the address; or, where somebody signs in with it already, that they do."""
    async with reading(ctx) as db:
        asked = await registrations.pending(db, fact.subject_id)
    if asked is None:
        return
    home = await people.home_of(asked.email)
    if home is None:
        async with transaction(ctx) as db:
            style = await templates.style(db, Kind.VERIFICATION)
            token = await registrations.issue(db, asked.id)
        letter = letters.confirm_registration(asked.email, style, token, fact, ctx.now)
    else:
        async with reading(replace(ctx, tenant_id=home[0])) as db:
            where = (await tenants.mine(db)).name
        async with reading(ctx) as db:
            style = await templates.style(db, Kind.SECURITY_ALERT)
        letter = letters.already_registered(asked.email, style, where, fact, ctx.now)
    await mail.send(letter)


async def mail_the_verification(ctx: Context, fact: Fact) -> None:
    """To whoever is in already and has yet to prove their address; made and kept like a reset link."""
    async with transaction(ctx) as db:
        account = await people.account(db, fact.subject_id)
        if account is None or not has_to_prove(account):
            return
        style = await templates.style(db, Kind.VERIFICATION)
        token = await tokens.issue(db, account.user_id, Purpose.VERIFY, email=account.email)
    await mail.send(letters.verify_link(account, style, token, fact, ctx.now))


async def mail_about_the_new_address(ctx: Context, fact: Fact) -> None:
    """The link to prove it; or, where somebody signs in with it already, that they do."""
    async with reading(ctx) as db:
        change = await address_changes.awaited(db, fact.subject_id)
        alert, proof = await templates.style(db, Kind.SECURITY_ALERT), await templates.style(db, Kind.VERIFICATION)
    if change is None or str(change.id) != fact.data['change_id']:
        return
    if await people.home_of(change.email) is not None:
        await mail.send(letters.address_is_taken(change.email, alert, fact, ctx.now))
        return
    async with transaction(ctx) as db:
        token = await address_changes.issue(db, change.id)
    if token is not None:
        await mail.send(letters.confirm_new_address(change.email, proof, token, fact, ctx.now))


async def warn_the_old_address(ctx: Context, fact: Fact) -> None:
    """While it can still be stopped."""
    async with reading(ctx) as db:
        change = await address_changes.known(db, UUID(fact.data['change_id']))
        account = await people.account(db, fact.subject_id)
        style = await templates.style(db, Kind.SECURITY_ALERT)
    if change is not None and account is not None and account.email == change.instead_of:
        await mail.send(letters.address_change_asked(account, style, change.email, fact, ctx.now))


async def tell_the_old_address(ctx: Context, fact: Fact) -> None:
    """That it signs in no more."""
    await _mail_that_it_changed(ctx, fact, is_old=True)


async def tell_the_new_address(ctx: Context, fact: Fact) -> None:
    """That it signs in from now on."""
    await _mail_that_it_changed(ctx, fact, is_old=False)


async def _mail_that_it_changed(ctx: Context, fact: Fact, *, is_old: bool) -> None:
    async with reading(ctx) as db:
        change = await address_changes.known(db, UUID(fact.data['change_id']))
        account = await people.account(db, fact.subject_id)
        style = await templates.style(db, Kind.SECURITY_ALERT)
    if change is None or account is None:
        return
    to, other = (change.instead_of, f'It is {change.email} now.') if is_old else (
        change.email, f'It was {change.instead_of} before.')
    await mail.send(letters.address_changed(account.name, style, to, other, fact, ctx.now))


async def _tell_the_owner(ctx: Context, fact: Fact, letter: Callable[[Account, Style, Fact, datetime], Letter],
                          kind: Kind) -> None:
    """A letter that holds no link, to the address the account has."""
    async with reading(ctx) as db:
        account = await people.account(db, fact.subject_id)
        style = await templates.style(db, kind)
    if account is not None:
        await mail.send(letter(account, style, fact, ctx.now))
