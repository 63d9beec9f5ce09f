"""Facts about locations."""

from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from app.journal import Event
from services.locations.models import Location


@dataclass(frozen=True, kw_only=True)
class LocationFact(Event):
    subject_kind: ClassVar[str] = 'location'
    location_id: UUID
    name: str
    address: str
    region: str
    zone: str

    @classmethod
    def of(cls, location: Location) -> Self:
        return cls(location_id=location.id, name=location.name, address=location.address, region=location.region,
                   zone=location.zone)


class LocationCreated(LocationFact):
    kind = 'location.created'


class LocationChanged(LocationFact):
    kind = 'location.changed'


class LocationRetired(LocationFact):
    kind = 'location.retired'
