"""Locations as the doors see them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LocationShape:
    """`zone` is an IANA name; `region` may be empty."""

    id: UUID
    name: str
    address: str
    region: str
    zone: str
    is_active: bool
