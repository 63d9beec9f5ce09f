"""Tables: how letters of a business look, and what they say otherwise than the defaults."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, CheckConstraint, PrimaryKeyConstraint, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, InTenant, of_a_tenant, one_of, own_key
from services.templates.shapes import Brand, Kind, Language

ABOUT_ACCOUNTS = "'welcome', 'verification', 'password_reset', 'password_changed', 'security_alert'"


class BrandRow(InTenant, Base):
    """One at most for each business."""

    __tablename__ = 'brands'
    colour: Mapped[str]
    closing: Mapped[str]
    postal: Mapped[str]
    reply_to: Mapped[str]
    __table_args__ = (
        PrimaryKeyConstraint('tenant_id'),
        of_a_tenant(),
        CheckConstraint("colour ~ '^(#[0-9a-f]{6})?$'", name='colour_is_one'),
    )

    def brand(self) -> Brand:
        return Brand(self.colour, self.closing, self.postal, self.reply_to)


class TemplateRow(InTenant, Base):
    """Wording of a business's own; null is as the default has it."""

    __tablename__ = 'templates'
    kind: Mapped[str]
    language: Mapped[str]
    subject: Mapped[str | None]
    preheader: Mapped[str | None]
    body: Mapped[str | None]
    cc: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    bcc: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    changed_at: Mapped[datetime | None]
    __table_args__ = (
        own_key('kind', 'language'),
        of_a_tenant(),
        CheckConstraint(one_of('kind', Kind), name='kind_is_known'),
        CheckConstraint(one_of('language', Language), name='language_is_known'),
        CheckConstraint('cardinality(cc) <= 5 and cardinality(bcc) <= 5', name='copies_are_few'),
        CheckConstraint(f'kind not in ({ABOUT_ACCOUNTS}) or cardinality(cc) + cardinality(bcc) = 0',
                        name='account_letters_are_not_copied'),
    )
