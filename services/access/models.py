"""Tables: sessions of signed-in browsers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, own_key, points_to


class Session(Entity, Base):
    """One signed-in browser. The cookie holds the secret, this row only its SHA-256."""

    __tablename__ = 'sessions'
    user_id: Mapped[UUID]
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    device: Mapped[str] = mapped_column(server_default=text("''"))
    address_prefix: Mapped[str] = mapped_column(server_default=text("''"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(),
        points_to('user_id', 'users', ondelete='CASCADE'),
        Index('sessions_by_user', 'tenant_id', 'user_id'),
        UniqueConstraint('tenant_id', 'secret_hash', name='secrets_are_unique'),
    )
