"""The declarative base: how tables, keys and constraints are made and named."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, Text, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

NAMING = {
    'ix': '%(table_name)s_by_%(column_0_N_name)s',
    'uq': '%(table_name)s_%(column_0_N_name)s_is_unique',
    'ck': '%(table_name)s_%(constraint_name)s',
    'fk': '%(table_name)s_%(column_0_N_name)s_exists',
    'pk': '%(table_name)s_pkey',
}



class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {str: Text, datetime: DateTime(timezone=True), UUID: PG_UUID(as_uuid=True)}  # noqa: RUF012 - read by SQLAlchemy as is


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits, so that keys arrive in order."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), 'big')
    high, low = random >> 68 & 0xFFF, random & (1 << 62) - 1
    return UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


class InTenant:
    """Columns of every tenant table. Keys start with the tenant, so a row cannot point across the wall."""

    @declared_attr
    def tenant_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy hands the class
        return mapped_column(PG_UUID(as_uuid=True), nullable=False, server_default=text(CURRENT_TENANT))


CURRENT_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid"


class Entity(InTenant):
    """A tenant table with an id of its own."""

    @declared_attr
    def id(cls) -> Mapped[UUID]:  # noqa: N805
        return mapped_column(PG_UUID(as_uuid=True), default=new_id, nullable=False)


def own_key(*columns: str) -> PrimaryKeyConstraint:
    """Primary key `(tenant_id, *columns)`."""
    return PrimaryKeyConstraint('tenant_id', *(columns or ('id',)))


def points_to(column: str, table: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the tenant: `(tenant_id, column)` to `table (tenant_id, id)`."""
    return ForeignKeyConstraint(['tenant_id', column], [f'{table}.tenant_id', f'{table}.id'], **options)


def one_of(column: str, values: type) -> str:
    """The SQL of a check that keeps `column` among an enum's values."""
    return f'{column} in ({", ".join(repr(value.value) for value in values)})'  # type: ignore[attr-defined]  # any enum


def of_a_tenant() -> ForeignKeyConstraint:
    """A root table's own tie to its tenant; what points to a root needs none."""
    return ForeignKeyConstraint(['tenant_id'], ['tenants.id'])
