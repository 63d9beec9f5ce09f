"""Whether somebody has a second factor, and whether one is asked of them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from app.context import Context
from app.database import Reading
from services import tenants
from services.access.models import Factor
from services.people import Account


async def are_asked_of(db: Reading, account: Account) -> bool:
    """Whether a password alone is not enough: there is a factor, or the role must have one."""
    if await db.scalar(select(there_are(db.ctx, account.user_id))):
        return True
    return (await tenants.mine(db)).asks_for_factor(account.role)


def there_are(ctx: Context, user_id: UUID | ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
    """For queries: whether this user has a factor that counts."""
    return exists().where(Factor.tenant_id == ctx.tenant, Factor.user_id == user_id, Factor.confirmed_at.is_not(None))
