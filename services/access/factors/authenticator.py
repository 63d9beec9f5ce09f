"""Authenticator apps: six digits for half a minute each (TOTP, RFC 6238), each good for one use."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from app import secrets
from app.context import Context
from app.database import Reading, Transaction
from app.secrets import Sealed
from services.access.errors import NoFactorBegun
from services.access.models import Factor
from services.access.shapes import NewFactor
from services.people import Account

SKEW = 1  # steps of 30 seconds a clock may be wrong, either way
_DIGITS = re.compile(r'[0-9]{6}')


async def begin(db: Transaction, account: Account, *, by: UUID, business: str) -> NewFactor:
    """A new secret for an app, shown to `by`; one that was begun before is dead. What counts already still does."""
    secret = pyotp.random_base32()
    sealed = secrets.seal(secret, of=_owner(db.ctx, account.user_id))
    new = {'begun_by': by, 'sealed_secret': sealed.text, 'key_id': sealed.key_id, 'begun_at': db.ctx.now,
           'last_timecode': 0}
    await db.execute(
        insert(Factor).values(tenant_id=db.ctx.tenant, user_id=account.user_id, **new)
        .on_conflict_do_update(index_elements=['tenant_id', 'user_id'], index_where=Factor.confirmed_at.is_(None),
                               set_=new))
    return _shown(secret, account, business)


async def begun(db: Reading, account: Account, *, by: UUID, business: str) -> NewFactor | None:
    """What was shown to `by` and is not confirmed yet: nobody goes on with a secret that somebody else has seen."""
    factor = await db.scalar(select(Factor).where(
        _of(db.ctx, account.user_id), Factor.begun_by == by, Factor.confirmed_at.is_(None)))
    return None if factor is None else _shown(_secret(db.ctx, factor), account, business)


async def confirm(db: Transaction, user_id: UUID, code: str, *, by: UUID) -> bool:
    """Whether the app shows what we expect; from then on it counts, and none before it. The account is locked, and
    whether it may take the place of another is for the caller to know. Raises: NoFactorBegun.
    """
    factor = await db.scalar(select(Factor).where(
        _of(db.ctx, user_id), Factor.begun_by == by, Factor.confirmed_at.is_(None)))
    if factor is None:
        raise NoFactorBegun
    timecode = timecode_of(_secret(db.ctx, factor), code, db.ctx.now)
    if timecode is None:
        return False
    await db.execute(delete(Factor).where(_of(db.ctx, user_id), Factor.confirmed_at.is_not(None)))
    return await db.scalar(
        update(Factor).values(confirmed_at=db.ctx.now, last_timecode=timecode).returning(Factor.user_id)
        .where(_of(db.ctx, user_id), Factor.confirmed_at.is_(None),
               Factor.sealed_secret == factor.sealed_secret)) is not None


async def has(db: Reading, user_id: UUID) -> bool:
    """Whether an app of this user counts."""
    return bool(await db.scalar(select(exists().where(_of(db.ctx, user_id), Factor.confirmed_at.is_not(None)))))


async def forget(db: Transaction, user_id: UUID) -> None:
    """No app counts any more, and none is begun."""
    await db.execute(delete(Factor).where(_of(db.ctx, user_id)))


async def accepts(db: Transaction, user_id: UUID, code: str) -> bool:
    """Whether this is the app's code of now, and nobody has used it: of all who try it, one hears yes."""
    factor = await db.scalar(select(Factor).where(_of(db.ctx, user_id), Factor.confirmed_at.is_not(None)))
    timecode = None if factor is None else timecode_of(_secret(db.ctx, factor), code, db.ctx.now)
    if factor is None or timecode is None:
        return False
    return await db.scalar(
        update(Factor).values(last_timecode=timecode).returning(Factor.user_id)
        .where(_of(db.ctx, user_id), Factor.confirmed_at.is_not(None), is_new(timecode))) is not None


async def seal_anew(db: Transaction) -> int:
    """Close up with the key of now what an older one has sealed; returns how many."""
    factors = (await db.scalars(select(Factor).where(Factor.tenant_id == db.ctx.tenant).with_for_update())).all()
    old = [each for each in factors if not secrets.is_current(_sealed(each))]
    for factor in old:
        sealed = secrets.sealed_anew(_sealed(factor))
        factor.sealed_secret, factor.key_id = sealed.text, sealed.key_id
    return len(old)


def timecode_of(secret: str, code: str, now: datetime) -> int | None:
    """Which half minute a code belongs to, near now; None where it is wrong. Full-width digits are digits."""
    digits = ''.join(unicodedata.normalize('NFKC', code[:64]).split())
    if not _DIGITS.fullmatch(digits):
        return None
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(digits, for_time=now, valid_window=SKEW)
    except OTPVerificationError:
        return None


def is_new(timecode: int) -> ColumnElement[bool]:
    """No code of this half minute, or of a later one, was used."""
    return Factor.last_timecode < timecode


def _shown(secret: str, account: Account, business: str) -> NewFactor:
    uri = pyotp.TOTP(secret).provisioning_uri(name=account.email, issuer_name=business.replace(':', ' '))
    return NewFactor(secret=secret, uri=uri)


def _secret(ctx: Context, factor: Factor) -> str:
    return secrets.opened(_sealed(factor), of=_owner(ctx, factor.user_id))


def _sealed(factor: Factor) -> Sealed:
    return Sealed(factor.key_id, factor.sealed_secret)


def _owner(ctx: Context, user_id: UUID) -> str:
    return f'{ctx.tenant}:{user_id}'


def _of(ctx: Context, user_id: UUID) -> ColumnElement[bool]:
    return and_(Factor.tenant_id == ctx.tenant, Factor.user_id == user_id)
