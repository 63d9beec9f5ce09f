"""Locations: where it happens, and in which time zone."""

from services.locations.changing import change, create, retire
from services.locations.errors import LocationNameTaken, LocationNotFound
from services.locations.queries import by_id, in_use, in_use_ids, listed, named, names, places
from services.locations.rules import known_zone
from services.locations.shapes import LocationShape

__all__ = ['LocationNameTaken', 'LocationNotFound', 'LocationShape', 'by_id', 'change', 'create', 'in_use',
           'in_use_ids', 'known_zone', 'listed', 'named', 'names', 'places', 'retire']
