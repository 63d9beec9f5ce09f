"""What people see of their own account: where they are signed in, and who was at its door."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from app.context import Context
from app.database import reading
from app.operation import query
from app.paging import Page, Paged
from app.permissions import Permission, Role
from app.rows import paged
from services.access import devices
from services.access.ending import own_id
from services.access.models import Session, SignIn
from services.access.rules import LIVES
from services.access.shapes import DeviceShape, Outcome, SignInShape


@query(needs=Permission.VIEW_PROFILE)
async def my_devices(ctx: Context, *, session_id: UUID, page: Page | None = None) -> Paged[DeviceShape]:
    """Where one is signed in, the one last seen first; `session_id` is the session that asks."""
    user_id, role = own_id(ctx), ctx.actor.role
    assert role is not None  # a signed-in user has one
    wanted = open_sessions(ctx, user_id, role)

    def shape(row: Row[Any]) -> DeviceShape:
        found: Session = row[0]
        return DeviceShape(session_id=found.id, name=devices.readable(found.device), place=found.address_prefix,
                           created_at=found.created_at, last_seen_at=found.last_seen_at,
                           is_this=found.id == session_id, is_far=found.is_far)

    async with reading(ctx) as db:
        return await paged(db, wanted.order_by(Session.last_seen_at.desc(), Session.id), page or Page(), shape)


@query(needs=Permission.VIEW_PROFILE)
async def my_sign_ins(ctx: Context, *, page: Page | None = None) -> Paged[SignInShape]:
    """Who signed in to one's own account, or did not get in; the latest first."""
    async with reading(ctx) as db:
        return await paged(db, sign_ins_of(ctx, own_id(ctx)), page or Page(), lambda row: sign_in_shape(row[0]))


def open_sessions(ctx: Context, user_id: UUID, role: Role) -> Select[Session]:
    """Where a user with this role is signed in, wholly."""
    return select(Session).where(
        Session.tenant_id == ctx.tenant, Session.user_id == user_id, Session.ended_at.is_(None),
        Session.awaits_factor.is_(False), Session.expires_at > ctx.now,
        Session.last_seen_at > ctx.now - LIVES[role].idle,
        Session.created_at > ctx.now - LIVES[role].absolute)


def sign_ins_of(ctx: Context, user_id: UUID) -> Select[SignIn]:
    """The latest first."""
    return select(SignIn).where(SignIn.tenant_id == ctx.tenant, SignIn.user_id == user_id).order_by(
        SignIn.at.desc(), SignIn.id.desc())


def sign_in_shape(row: SignIn) -> SignInShape:
    return SignInShape(id=row.id, at=row.at, outcome=Outcome(row.outcome), place=row.address_prefix,
                       device=devices.readable(row.device))
