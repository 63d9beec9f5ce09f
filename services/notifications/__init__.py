"""Notifications: what people are told about appointments, so that nobody hears it twice, late, or not at all."""

from services.notifications.errors import DeliveryNotFound, LinkIsDead, NothingToResend, NotWanted
from services.notifications.forgetting import forget_messages
from services.notifications.queries import about, deliveries
from services.notifications.resending import resend
from services.notifications.shapes import Choice, DeliveryShape, Kind, Offer, Progress
from services.notifications.timing import when_reminded, when_settled
from services.notifications.wanting import accept_offer, choose_messages, my_messages, offer

__all__ = ['Choice', 'DeliveryNotFound', 'DeliveryShape', 'Kind', 'LinkIsDead', 'NotWanted', 'NothingToResend', 'Offer',
           'Progress', 'about', 'accept_offer', 'choose_messages', 'deliveries', 'forget_messages', 'my_messages',
           'offer', 'resend', 'when_reminded', 'when_settled']
