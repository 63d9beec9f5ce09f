"""Tables: tenants."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, new_id
from services.tenants.shapes import QUIET


class Tenant(Base):
    """One business. Its own id is what its row policy compares."""

    __tablename__ = 'tenants'
    id: Mapped[UUID] = mapped_column(default=new_id, primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    zone: Mapped[str]
    slot_minutes: Mapped[int] = mapped_column(SmallInteger, server_default=text('15'))
    staff_notice_minutes: Mapped[int] = mapped_column(server_default=text('0'))
    staff_horizon_days: Mapped[int] = mapped_column(SmallInteger, server_default=text('400'))
    currency: Mapped[str] = mapped_column(server_default=text("'EUR'"))
    is_demo: Mapped[bool] = mapped_column(server_default=text('false'))
    is_registering_open: Mapped[bool] = mapped_column(server_default=text('true'))
    needs_verified_email: Mapped[bool] = mapped_column(server_default=text('true'))
    factor_roles: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    undo_seconds: Mapped[int] = mapped_column(SmallInteger, server_default=text('60'))
    reminder_hours: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger), server_default=text("'{24,2}'"))
    quiet_from: Mapped[int | None] = mapped_column(SmallInteger)  # minutes of the day, on the clock of the business
    quiet_until: Mapped[int | None] = mapped_column(SmallInteger)
    catalogue_version: Mapped[int] = mapped_column(BigInteger, server_default=text('0'))
    created_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint('slot_minutes in (5, 10, 15, 20, 30, 60)', name='slots_are_on_a_clock_face'),
        CheckConstraint("factor_roles <@ array['CLIENT', 'USER', 'SUPERVISOR', 'ADMIN']",
                        name='factor_roles_are_known'),
        CheckConstraint('1 <= all (reminder_hours) and 168 >= all (reminder_hours) '
                        'and cardinality(reminder_hours) <= 5', name='reminders_are_few'),
        CheckConstraint(QUIET, name='quiet_hours_begin_and_end'),
        CheckConstraint('undo_seconds between 0 and 600', name='undo_is_short'),
        CheckConstraint('staff_notice_minutes >= 0 and staff_horizon_days between 1 and 400', name='horizon_is_near'),
    )
