"""Tables: offerings and the skills they require."""

from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, Entity, InTenant, of_a_tenant, one_of, own_key, points_to
from services.skills.shapes import Level


class Offering(Entity, Base):
    __tablename__ = 'offerings'
    name: Mapped[str]
    name_key: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=text("''"))
    duration_minutes: Mapped[int] = mapped_column(SmallInteger)
    buffer_before_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text('0'))
    buffer_after_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text('0'))
    shares_buffers: Mapped[bool] = mapped_column(server_default=text('false'))
    price_minor: Mapped[int] = mapped_column(server_default=text('0'))
    currency: Mapped[str] = mapped_column(server_default=text("'EUR'"))
    is_active: Mapped[bool] = mapped_column(server_default=text('true'))
    reminder_hours: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    __table_args__ = (
        own_key(), of_a_tenant(),
        UniqueConstraint('tenant_id', 'name_key', name='offering_names_are_unique'),
        CheckConstraint('duration_minutes between 5 and 1440', name='duration_is_5_minutes_to_24_hours'),
        CheckConstraint('buffer_before_minutes between 0 and 720 and buffer_after_minutes between 0 and 720',
                        name='buffers_are_0_to_12_hours'),
        CheckConstraint('price_minor >= 0', name='price_is_not_negative'),
        CheckConstraint('1 <= all (reminder_hours) and 168 >= all (reminder_hours) '
                        'and cardinality(reminder_hours) <= 5', name='reminders_are_few'),
    )


class OfferingSkill(InTenant, Base):
    __tablename__ = 'offering_skills'
    offering_id: Mapped[UUID]
    skill_id: Mapped[UUID]
    level: Mapped[str]
    __table_args__ = (
        own_key('offering_id', 'skill_id'),
        points_to('offering_id', 'offerings', ondelete='CASCADE'),
        points_to('skill_id', 'skills'),
        CheckConstraint(one_of('level', Level), name='level_is_known'),
    )
