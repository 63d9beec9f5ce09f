"""Sealing the journal, behind the bookings' back: whoever writes a line neither waits nor knows."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, Text, cast, extract, func, insert, select

from app.database import Reading, Transaction
from app.journal import JournalRow
from services.audit import rules
from services.audit.models import JournalSeal
from services.audit.shapes import Head

AT_ONCE = 5_000
# Lines get their ids before they are committed, so one may turn up behind others. A transaction lasts seconds; that
# many lines are not written meanwhile.
OVERTAKEN = 10_000
ONE_AT_A_TIME = 0x7365616C  # 'seal'


async def seal(db: Transaction) -> int:
    """Give the lines that have none their seals, at most 5,000; returns how many. Two at once take turns."""
    await db.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME, func.hashtext(str(db.ctx.tenant)))))
    last = await head(db)
    floor = await db.scalar(select(func.min(JournalSeal.journal_id)).where(
        JournalSeal.tenant_id == db.ctx.tenant, JournalSeal.number > last.number - OVERTAKEN))
    lines = await db.execute(
        select(JournalRow.id, content()).where(unsealed(db), JournalRow.id >= (floor or 0))
        .order_by(JournalRow.id).limit(AT_ONCE))
    number, digest, seals = last.number, last.digest, []
    for journal_id, said in lines:
        number, digest = number + 1, rules.link(digest, number + 1, said)
        seals.append({'tenant_id': db.ctx.tenant, 'number': number, 'journal_id': journal_id, 'digest': digest,
                      'sealed_at': db.ctx.now})
    if seals:
        await db.execute(insert(JournalSeal), seals)
    return len(seals)


async def head(db: Reading) -> Head:
    """The newest seal; number 0 before there is any."""
    row = (await db.execute(
        select(JournalSeal.number, JournalSeal.digest).where(JournalSeal.tenant_id == db.ctx.tenant)
        .order_by(JournalSeal.number.desc()).limit(1))).first()
    return Head(*row) if row else Head(0, rules.beginning(db.ctx.tenant))


def content() -> ColumnElement[bytes]:
    """The digest of all of a line, reckoned by the database."""
    row = JournalRow
    said = func.jsonb_build_array(
        row.id, cast(extract('epoch', row.at) * 1_000_000, BigInteger), row.kind, row.subject_kind, row.subject_id,
        row.actor_kind, row.actor_id, row.actor_name, row.data, row.trace_id)
    digest: ColumnElement[bytes] = func.sha256(func.convert_to(cast(said, Text), 'UTF8'))
    return digest


def unsealed(db: Reading) -> ColumnElement[bool]:
    """The condition on lines of this business that have no seal yet."""
    has_seal = select(JournalSeal.number).where(
        JournalSeal.tenant_id == JournalRow.tenant_id, JournalSeal.journal_id == JournalRow.id).exists()
    return (JournalRow.tenant_id == db.ctx.tenant) & ~has_seal
