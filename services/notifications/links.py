"""The link at the foot of a letter: whom it switches what off for, under our signature. Nothing of it is kept anywhere,
and it works for as long as our keys do.
"""

from __future__ import annotations

import hmac
from uuid import UUID

from app import secrets
from services.notifications.errors import LinkIsDead
from services.notifications.shapes import Family, Recipient, Whom

# An address of `pages.paths`; a test holds that both say the same.
UNSUBSCRIBE = '/unsubscribe?token='
MAIL = 'mail'
PURPOSE = 'unsubscribe'  # what is signed for anything else says nothing here


def token(recipient: Recipient) -> str:
    """Signed with the newest of our keys. Mail is not named, so that links of before there was anything else hold."""
    said = f'{recipient.tenant_id.hex}.{recipient.whom}.{recipient.person_id.hex}.{recipient.family}'
    said += f'.{recipient.channel}' if recipient.channel != MAIL else ''
    return f'{said}.{secrets.hashes(said, of=PURPOSE)[0].hex()}'


def recipient(token: str) -> Recipient:
    """Whom it was signed for. Raises: LinkIsDead, for whatever we have not signed."""
    said, _, signature = token.rpartition('.')
    if not any(hmac.compare_digest(mine.hex().encode(), signature.encode(errors='replace'))
               for mine in secrets.hashes(said, of=PURPOSE)):
        raise LinkIsDead
    tenant, whom, person, family, *channel = said.split('.')
    return Recipient(UUID(hex=tenant), Whom(whom), UUID(hex=person), Family(family),
                     *channel)
