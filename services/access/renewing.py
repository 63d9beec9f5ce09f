"""A new secret for a session whose user became somebody else: what was stolen before opens nothing new."""

from __future__ import annotations

import secrets
from uuid import UUID

from sqlalchemy import update

from app.context import Context
from app.database import transaction
from app.operation import operation
from app.permissions import Permission
from services.access.models import Session
from services.access.signing_in import digest


@operation(needs=Permission.VIEW_PROFILE)
async def renew_secret(ctx: Context, *, session_id: UUID, cookie: str) -> str | None:
    """The value of a new cookie, with which the old one is worth nothing; None where somebody did so meanwhile."""
    secret = secrets.token_urlsafe(32)
    async with transaction(ctx) as db:
        renewed = await db.scalar(
            update(Session).values(secret_hash=digest(secret), role=ctx.actor.role).returning(Session.id)
            .where(Session.tenant_id == ctx.tenant, Session.id == session_id,
                   Session.user_id == ctx.actor.user_id, Session.ended_at.is_(None),
                   Session.secret_hash == digest(cookie.partition('.')[2])))
    return f'{ctx.tenant.hex}.{secret}' if renewed else None
