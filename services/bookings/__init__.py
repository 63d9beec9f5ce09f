"""Bookings: what a client has reserved under one reference."""

from services.bookings.queries import by_reference, references
from services.bookings.referencing import is_reference, open_for, open_many
from services.bookings.shapes import BookingShape

__all__ = ['BookingShape', 'by_reference', 'is_reference', 'open_for', 'open_many', 'references']
