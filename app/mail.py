"""Mail: one letter to one person, over SMTP; without a mail server, on the console of whoever tries the product."""

from __future__ import annotations

import asyncio
import html
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import format_datetime, parseaddr
from typing import Literal
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.errors import Invalid, Unavailable
from app.settings import Settings

DEADLINE = 10.0  # seconds for one letter, from the first packet to the last
FAREWELL = 1.0  # seconds
BREAKS = '\r\n\0'
UNSUBSCRIBE = 'No more messages like this'


class _AsItIs(UnstructuredHeader):
    """An address that programs read: long as it is, it is neither broken nor encoded."""

    def fold(self, *, policy: Policy) -> str:
        return f'{self.name}: {self}{policy.linesep}'  # type: ignore[attr-defined]  # given by the registry


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type('List-Unsubscribe', _AsItIs)  # type: ignore[arg-type]  # like its own, which are no subclasses


class MailIsAway(Unavailable):
    """The letter was not taken, and may be another time."""

    sentence = 'The mail server did not take it.'


class NoMailServer(Unavailable):
    """Nobody has said which mail server to use, and this is no place for trying out."""

    sentence = 'No mail server is set (SMTP_URL).'


class Undeliverable(Invalid):
    """The letter was refused for good: another try would say the same."""

    sentence = 'The mail server refused it for good.'


@dataclass(frozen=True, slots=True)
class Invitation:
    """A date for the reader's own calendar (RFC 5545): its text, and what is to become of it (RFC 5546)."""

    method: Literal['REQUEST', 'CANCEL']
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """`key` is the same however often it is sent. What it says is `text`, and the same in `html`; without them it is
    made of the paragraphs, the link, then `closing`. At its very end stands `unsubscribe`, an address where one POST
    switches such letters off (RFC 8058). It comes from `sender`, a name, at the address of the settings; answers go to
    `reply_to`; whom `cc` and `bcc` name get a copy.
    """

    to: str
    subject: str
    key: str
    at: datetime
    text: str = ''
    html: str = ''
    paragraphs: tuple[str, ...] = ()
    link: str = ''
    link_says: str = ''
    closing: str = ''
    unsubscribe: str = ''
    invitation: Invitation | None = None
    sender: str = ''
    reply_to: str = ''
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()


_settings: list[Settings] = []


def configure(settings: Settings) -> None:
    """Remember how to reach the mail server, and our own address for links."""
    _settings[:] = [settings]


def link(path: str) -> str:
    """A path of ours as an address for a letter: by the settings, whatever anybody's request claimed to be for."""
    return _known().origin + path


def has_server() -> bool:
    """Whether letters leave; otherwise they stand on the console, or nowhere."""
    return bool(_settings) and _settings[0].smtp_url is not None


def most_a_minute() -> int:
    """How many letters of one business the mail server is handed in a minute."""
    return _known().mail_a_minute


async def send(letter: Letter) -> None:
    """Hand it to the mail server. Raises: MailIsAway, NoMailServer, Undeliverable, Invalid (breaks in a header)."""
    settings, message = _known(), composed(letter, _known().mail_from)
    if settings.smtp_url is None:
        if settings.is_https:
            raise NoMailServer
        _show(letter)
        return
    try:
        async with asyncio.timeout(DEADLINE):
            await _hand_over(message, letter, settings.smtp_url)
    except aiosmtplib.SMTPRecipientsRefused as refused:
        raise _told(refused.recipients[0].code) from refused
    except aiosmtplib.SMTPDataError as refused:
        raise _told(refused.code) from refused
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise MailIsAway(f'{MailIsAway.sentence} ({type(error).__name__})') from error


