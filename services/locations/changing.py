"""Creating, changing and retiring locations."""

from __future__ import annotations

from uuid import UUID

from app import text
from app.context import Context
from app.database import transaction
from app.journal import record
from app.operation import operation
from app.permissions import Permission
from app.rows import one, saved
from services import tenants
from services.locations.errors import LocationNameTaken, LocationNotFound
from services.locations.events import LocationChanged, LocationCreated, LocationRetired
from services.locations.models import Location
from services.locations.queries import shape
from services.locations.rules import known_zone
from services.locations.shapes import LocationShape

REFUSALS = {'location_names_are_unique': LocationNameTaken}


@operation(needs=Permission.MANAGE_LOCATIONS)
async def create(ctx: Context, *, name: str, zone: str, address: str = '', region: str = '') -> LocationShape:
    """Add a place. `zone` is an IANA name. Raises: Invalid (names the field), LocationNameTaken."""
    async with transaction(ctx) as db:
        location = Location(tenant_id=ctx.tenant, is_active=True)
        _describe(location, name, zone, address, region)
        await saved(db, location, refusals=REFUSALS)
        await record(db, LocationCreated.of(location))
        await tenants.touch_catalogue(db)
        return shape(location)


@operation(needs=Permission.MANAGE_LOCATIONS)
async def change(ctx: Context, *, location_id: UUID, name: str, zone: str, address: str, region: str) -> LocationShape:
    """Describe a place anew. Its calendars keep the zones they have.

    Raises: LocationNotFound, Invalid (names the field), LocationNameTaken.
    """
    async with transaction(ctx) as db:
        location = await one(db, Location, location_id, LocationNotFound, lock=True)
        _describe(location, name, zone, address, region)
        await saved(db, location, refusals=REFUSALS)
        await record(db, LocationChanged.of(location))
        await tenants.touch_catalogue(db)
        return shape(location)


@operation(needs=Permission.MANAGE_LOCATIONS)
async def retire(ctx: Context, *, location_id: UUID) -> None:
    """Use a place no more: its calendars are found no more. What was booked stays. Raises: LocationNotFound."""
    async with transaction(ctx) as db:
        location = await one(db, Location, location_id, LocationNotFound, lock=True)
        location.is_active = False
        await record(db, LocationRetired.of(location))
        await tenants.touch_catalogue(db)


def _describe(location: Location, name: str, zone: str, address: str, region: str) -> None:
    location.name = text.one_line(name, 'name')
    location.name_key = text.key(location.name)
    location.zone = known_zone(zone)
    location.address = text.many_lines(address, 'address', most=500)
    location.region = text.one_line(region, 'region', most=80, required=False)
