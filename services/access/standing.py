"""The session behind a cookie's secret, and how far it has come: half signed in, or whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import Reading
from services import people, tenants
from services.access import factors
from services.access.models import Session
from services.access.rules import LIVES
from services.people import Account, UserStatus
from services.tenants import TenantShape


@dataclass(frozen=True, slots=True)
class Standing:
    """A session that has not ended, of somebody in service."""

    row: Session
    account: Account
    tenant: TenantShape
    has_factor: bool

    @property
    def is_half(self) -> bool:
        """A code is still to come; or, since the sign-in, a factor has come to be asked of this role."""
        return self.row.awaits_factor or (not self.has_factor and self.tenant.asks_for_factor(self.account.role))

    @property
    def expires_at(self) -> datetime:
        return min(self.row.expires_at, self.row.created_at + LIVES[self.account.role].absolute)


async def behind(db: Reading, secret_hash: bytes) -> Standing | None:
    """None where it is unknown, ended, left alone too long or too old, or its user is not in service."""
    found = (await db.execute(select(Session, factors.there_are(db.ctx, Session.user_id)).where(
        Session.tenant_id == db.ctx.tenant, Session.secret_hash == secret_hash, Session.ended_at.is_(None),
        Session.expires_at > db.ctx.now))).one_or_none()
    if found is None:
        return None
    row, has_factor = found
    account = await people.account(db, row.user_id)
    tenant = await tenants.mine(db)
    if account is None or account.status is not UserStatus.ACTIVE:
        return None
    if LIVES[account.role].is_over(created_at=row.created_at, last_seen_at=row.last_seen_at, now=db.ctx.now):
        return None
    return Standing(row, account, tenant, has_factor)
