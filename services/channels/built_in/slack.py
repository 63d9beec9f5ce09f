"""Slack, by an incoming webhook: an address that is a secret, because whoever knows it may post."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from app import fetching
from services.channels.built_in import answers
from services.channels.contract import Channel
from services.channels.shapes import Audience, Field, Outgoing

LONGEST = 3000  # characters of one block
WORD = re.compile(rb'[a-z_]{1,40}')  # what Slack says is wrong: no_service, channel_is_archived


class Slack(Channel):
    name = 'slack'
    title = 'Slack'
    about = 'Every change of an appointment, once and with the name of the client, in a channel of your workspace.'
    audience = Audience.BUSINESS
    fields = (
        Field('url', 'Webhook address', 'From the "Incoming Webhooks" of an app in your workspace: '
              'https://hooks.slack.com/services/…', is_secret=True, check=fetching.known_destination),
    )

    async def send(self, settings: Mapping[str, str], outgoing: Outgoing) -> None:
        """As plain text, in which nothing is a mention or a link; `text` is what notices show."""
        said = outgoing.text[:LONGEST]
        block = {'type': 'section', 'block_id': outgoing.key,
                 'text': {'type': 'plain_text', 'text': said, 'emoji': False}}
        body = json.dumps({'text': _escaped(said), 'blocks': [block]}).encode()
        answer = await answers.posted(settings['url'], body, headers={'Content-Type': 'application/json'})
        why = WORD.fullmatch(answer.body.strip())
        answers.judge(answer, why=why[0].decode() if why else '')


def _escaped(text: str) -> str:
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
