"""Backup codes: ten words for the day an app is lost, each good for one use. Only their keyed hashes are kept."""

from __future__ import annotations

import secrets as random
import unicodedata
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, delete, func, select, update

from app import secrets
from app.context import Context
from app.database import Reading, Transaction
from services.access.models import BackupCode

COUNT = 10
LENGTH, GROUP = 12, 4
ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'  # 32, none taken for another: 12 of them are 60 bits
_READ_AS = str.maketrans('OIL', '011')


async def make(db: Transaction, user_id: UUID) -> tuple[str, ...]:
    """Ten new ones, kept nowhere but in what is returned; those before work no more."""
    await forget(db, user_id)
    words = [''.join(random.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(COUNT)]
    db.add_all(BackupCode(tenant_id=db.ctx.tenant, user_id=user_id, made_at=db.ctx.now,
                          key_id=secrets.key_ids()[0],
                          code_hash=secrets.hashes(word, of=_owner(db.ctx, user_id))[0]) for word in words)
    return tuple('-'.join(word[at:at + GROUP] for at in range(0, LENGTH, GROUP)) for word in words)


async def use(db: Transaction, user_id: UUID, code: str) -> bool:
    """Whether this is one that was not used yet: of all who try it, one hears yes."""
    word = read(code)
    if word is None:
        return False
    hashes = secrets.hashes(word, of=_owner(db.ctx, user_id))
    by = case(*((BackupCode.code_hash == hash_, key) for hash_, key in zip(hashes, secrets.key_ids(), strict=True)))
    return await db.scalar(
        update(BackupCode).values(used_at=db.ctx.now, key_id=by).returning(BackupCode.user_id)
        .where(_of(db.ctx, user_id), BackupCode.code_hash.in_(hashes), is_unused())) is not None


async def left(db: Reading, user_id: UUID) -> int:
    """How many would still work."""
    return (await kept(db, user_id)).left


class Kept(NamedTuple):
    """Of those nobody has used: how many work, may work, and are gone with the key they were hashed with."""

    left: int = 0
    perhaps: int = 0
    gone: int = 0


async def kept(db: Reading, user_id: UUID) -> Kept:
    """All of somebody's were made at once, with one key; where nobody noted which, the first that is used tells."""
    of_both = select(func.count().filter(is_unused()), func.max(BackupCode.key_id)).where(_of(db.ctx, user_id))
    unused, key = (await db.execute(of_both)).one()
    if key is None:
        return Kept(perhaps=unused)
    return Kept(left=unused) if key in secrets.key_ids() else Kept(gone=unused)


async def forget(db: Transaction, user_id: UUID) -> None:
    """None of this user's works any more."""
    await db.execute(delete(BackupCode).where(_of(db.ctx, user_id)))


def read(code: str) -> str | None:
    """The word somebody typed, however they spelled it; None where it can be none of ours."""
    typed = unicodedata.normalize('NFKC', code[:64]).upper().translate(_READ_AS)
    word = ''.join(each for each in typed if not each.isspace() and each not in '-\N{EN DASH}\N{HYPHEN}')
    return word if len(word) == LENGTH and set(word) <= set(ALPHABET) else None


def is_unused() -> ColumnElement[bool]:
    """Nobody has signed in with it."""
    return BackupCode.used_at.is_(None)


def _owner(ctx: Context, user_id: UUID) -> str:
    return f'backup {ctx.tenant}:{user_id}'


def _of(ctx: Context, user_id: UUID) -> ColumnElement[bool]:
    return and_(BackupCode.tenant_id == ctx.tenant, BackupCode.user_id == user_id)
