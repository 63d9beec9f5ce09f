"""Notices: what is new to somebody about their appointments, as the product itself shows it.

Written with the news itself, whatever becomes of the mail. Of what is old, or too much, nothing is kept.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Update, delete, func, select, update

from app import topics
from app.context import Context
from app.database import Reading, Transaction, reading, transaction
from app.journal import plain, ring
from app.model import new_id
from app.operation import operation, query
from app.permissions import Permission
from services.notifications.errors import NoticeNotFound
from services.notifications.models import Notice
from services.notifications.rules import myself
from services.notifications.shapes import Kind, Message, Notices, NoticeShape, interval_of

MOST = 200  # of one person
SHOWN = 50


@query(needs=Permission.VIEW_NOTICES)
async def my_notices(ctx: Context, *, most: int = SHOWN) -> Notices:
    """What is new to oneself, the newest first. Raises: NotSignedIn."""
    async with reading(ctx) as db:
        rows = await db.scalars(select(Notice).where(*_of(db, myself(ctx))).order_by(
            Notice.made_at.desc(), Notice.id.desc()).limit(min(most, MOST)))
        return Notices(tuple(map(_shape, rows)), await _unread(db))


@query(needs=Permission.VIEW_NOTICES)
async def unread_notices(ctx: Context) -> int:
    """How many of them one has not read. Raises: NotSignedIn."""
    async with reading(ctx) as db:
        return await _unread(db)


@operation(needs=Permission.VIEW_NOTICES)
async def read_notice(ctx: Context, *, notice_id: UUID) -> None:
    """One of one's own was read. Twice is once. Raises: NoticeNotFound, NotSignedIn."""
    async with transaction(ctx) as db:
        found = await db.scalar(_read(db).where(Notice.id == notice_id).returning(Notice.id))
        if found is None:
            raise NoticeNotFound


@operation(needs=Permission.VIEW_NOTICES)
async def read_notices(ctx: Context) -> None:
    """All of one's own were read. Raises: NotSignedIn."""
    async with transaction(ctx) as db:
        await db.execute(_read(db).where(Notice.read_at.is_(None)))


async def notice(db: Transaction, user_id: UUID, message: Message, *, by: str, is_elsewhere: bool) -> UUID:
    """Tell somebody who provides an appointment what is new about it. Only their newest are kept. Returns its id."""
    said = {'reference': message.reference, 'offering': message.offering, 'client': message.other,
            'during': message.during, 'was': message.was, 'zone': message.zone, 'by': by, 'is_elsewhere': is_elsewhere}
    new = Notice(id=new_id(), tenant_id=db.ctx.tenant, made_at=db.ctx.now, user_id=user_id, kind=message.kind.value,
                 appointment_id=message.appointment_id, said=plain(said))
    db.add(new)
    too_many = select(Notice.id).where(*_of(db, user_id)).order_by(
        Notice.made_at.desc(), Notice.id.desc()).offset(MOST)
    await db.execute(delete(Notice).where(*_of(db, user_id), Notice.id.in_(too_many)))
    ring(db, topics.notices(user_id))
    return new.id


async def forget_notices(db: Transaction, *, before: datetime) -> None:
    """Those made before an instant, read or not."""
    await db.execute(delete(Notice).where(Notice.tenant_id == db.ctx.tenant, Notice.made_at < before))


def _read(db: Transaction) -> Update:
    mine = myself(db.ctx)
    ring(db, topics.notices(mine))
    return update(Notice).values(read_at=func.coalesce(Notice.read_at, db.ctx.now)).where(*_of(db, mine))


async def _unread(db: Reading) -> int:
    return await db.scalar(select(func.count()).select_from(Notice).where(
        *_of(db, myself(db.ctx)), Notice.read_at.is_(None))) or 0


def _of(db: Reading, user_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Notice.tenant_id == db.ctx.tenant, Notice.user_id == user_id


def _shape(row: Notice) -> NoticeShape:
    said = row.said
    return NoticeShape(
        id=row.id, made_at=row.made_at, kind=Kind(row.kind), is_read=row.read_at is not None,
        reference=said['reference'], offering=said['offering'], client=said['client'],
        during=interval_of(said['during']), was=said['was'] and interval_of(said['was']), zone=said['zone'],
        by=said['by'], is_elsewhere=said['is_elsewhere'])
