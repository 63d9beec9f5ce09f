"""Notifications: what people are told about appointments, so that nobody hears it twice, late, or not at all."""

from services.notifications.errors import DeliveryNotFound, NothingToResend
from services.notifications.queries import deliveries
from services.notifications.resending import resend
from services.notifications.rules import UNDO_WINDOW
from services.notifications.shapes import DeliveryShape, DeliveryState, Kind, Progress, Whom

__all__ = ['UNDO_WINDOW', 'DeliveryNotFound', 'DeliveryShape', 'DeliveryState', 'Kind', 'NothingToResend', 'Progress',
           'Whom', 'deliveries', 'resend']
