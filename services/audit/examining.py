"""Examining the journal: is every line what it was when it was sealed, and is none gone?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.database import Reading
from app.journal import JournalRow
from services.audit import rules
from services.audit.models import JournalSeal
from services.audit.sealing import content, unsealed
from services.audit.shapes import Finding, Head, Verdict, Wrong

AT_ONCE = 20_000
MOST_FINDINGS = 100


@dataclass(slots=True)
class _Walk:
    """Along the chain, from seal to seal."""

    before: bytes
    noted: Head | None
    number: int = 0
    sound: int = 0
    findings: list[Finding] = field(default_factory=list)

    def step(self, number: int, journal_id: int, digest: bytes, said: bytes | None) -> None:
        wrong = list(self._wrong(number, digest, said))
        self.sound += not wrong
        if len(self.findings) < MOST_FINDINGS:
            self.findings += [Finding(number, journal_id, one) for one in wrong]
        self.number, self.before = number, digest

    def _wrong(self, number: int, digest: bytes, said: bytes | None) -> Iterator[Wrong]:
        if number != self.number + 1:
            yield Wrong.SKIPPED
        elif said is None:
            yield Wrong.GONE
        elif rules.link(self.before, number, said) != digest:
            yield Wrong.CHANGED
        if self.noted and self.noted.number == number and self.noted.digest != digest:
            yield Wrong.REWRITTEN

    def end(self) -> None:
        if self.noted and self.noted.number > self.number:
            self.findings.append(Finding(self.noted.number, None, Wrong.REWRITTEN))


async def examine(db: Reading, *, noted: Head | None = None) -> Verdict:
    """Walk the whole chain of one business. `noted` is a head of before, kept where nobody could change it."""
    walk = _Walk(rules.beginning(db.ctx.tenant), noted)
    joined = (JournalRow.tenant_id == JournalSeal.tenant_id) & (JournalRow.id == JournalSeal.journal_id)
    chain = (select(JournalSeal.number, JournalSeal.journal_id, JournalSeal.digest, content(), JournalRow.id)
             .outerjoin(JournalRow, joined).where(JournalSeal.tenant_id == db.ctx.tenant)
             .order_by(JournalSeal.number).limit(AT_ONCE))
    while rows := (await db.execute(chain.where(JournalSeal.number > walk.number))).all():
        for number, journal_id, digest, said, found in rows:
            walk.step(number, journal_id, digest, None if found is None else said)
    walk.end()
    waiting, since = (await db.execute(select(func.count(), func.min(JournalRow.at)).where(unsealed(db)))).one()
    return Verdict(Head(walk.number, walk.before), walk.sound, tuple(walk.findings), waiting, since)
