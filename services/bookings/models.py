"""Tables: bookings."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from app.model import Base, Entity, own_key, points_to


class Booking(Entity, Base):
    """What a client has reserved under one reference."""

    __tablename__ = 'bookings'
    reference: Mapped[str]
    client_id: Mapped[UUID]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    __table_args__ = (
        own_key(),
        points_to('client_id', 'clients'),
        UniqueConstraint('tenant_id', 'reference', name='references_are_unique'),
        Index('bookings_by_client', 'tenant_id', 'client_id'),
    )
