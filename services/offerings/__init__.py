"""Offerings: what can be booked."""

from services.offerings.changing import change, create, retire
from services.offerings.errors import OfferingNameTaken, OfferingNotFound
from services.offerings.queries import bookable, by_id, listed, named, names, on_file, reminder_hours
from services.offerings.shapes import OfferingShape

__all__ = ['OfferingNameTaken', 'OfferingNotFound', 'OfferingShape', 'bookable', 'by_id', 'change', 'create', 'listed',
           'named', 'names', 'on_file', 'reminder_hours', 'retire']
