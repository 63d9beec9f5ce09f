"""Registering with a business: an account of one's own, as soon as the address is proved to be one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from app import journal, text
from app.context import Context
from app.database import Reading, transaction
from app.errors import Invalid, TooMany
from app.journal import record
from app.limits import MovingWindow, one_place
from app.operation import operation
from app.permissions import Role
from services import people, tenants
from services.access import forgetting, passwords, registrations, strength
from services.access.errors import RegisteringIsClosed, TooManyRegistrations
from services.access.events import AccountRegistered, RegistrationAsked, VerificationAsked
from services.people import EmailTaken
from services.tenants import FrontDoor

OF_PLACE = MovingWindow(10, timedelta(hours=1))
AGAIN, WITHIN = 3, timedelta(hours=6)
AGAIN_OF_ADDRESS = MovingWindow(AGAIN, WITHIN)
OF_ADDRESS = MovingWindow(AGAIN, WITHIN)  # what the database counts as well, also of those who come at once


@operation(needs=None)
async def register(ctx: Context, *, slug: str, name: str, email: str, password: str, address: str = '') -> None:
    """Ask the business at `slug` for an account, as a client.

    The answer is the same for every address, and so is the work: whoever asks learns nothing about others. Whether
    somebody signs in with it already is said in the mail, to them alone: it leads to the sign-in, where otherwise it
    leads to the proof that the address is one's own (S-06). Where a business lets people in without that proof, the
    account is there at once, and whoever tries to sign in may find out as much. Three letters go to an address in six
    hours: nobody fills the mailbox of somebody else.

    Raises: TenantNotFound, RegisteringIsClosed, Invalid (names the fields), TooManyRegistrations, SigningInIsBusy.
    """
    business = await tenants.at(ctx, slug=slug)
    if not business.is_registering_open:
        raise RegisteringIsClosed
    name, email = await _checked(business, name, email, password)
    _count(one_place(address), ctx)
    hash_ = await passwords.hashed(password)
    here = replace(ctx, tenant_id=business.id)
    if business.needs_verified_email or not await _is_let_in_at_once(here, name, email, hash_):
        async with transaction(here) as db:
            kept = await registrations.keep(db, email=email, name=name, password_hash=hash_)
            if await _may_be_written_to(db, email):
                await record(db, RegistrationAsked(registration_id=kept))


@operation(needs=None)
async def ask_for_confirmation(ctx: Context, *, slug: str, email: str, address: str = '') -> None:
    """Have the mail of a registration sent again; the same answer, as slow, where there is none.

    Raises: TenantNotFound, Invalid at `email`, TooManyLinks (three times in six hours, whoever asks).
    """
    business, email = await tenants.at(ctx, slug=slug), people.normal_email(email)
    async with forgetting.evenly():
        forgetting.count_links([(AGAIN_OF_ADDRESS, email),
                                *((each, one_place(address)) for each in forgetting.OF_PLACE)], ctx)
        async with transaction(replace(ctx, tenant_id=business.id)) as db:
            waiting = await registrations.newest(db, email)
            if waiting is None:
                return
            if await journal.count(db, waiting, RegistrationAsked.kind, since=ctx.now - WITHIN) <= AGAIN:
                await record(db, RegistrationAsked(registration_id=waiting))  # the first was not again


async def _checked(business: FrontDoor, name: str, email: str, password: str) -> tuple[str, str]:
    """Name and address as they are kept. Raises: Invalid, at all fields that are wrong."""
    wrong: dict[str, str] = {}
    kept_name = _cleaned(lambda: text.one_line(name, 'name'), wrong)
    normal = _cleaned(lambda: people.normal_email(email), wrong)
    try:
        await strength.check(password, (business.name, kept_name, normal))
    except Invalid as refusal:
        wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    return kept_name, normal


def _cleaned(clean: Callable[[], str], wrong: dict[str, str]) -> str:
    try:
        return clean()
    except Invalid as refusal:
        wrong |= refusal.fields
        return ''


async def _is_let_in_at_once(ctx: Context, name: str, email: str, password_hash: str) -> bool:
    """No, where somebody signs in with the address already."""
    try:
        async with transaction(ctx) as db:
            made = await people.add(db, email=email, name=name, role=Role.CLIENT, password_hash=password_hash,
                                    is_verified=False)
            await record(db, AccountRegistered(user_id=made.id))
            await record(db, VerificationAsked(user_id=made.id))
    except EmailTaken:
        return False
    return True


async def _may_be_written_to(db: Reading, email: str) -> bool:
    """Not where others have had it written to already; whose it is may still ask for the letter again."""
    if await registrations.count(db, email, since=db.ctx.now - WITHIN) > AGAIN:
        return False
    try:  # after counting: who is refused there takes nothing from those who come at the same time
        OF_ADDRESS.take(email, db.ctx.now)
    except TooMany:
        return False
    return True


def _count(where: str, ctx: Context) -> None:
    try:
        if where:
            OF_PLACE.take(where, ctx.now)
    except TooMany as refusal:
        raise TooManyRegistrations(retry_after=refusal.retry_after) from None