def composed(letter: Letter, sender: str) -> EmailMessage:
    """The message, in plain text and in HTML. Raises: Invalid, before a break could begin another header."""
    addresses = (letter.to, letter.reply_to, *letter.cc, *letter.bcc)
    said = (*addresses, letter.subject, letter.sender, letter.key, letter.unsubscribe)
    if any(sign in value for value in said for sign in BREAKS):
        raise Invalid.field('mail', 'A line break has no place in the head of a letter.')
    is_ascii = all(address.isascii() for address in addresses)
    message = EmailMessage(policy=(SMTP if is_ascii else SMTPUTF8).clone(header_factory=_HEADERS))
    message['From'] = Address(letter.sender, addr_spec=parseaddr(sender)[1]) if letter.sender else sender
    message['To'] = _address(letter.to)
    if letter.reply_to:
        message['Reply-To'] = _address(letter.reply_to)
    if letter.cc:
        message['Cc'] = [_address(each) for each in letter.cc]
    message['Subject'] = letter.subject
    message['Date'] = format_datetime(letter.at)
    message['Message-ID'] = f'<{letter.key}@{message["From"].addresses[0].domain}>'
    message['Auto-Submitted'] = 'auto-generated'
    if letter.unsubscribe:
        message['List-Unsubscribe'] = f'<{letter.unsubscribe}>'
        message['List-Unsubscribe-Post'] = 'List-Unsubscribe=One-Click'
    message.set_content(letter.text or _as_text(letter))
    message.add_alternative(letter.html or _as_html(letter), subtype='html')
    if letter.invitation:
        _invite(message, letter.invitation)
    return message


def _address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (MessageError, IndexError, ValueError) as error:
        raise Undeliverable('This is not an address mail can be sent to.') from error


def own_address() -> str:
    """Where our letters come from."""
    return parseaddr(_known().mail_from)[1]


def _invite(message: EmailMessage, invitation: Invitation) -> None:
    """Among the alternatives, where Google and Apple look for it, and as a file, where Outlook does."""
    how = {'method': invitation.method}
    message.add_alternative(invitation.text, subtype='calendar', params=how)
    message.add_attachment(invitation.text, subtype='calendar', params=how, filename='appointment.ics')


async def _hand_over(message: EmailMessage, letter: Letter, url: str) -> None:
    """To all at once. Whether it has arrived is said by whom it is for, whatever becomes of the copies."""
    server = urlsplit(url)
    is_tls = server.scheme == 'smtps'
    client = aiosmtplib.SMTP(
        hostname=server.hostname, port=server.port or (465 if is_tls else 25), use_tls=is_tls, timeout=DEADLINE,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None)
    try:
        await client.connect()
        refused, _ = await client.send_message(
            message, sender=message['From'].addresses[0].addr_spec,
            recipients=list(dict.fromkeys((letter.to, *letter.cc, *letter.bcc))))
        with suppress(aiosmtplib.SMTPException):  # it has the letter, whatever it says now
            await client.quit(timeout=FAREWELL)
    finally:  # at once: who does not answer would not answer a farewell
        client.close()
    if letter.to in refused:
        raise _told(refused[letter.to].code)


def _told(code: int) -> MailIsAway | Undeliverable:
    kind = Undeliverable if code >= 500 else MailIsAway
    return kind(f'{kind.sentence} ({code})')


def _as_text(letter: Letter) -> str:
    foot = f'{UNSUBSCRIBE}: {letter.unsubscribe}' if letter.unsubscribe else ''
    return '\n\n'.join(part for part in (*letter.paragraphs, letter.link, letter.closing, foot) if part) + '\n'


def _as_html(letter: Letter) -> str:
    paragraphs = [f'<p>{html.escape(paragraph)}</p>' for paragraph in letter.paragraphs]
    if letter.link:
        paragraphs.append(f'<p><a href="{html.escape(letter.link)}">{html.escape(letter.link_says)}</a></p>')
    if letter.closing:
        paragraphs.append(f'<p>{html.escape(letter.closing)}</p>')
    if letter.unsubscribe:
        paragraphs.append(f'<p><small><a href="{html.escape(letter.unsubscribe)}">{UNSUBSCRIBE}</a></small></p>')
    body = ''.join(paragraphs)
    return f'<!doctype html><html lang="en-GB"><body style="font-family: sans-serif">{body}</body></html>'


def _show(letter: Letter) -> None:
    """On standard output, never in the log."""
    print(f'Mail to {letter.to}: {letter.subject}' + (f'\n  {letter.link}' if letter.link else ''), flush=True)


def _known() -> Settings:
    if not _settings:
        raise NoMailServer
    return _settings[0]
