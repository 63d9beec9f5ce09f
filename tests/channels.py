"""The world outside of each channel, as the suite of tests for channels sees it: what arrives there, and what it says.

For a channel of your own, say how to see these things of it in an `Outside` of its own, and run `CHECKS` on it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import traceback
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from structlog.testing import capture_logs

from app import mail
from app.context import Context
from app.database import transaction
from app.errors import Unavailable
from app.mail import Letter
from app.settings import Settings
from services import channels
from services.channels import Channel, Outgoing, RefusedForGood
from services.channels.built_in.mail import Mail
from services.channels.built_in.slack import Slack
from services.channels.built_in.sms import Sms
from services.channels.built_in.webhook import Webhook
from services.channels.sending import Line
from tests.given import NOW
from tests.smtp_sink import Sink
from tests.web_sink import WebSink

KEY = '01890a5d-ac96-774b-bcce-b302099a8057'
SECRET = 'only-both-sides-know-this'
HOSTILE = ['Ada\r\nBcc: everybody@example.org', '"}], "to": ["everybody"', 'A&To=%2B15550000000&x=', '<!channel> <b>',
           '{{ 7 * 7 }} ${x} %s {0}', "'; drop table users; --", 'Ada\x00\u2028X-Header: 1', '\U0001f600 \u202eadA']
MOST_SECONDS = 0.3  # that a try which never ends may take here, where the product gives it ten
PATIENCE = 5.0  # seconds, for what does end, on a slow machine


@dataclass(frozen=True)
class Arrived:
    """One message, outside: what makes it the same one, what it says, and which parts it is made of."""

    key: str
    says: str
    parts: tuple[str, ...]


class Outside(ABC):
    """`secrets` are those of `settings` that nobody may read; `to` is whom it is for."""

    channel: Channel
    settings: Mapping[str, str] = {}
    secrets: tuple[str, ...] = ()
    to = ''

    @property
    @abstractmethod
    def arrived(self) -> list[Arrived]: ...

    @abstractmethod
    def says(self, answer: str) -> None:
        """What comes of the next message: 'later', 'no', 'elsewhere' (it is told to go on to another place)."""

    @abstractmethod
    def hangs(self) -> None:
        """It takes the next message and never answers."""


class MailOutside(Outside):
    channel = Mail()
    to = 'ada@example.org'

    def __init__(self, sink: Sink) -> None:
        self.sink = sink
        mail.configure(Settings(_env_file=None, smtp_url=sink.url, public_url='https://book.example.org'))

    @property
    def arrived(self) -> list[Arrived]:
        return [Arrived(each['Message-ID'], each.get_body(('plain',)).get_content(),
                        (*each.keys(), *(part.get_content_type() for part in each.walk()), *to))
                for each, to in zip(self.sink.mails, self.sink.recipients, strict=True)]

    def says(self, answer: str) -> None:
        self.sink.answers.append({'later': '451 later', 'no': '550 nobody here',
                                  'elsewhere': '551 try <eve@example.org>'}[answer])

    def hangs(self) -> None:
        self.sink.hangs = True


class WebOutside(Outside):
    """Of channels that post. `elsewhere` is where it would be redirected to: here again."""

    def __init__(self, sink: WebSink) -> None:
        self.sink = sink

    @property
    def arrived(self) -> list[Arrived]:
        return [self.read(each.headers, each.body) for each in self.sink.posted]

    @abstractmethod
    def read(self, headers: Mapping[str, str], body: bytes) -> Arrived: ...

    def says(self, answer: str) -> None:
        echo = json.dumps({'code': 20500, 'message': f'I know: {self.secrets}'}).encode()
        self.sink.answers.append({
            'later': (503, {}, echo), 'no': (400, {}, echo),
            'elsewhere': (307, {'Location': f'{self.sink.url}/elsewhere'}, echo)}[answer])

    def hangs(self) -> None:
        self.sink.hangs = True


class SlackOutside(WebOutside):
    channel = Slack()

    def __init__(self, sink: WebSink) -> None:
        super().__init__(sink)
        self.settings = {'url': f'{sink.url}/services/{SECRET}'}
        self.secrets = (SECRET,)

    def read(self, headers: Mapping[str, str], body: bytes) -> Arrived:
        said = json.loads(body)
        [block] = said['blocks']
        assert not set('<>') & set(said['text']), 'a mention or a link'
        return Arrived(block['block_id'], block['text']['text'], (*headers, *shape(said)))


class SmsOutside(WebOutside):
    to = '020 7946 0000'

    def __init__(self, sink: WebSink) -> None:
        super().__init__(sink)
        self.channel = Sms(sink.url)
        self.settings = {'account': 'AC' + 32 * 'a', 'token': SECRET, 'sender': '+15005550006', 'country': '+44'}
        self.secrets = (SECRET,)

    def read(self, headers: Mapping[str, str], body: bytes) -> Arrived:
        """It has no name for a message: it is the same where it says the same to the same."""
        form = parse_qs(body.decode(), strict_parsing=True)
        assert form['To'] == ['+442079460000']
        return Arrived(KEY if KEY[:8] in form['Body'][0] else body.decode(), form['Body'][0], (*headers, *form))


class WebhookOutside(WebOutside):
    channel = Webhook()

    def __init__(self, sink: WebSink) -> None:
        super().__init__(sink)
        self.settings = {'url': f'{sink.url}/hook', 'secret': SECRET}
        self.secrets = (SECRET,)

    def read(self, headers: Mapping[str, str], body: bytes) -> Arrived:
        said = json.loads(body)
        assert said['id'] == headers['webhook-id']
        return Arrived(said['id'], said['text'], (*headers, *shape(said)))


class PigeonOutside(WebOutside):
    """Of a package that somebody else wrote."""

    def __init__(self, sink: WebSink, channel: Channel) -> None:
        super().__init__(sink)
        self.channel = channel
        self.settings = {'loft': f'{sink.url}/loft', 'ring': SECRET}
        self.secrets = (SECRET,)

    def read(self, headers: Mapping[str, str], body: bytes) -> Arrived:
        said = json.loads(body)
        return Arrived(said['note'], said['says'], (*headers, *shape(said)))


def shape(said: Any, path: str = '') -> list[str]:
    """The names in JSON, wherever they stand."""
    if isinstance(said, dict):
        return [name for key, value in said.items() for name in (f'{path}.{key}', *shape(value, f'{path}.{key}'))]
    return [name for value in said for name in shape(value, f'{path}[]')] if isinstance(said, list) else []


def a_message(outside: Outside, text: str = 'Acme: booked: Massage', *, later: float = 0) -> Outgoing:
    """The same one however often, but for when it is sent."""
    at = NOW.fromtimestamp(NOW.timestamp() + later, NOW.tzinfo)
    said = f'{text} {KEY[:8]}'
    letter = Letter(to=outside.to, subject='Booked', paragraphs=(said,), key=KEY, at=NOW)
    return Outgoing(key=KEY, to=outside.to, name=text, business=text, subject='Booked', text=said, made_at=NOW, at=at,
                    letter=letter, data={'kind': 'booked', 'appointment': {'offering': text, 'with': text}})


async def taken(outside: Outside) -> None:
    """What is sent arrives, whole and once."""
    await outside.channel.send(outside.settings, a_message(outside))
    [arrived] = outside.arrived
    assert 'Acme: booked: Massage' in arrived.says
    assert KEY in arrived.key


async def put_off(outside: Outside) -> None:
    """What may be taken another time is said so, and then is."""
    outside.says('later')
    assert isinstance(await refusal_of(outside), Unavailable)
    await outside.channel.send(outside.settings, a_message(outside, later=60))


async def refused(outside: Outside) -> None:
    """What will never be taken is said so."""
    outside.says('no')
    assert isinstance(await refusal_of(outside), RefusedForGood)


async def not_led_on(outside: Outside) -> None:
    """Nobody goes where it is sent on to."""
    outside.says('elsewhere')
    assert isinstance(await refusal_of(outside), Unavailable | RefusedForGood)
    assert len(outside.arrived) <= 1


async def in_time(outside: Outside) -> None:
    """What never answers ends with the deadline, and nothing else in the process waits for it meanwhile."""
    outside.hangs()
    loop = asyncio.get_running_loop()
    started, ticks = loop.time(), 0
    trying = asyncio.create_task(refusal_of(outside, within=MOST_SECONDS))
    while not trying.done():
        await asyncio.sleep(MOST_SECONDS / 20)
        ticks += 1
    assert isinstance(trying.result(), Unavailable)
    assert loop.time() - started < MOST_SECONDS + PATIENCE
    assert ticks >= 4, 'everything stood still'


async def data(outside: Outside) -> None:
    """Whatever stands in a text, it stays text: the message has the same parts as any other."""
    await outside.channel.send(outside.settings, a_message(outside))
    for text in HOSTILE:
        await outside.channel.send(outside.settings, a_message(outside, text))
    plain, *hostile = outside.arrived
    assert len(hostile) == len(HOSTILE)
    assert {each.parts for each in hostile} == {plain.parts}


async def same_again(outside: Outside) -> None:
    """Another try is known as the same message."""
    outside.says('later')
    await refusal_of(outside)
    await outside.channel.send(outside.settings, a_message(outside, later=60))
    assert {each.key for each in outside.arrived} == {outside.arrived[-1].key}
    assert len({each.says for each in outside.arrived}) == 1


async def silent(outside: Outside) -> None:
    """No secret stands in a refusal, in what it was raised from, or in a log, though the other side knows them."""
    said, handler = [], logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with capture_logs() as events:
            for answer in ('later', 'no'):
                outside.says(answer)
                error = await refusal_of(outside)
                said += traceback.format_exception(error)
                said.append(repr(error))
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
    told = '\n'.join([*said, repr(events), repr(Line(outside.channel, outside.settings))])
    assert [secret for secret in outside.secrets if secret in told] == []


CHECKS = (taken, put_off, refused, not_led_on, in_time, data, same_again, silent)


async def some_channels(ctx: Context) -> None:
    """Set up, and how they went; none is on."""
    await channels.configure(ctx, name='slack', settings={'url': 'https://hooks.slack.com/services/x'})
    await channels.configure(ctx, name='webhook', settings={'url': 'https://example.org/hook', 'secret': SECRET})
    async with transaction(ctx) as db:
        await channels.note(db, 'slack', because='It answered 404: no_service.')
        await channels.note(db, 'mail')


async def refusal_of(outside: Outside, *, within: float = PATIENCE) -> Exception:
    """What comes of one try, inside the time it has. A channel may be cut off; it may raise nothing of another kind."""
    try:
        async with asyncio.timeout(within):
            await outside.channel.send(outside.settings, a_message(outside))
    except TimeoutError:
        return Unavailable()
    except Exception as error:
        return error
    raise AssertionError('it was taken')


