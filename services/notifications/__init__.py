"""Notifications: what people are told about appointments, so that nobody hears it twice, late, or not at all."""

from services.notifications.counting import counts
from services.notifications.errors import DeliveryNotFound, LinkIsDead, NothingToResend, NoticeNotFound, NotWanted
from services.notifications.forgetting import forget_messages
from services.notifications.noticing import forget_notices, my_notices, read_notice, read_notices, unread_notices
from services.notifications.previewing import preview, send_draft
from services.notifications.queries import about, deliveries
from services.notifications.quieting import choose_quiet_hours, my_quiet_hours
from services.notifications.resending import resend
from services.notifications.scheduling import choose_summary, my_summaries
from services.notifications.shapes import (
    Choice,
    DeliveryShape,
    Kind,
    Notices,
    NoticeShape,
    Offer,
    Preview,
    Progress,
    Summary,
    SummaryChoice,
    Way,
)
from services.notifications.timing import when_reminded, when_settled
from services.notifications.wanting import accept_offer, choose_messages, my_messages, offer

__all__ = ['Choice', 'DeliveryNotFound', 'DeliveryShape', 'Kind', 'LinkIsDead', 'NotWanted', 'NothingToResend',
           'NoticeNotFound', 'NoticeShape', 'Notices', 'Offer', 'Preview', 'Progress', 'Summary', 'SummaryChoice',
           'Way', 'about', 'accept_offer', 'choose_messages', 'choose_quiet_hours', 'choose_summary', 'counts',
           'deliveries', 'forget_messages', 'forget_notices', 'my_messages', 'my_notices', 'my_quiet_hours',
           'my_summaries', 'offer', 'preview', 'read_notice', 'read_notices', 'resend', 'send_draft',
           'unread_notices', 'when_reminded', 'when_settled']
