"""Notifications: what people are told about appointments, so that nobody hears it twice, late, or not at all."""

from services.notifications.rules import UNDO_WINDOW
from services.notifications.shapes import DeliveryState, Kind, Whom

__all__ = ['UNDO_WINDOW', 'DeliveryState', 'Kind', 'Whom']
