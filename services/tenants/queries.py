"""Reads of the tenant one is in."""

from sqlalchemy import select, update

from app import topics
from app.context import Context
from app.database import Reading, Transaction, reading
from app.errors import NotFound
from app.journal import ring
from app.operation import query
from app.permissions import Permission
from services.tenants.models import Tenant
from services.tenants.shapes import TenantShape


@query(needs=Permission.VIEW_PROFILE)
async def current(ctx: Context) -> TenantShape:
    """The tenant of the asker."""
    async with reading(ctx) as db:
        return await mine(db)


async def mine(db: Reading) -> TenantShape:
    """The tenant of this database session."""
    row = await db.scalar(select(Tenant).where(Tenant.id == db.ctx.tenant))
    if row is None:
        raise NotFound
    return TenantShape(id=row.id, slug=row.slug, name=row.name, zone=row.zone, slot_minutes=row.slot_minutes,
                       staff_notice_minutes=row.staff_notice_minutes, staff_horizon_days=row.staff_horizon_days,
                       currency=row.currency, is_demo=row.is_demo)


async def touch_catalogue(db: Transaction) -> None:
    """Something searches depend on (skills, offerings, calendars, hours, groups) changed: copies of it are old now."""
    version = await db.scalar(update(Tenant).where(Tenant.id == db.ctx.tenant)
                              .values(catalogue_version=Tenant.catalogue_version + 1)
                              .returning(Tenant.catalogue_version))
    ring(db, topics.CATALOGUE, version)
