"""A real SMTP server for tests, in a thread of its own: keeps what it is given, or fails as it is told to."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

LINK = re.compile(r'https?://\S+')


class Sink:
    """`mails` is what was accepted, in order. `answers` are taken for the next mails ('451 later', '550 no')."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.answers: list[str] = []
        self.hangs = False
        self._arrived = threading.Condition()
        self._controller: Controller | None = None
        with socket.socket() as probe:
            probe.bind(('127.0.0.1', 0))
            self.port = int(probe.getsockname()[1])

    @property
    def url(self) -> str:
        return f'smtp://127.0.0.1:{self.port}'

    def open(self) -> None:
        self._controller = Controller(self, hostname='127.0.0.1', port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # aiosmtpd calls it so
        if self.hangs:
            await asyncio.sleep(3600)
        if self.answers:
            return self.answers.pop(0)
        with self._arrived:
            parsed = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(parsed, EmailMessage)
            self.mails.append(parsed)
            self.recipients.append(list(envelope.rcpt_tos))
            self._arrived.notify_all()
        return '250 kept'

    def mails_to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail['To'] == address]

    def waits_for(self, count: int, to: str, *, within: float = 20) -> EmailMessage:
        """The mail to this address that is the so-manieth. For tests that wait in a thread of their own."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.mails_to(to)) >= count, timeout=within), self.mails
            return self.mails_to(to)[count - 1]


def plain(mail: EmailMessage) -> str:
    """What it says without markup."""
    body = mail.get_body(('plain',))
    assert body is not None
    return str(body.get_content()).replace('\r\n', '\n')


def link(mail: EmailMessage) -> str:
    """The one link in it."""
    found = LINK.findall(plain(mail))
    assert len(found) == 1, plain(mail)
    return str(found[0])


@contextmanager
def an_smtp_sink() -> Iterator[Sink]:
    sink = Sink()
    sink.open()
    try:
        yield sink
    finally:
        sink.close()
