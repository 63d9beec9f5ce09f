"""Proving that an address is one's own, by the link that was mailed to it."""

from __future__ import annotations

from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.errors import Invalid
from app.journal import record
from app.operation import operation, query
from app.permissions import Permission, Role
from services import people, tenants
from services.access import guessing, moving, passwords, registrations, tokens
from services.access.ending import own_id
from services.access.errors import LinkIsDead, TooManyLinks, WrongCredentials
from services.access.events import AccountRegistered, AddressVerified
from services.access.models import AddressChange, Registration
from services.access.owing import WITHIN, has_to_prove, owe_a_link
from services.access.shapes import Confirmation, Purpose
from services.people import Account, UserNotFound


@query(needs=None)
async def confirmation(ctx: Context, *, token: str) -> Confirmation:
    """Which address this link would prove. Looking uses nothing up. Raises: LinkIsDead."""
    async with reading(tokens.at_home(ctx, token)) as db:
        return (await _behind(db, token))[1]


@operation(needs=None)
async def confirm(ctx: Context, *, token: str, password: str = '', address: str = '',
                  cookie: str = '') -> Confirmation:
    """Use the link up. Who registered is a client from now on, and signs in like anybody else. Where it is another
    address of somebody, every session of theirs ends but the one of this `cookie`.

    A registration, or an account that is there already, is confirmed with its password: whoever typed somebody else's
    address cannot get them to open the door with a single press, and whoever confirms knows which password it is.

    Raises: LinkIsDead, Invalid at `password` (the link still works), EmailTaken, TooManyTries, SigningInIsBusy.
    """
    home = tokens.at_home(ctx, token)
    async with reading(home) as db:
        found, done = await _behind(db, token)
    if isinstance(found, Registration):
        await _must_know(ctx, f'registration:{found.id}', found.password_hash, password, address)
    elif isinstance(found, Account):
        await _must_know(ctx, f'verification:{found.user_id}', found.password_hash, password, address)
    async with transaction(home) as db:
        if isinstance(found, Registration):
            await _admit(db, found, token)
        elif isinstance(found, Account):
            await _prove(db, found, token)
        else:
            await moving.move(db, found, token, cookie=cookie)
    return done


@operation(needs=Permission.VIEW_PROFILE)
async def ask_to_verify(ctx: Context) -> None:
    """Have the link mailed again that proves one's own address. Raises: TooManyLinks (three times in six hours)."""
    async with transaction(ctx) as db:
        account = await people.account(db, own_id(ctx), lock=True)
        if account is None:
            raise UserNotFound
        if not account.is_verified and not await owe_a_link(db, account):
            raise TooManyLinks(retry_after=WITHIN.total_seconds())


async def _behind(db: Reading, token: str) -> tuple[Registration | AddressChange | Account, Confirmation]:
    found = (await registrations.standing(db, token) or await moving.behind(db, token)
             or await _account_behind(db, token))
    is_change = isinstance(found, AddressChange)
    return found, Confirmation(email=found.email, business=(await tenants.mine(db)).name,
                               asks_password=not is_change, is_change=is_change)


async def _account_behind(db: Reading, token: str, *, lock: bool = False) -> Account:
    found = await tokens.standing(db, Purpose.VERIFY, token)
    account = await people.account(db, found.user_id, lock=lock) if found else None
    if found is None or account is None or account.email != found.email or not has_to_prove(account):
        raise LinkIsDead
    return account


async def _must_know(ctx: Context, key: str, known: str | None, password: str, address: str) -> None:
    try:
        async with guessing.from_place(ctx, address), guessing.at_account(ctx, key):
            if not await passwords.matches(known, password):
                raise WrongCredentials
    except WrongCredentials:
        raise Invalid.field('password', 'This is not the password you chose when you registered.') from None


async def _admit(db: Transaction, found: Registration, token: str) -> None:
    if not await registrations.use(db, token):
        raise LinkIsDead
    made = await people.add(db, email=found.email, name=found.name, role=Role.CLIENT,
                            password_hash=found.password_hash)
    await record(db, AccountRegistered(user_id=made.id))


async def _prove(db: Transaction, known: Account, token: str) -> None:
    account = await _account_behind(db, token, lock=True)
    if account.password_hash != known.password_hash or await tokens.use(db, Purpose.VERIFY, token) is None:
        raise LinkIsDead
    await people.prove_address(db, account.user_id)
    await record(db, AddressVerified(user_id=account.user_id))
