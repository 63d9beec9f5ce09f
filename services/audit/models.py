"""The seals of the journal: one for each of its lines, in an order of their own, each holding on to the one before."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, InTenant, own_key, points_to


class JournalSeal(InTenant, Base):
    __tablename__ = 'journal_seals'
    number: Mapped[int] = mapped_column(BigInteger)
    journal_id: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime]
    __table_args__ = (
        own_key('number'),
        points_to('journal_id', 'journal'),
        UniqueConstraint('tenant_id', 'journal_id', name='lines_are_sealed_once'),
    )
