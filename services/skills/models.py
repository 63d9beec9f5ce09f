"""Tables: skills."""

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, of_a_tenant, own_key


class Skill(Entity, Base):
    __tablename__ = 'skills'
    name: Mapped[str]
    name_key: Mapped[str]
    category: Mapped[str] = mapped_column(server_default=text("''"))
    description: Mapped[str] = mapped_column(server_default=text("''"))
    is_active: Mapped[bool] = mapped_column(server_default=text('true'))
    __table_args__ = (own_key(), of_a_tenant(),
                      UniqueConstraint('tenant_id', 'name_key', name='skill_names_are_unique'))
