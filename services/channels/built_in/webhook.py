"""A program of the business's own: JSON, signed, at an address out in the world.

Signed as the Standard Webhooks are (standardwebhooks.com), so that receivers need write nothing themselves:
HMAC-SHA256 over "id.timestamp.body". The id is the same at every try, the timestamp that of the try.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

from app import fetching, text
from app.errors import Invalid
from services.channels.built_in import answers
from services.channels.contract import Channel
from services.channels.shapes import Audience, Field, Outgoing

PREFIX = 'whsec_'  # before a secret in base64, as the standard writes it
SHORTEST_SECRET = 24  # characters


def checked_secret(value: str, field: str) -> str:
    """Long enough not to be guessed. Raises: Invalid at `field`."""
    secret = text.one_line(value, field, most=200)
    if len(secret) < SHORTEST_SECRET:
        raise Invalid.field(field, f'At least {SHORTEST_SECRET} characters.')
    try:
        key_of(secret)
    except (binascii.Error, ValueError):
        raise Invalid.field(field, f'What follows {PREFIX} must be base64.') from None
    return secret


def key_of(secret: str) -> bytes:
    """What is signed with."""
    if secret.startswith(PREFIX):
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    return secret.encode()


def signature(secret: str, key: str, timestamp: int, body: bytes) -> str:
    """'v1,' and the signature in base64."""
    signed = hmac.digest(key_of(secret), f'{key}.{timestamp}.'.encode() + body, hashlib.sha256)
    return f'v1,{base64.b64encode(signed).decode()}'


class Webhook(Channel):
    name = 'webhook'
    title = 'Webhook'
    about = 'Every change of an appointment, once and with the name of the client, as signed JSON for your program.'
    audience = Audience.BUSINESS
    fields = (
        Field('url', 'Address', 'We POST to it over https; it answers 2xx within five seconds.',
              check=fetching.known_destination),
        Field('secret', 'Signing secret', f'{SHORTEST_SECRET} characters or more, which your program knows too. It '
              'checks the headers webhook-id, webhook-timestamp and webhook-signature (standardwebhooks.com).',
              is_secret=True, check=checked_secret),
    )

    def a_minute(self) -> int:
        return 600

    async def send(self, settings: Mapping[str, str], outgoing: Outgoing) -> None:
        said = {'id': outgoing.key, 'made_at': outgoing.made_at.isoformat(), 'text': outgoing.text, **outgoing.data}
        body, timestamp = json.dumps(said).encode(), int(outgoing.at.timestamp())
        answers.judge(await answers.posted(settings['url'], body, headers={
            'Content-Type': 'application/json', 'User-Agent': 'Daybook', 'webhook-id': outgoing.key,
            'webhook-timestamp': str(timestamp),
            'webhook-signature': signature(settings['secret'], outgoing.key, timestamp, body)}))
