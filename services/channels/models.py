"""Table: the channels of a business, as far as somebody set them up or something happened to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.model import Base, InTenant, of_a_tenant, own_key


class ChannelRow(InTenant, Base):
    """`settings` are those that are no secrets; `failed_because` holds no secret either. `hung` counts the tries in a
    row that nothing came of for long; after a few of them nothing leaves by it before `rests_until`.
    """

    __tablename__ = 'channels'
    name: Mapped[str]
    on_since: Mapped[datetime | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sealed_secrets: Mapped[bytes | None]
    key_id: Mapped[str | None]
    ok_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failed_because: Mapped[str | None]
    hung: Mapped[int] = mapped_column(SmallInteger, server_default=text('0'))
    rests_until: Mapped[datetime | None]
    __table_args__ = (
        own_key('name'), of_a_tenant(),
        CheckConstraint("name ~ '^[a-z][a-z0-9_]{0,29}$'", name='name_is_a_word'),
        CheckConstraint('(sealed_secrets is null) = (key_id is null)', name='seal_has_a_key'),
        CheckConstraint('(failed_at is null) = (failed_because is null)', name='failure_has_a_reason'),
    )
