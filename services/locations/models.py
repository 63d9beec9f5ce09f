"""Tables: locations."""

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, of_a_tenant, own_key


class Location(Entity, Base):
    __tablename__ = 'locations'
    name: Mapped[str]
    name_key: Mapped[str]
    address: Mapped[str] = mapped_column(server_default=text("''"))
    region: Mapped[str] = mapped_column(server_default=text("''"))
    zone: Mapped[str]
    is_active: Mapped[bool] = mapped_column(server_default=text('true'))
    __table_args__ = (own_key(), of_a_tenant(),
                      UniqueConstraint('tenant_id', 'name_key', name='location_names_are_unique'))
