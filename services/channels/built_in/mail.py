"""Mail: the letter, over the server that the settings of the installation name."""

from __future__ import annotations

from collections.abc import Mapping

from app import mail
from services.channels.contract import Channel
from services.channels.errors import RefusedForGood
from services.channels.shapes import Audience, Outgoing


class Mail(Channel):
    name = 'mail'
    title = 'E-mail'
    about = 'Letters to clients and providers. The mail server is set where Daybook is installed (SMTP_URL).'
    without_server = 'No mail server is set where Daybook is installed (SMTP_URL): no letter leaves.'
    audience = Audience.EMAIL
    is_always_on = True

    def says(self) -> str:
        return self.about if mail.has_server() else self.without_server

    def a_minute(self) -> int:
        return mail.most_a_minute()

    async def send(self, settings: Mapping[str, str], outgoing: Outgoing) -> None:  # noqa: ARG002 - its settings are ours
        assert outgoing.letter is not None  # whoever is reached by e-mail gets one
        try:
            await mail.send(outgoing.letter)
        except mail.Undeliverable as refused:
            raise RefusedForGood(refused.message) from refused
