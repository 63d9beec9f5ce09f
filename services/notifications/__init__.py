"""Notifications: what people are told about appointments, so that nobody hears it twice, late, or not at all."""

from services.notifications.errors import DeliveryNotFound, NothingToResend
from services.notifications.forgetting import forget_messages
from services.notifications.queries import deliveries
from services.notifications.resending import resend
from services.notifications.rules import UNDO_WINDOW
from services.notifications.shapes import Progress

__all__ = ['UNDO_WINDOW', 'DeliveryNotFound', 'NothingToResend', 'Progress', 'deliveries', 'forget_messages', 'resend']
