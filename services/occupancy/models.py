"""Tables: resources and the claims on their time. This is the ledger."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, column, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.intervals import Interval
from app.model import Base, Entity, one_of, own_key, points_to
from services.occupancy.shapes import ClaimShape, Holder, HolderKind


class Resource(Entity, Base):
    """Whatever can be claimed, made when first claimed. Its row is the lock; its version counts without gaps."""

    __tablename__ = 'resources'
    version: Mapped[int] = mapped_column(BigInteger, server_default=text('0'))
    __table_args__ = (own_key(),)


class Claim(Entity, Base):
    """This resource is taken from `starts_at` to `ends_at`, buffers included; the core is the time itself."""

    __tablename__ = 'claims'
    resource_id: Mapped[UUID]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    core_starts_at: Mapped[datetime]
    core_ends_at: Mapped[datetime]
    shares_buffers: Mapped[bool] = mapped_column(server_default=text('false'))
    holder_kind: Mapped[str]
    holder_id: Mapped[UUID]
    expires_at: Mapped[datetime | None]
    __table_args__ = (
        own_key(),
        points_to('resource_id', 'resources'),
        ExcludeConstraint(
            (column('tenant_id'), '='), (column('resource_id'), '='),
            (func.tstzrange(column('core_starts_at'), column('core_ends_at')), '&&'),
            using='gist', name='claims_never_overlap'),
        ExcludeConstraint(
            (column('tenant_id'), '='), (column('resource_id'), '='),
            (func.tstzrange(column('starts_at'), column('ends_at')), '&&'),
            using='gist', name='claims_keep_their_buffers', where=text('not shares_buffers')),
        CheckConstraint('starts_at <= core_starts_at and core_starts_at < core_ends_at and core_ends_at <= ends_at',
                        name='core_lies_inside'),
        CheckConstraint("isfinite(starts_at) and isfinite(ends_at) and ends_at - starts_at <= interval '400 days'",
                        name='length_is_bounded'),
        CheckConstraint(one_of('holder_kind', HolderKind), name='holder_is_known'),
        Index('claims_by_end', 'tenant_id', 'resource_id', 'ends_at', postgresql_include=[
            'starts_at', 'core_starts_at', 'core_ends_at', 'shares_buffers', 'expires_at', 'id']),
        Index('claims_by_time', 'tenant_id', 'ends_at', postgresql_include=[
            'starts_at', 'resource_id', 'core_starts_at', 'core_ends_at', 'shares_buffers', 'expires_at', 'id']),
        Index('claims_by_holder', 'tenant_id', 'holder_id'),
    )

    def shape(self) -> ClaimShape:
        return ClaimShape(
            id=self.id, resource_id=self.resource_id, during=Interval(self.starts_at, self.ends_at),
            core=Interval(self.core_starts_at, self.core_ends_at), shares_buffers=self.shares_buffers,
            holder=Holder(HolderKind(self.holder_kind), self.holder_id), expires_at=self.expires_at)
