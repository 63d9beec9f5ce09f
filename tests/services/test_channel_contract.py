"""What every channel keeps to: those built in, and one that a package of somebody else brings."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from app import fetching, mail
from app.errors import Unavailable
from app.settings import Settings
from services import channels
from services.channels import Audience, Channel, NotTaken, RefusedForGood, contract, plugging
from services.channels.sending import HIDDEN, Line
from tests import channels as suite
from tests.channels import (
    SECRET,
    MailOutside,
    PigeonOutside,
    SlackOutside,
    SmsOutside,
    WebhookOutside,
    WebOutside,
    a_message,
)
from tests.smtp_sink import an_smtp_sink
from tests.web_sink import a_web_sink

PACKAGES = Path(__file__).parents[1] / 'packages'


@pytest.fixture(scope='module')
def smtp():
    with an_smtp_sink() as opened:
        yield opened


@pytest.fixture(scope='module')
def web():
    with a_web_sink() as opened:
        yield opened


@pytest.fixture
def trying_out():
    """Where servers of this machine may be asked."""
    fetching.configure(Settings(_env_file=None))
    yield
    fetching.configure(Settings(_env_file=None, public_url='https://book.example.org'))
    mail._settings.clear()


@pytest.fixture
def outside(request, smtp, web, trying_out):
    web.reset()
    smtp.mails.clear()
    smtp.recipients.clear()
    smtp.answers.clear()
    smtp.hangs = False
    match request.param:
        case 'mail':
            return MailOutside(smtp)
        case 'pigeon':
            return PigeonOutside(web, request.getfixturevalue('pigeon'))
        case name:
            return {'slack': SlackOutside, 'sms': SmsOutside, 'webhook': WebhookOutside, 'careless': CarelessOutside}[
                name](web)


@pytest.fixture
def pigeon(monkeypatch):
    """As it is where the package is installed."""
    monkeypatch.syspath_prepend(PACKAGES)
    plugging.installed.cache_clear()
    yield channels.installed()['pigeon']
    plugging.installed.cache_clear()


@pytest.mark.parametrize('outside', ['mail', 'sms', 'slack', 'webhook', 'pigeon'], indirect=True)
@pytest.mark.parametrize('check', suite.CHECKS)
async def test_r05_s27_a_channel_keeps_to_the_contract(outside, check):
    await check(outside)


class Careless(Channel):
    """Everything a channel must not do."""

    name, title, audience = 'careless', 'Careless', Audience.BUSINESS

    async def send(self, settings, outgoing):
        body = f'{{"id": "{uuid4()}", "says": "{outgoing.text}"}}'
        async with httpx.AsyncClient(follow_redirects=True) as client:
            if settings['hangs']():
                time.sleep(suite.MOST_SECONDS * 5)  # noqa: ASYNC251 - that is the point
            answer = await client.post(settings['url'], content=body.encode(errors='replace'))
        answer.raise_for_status()


class CarelessOutside(WebOutside):
    channel = Careless()

    def __init__(self, sink):
        super().__init__(sink)
        self.settings = {'url': f'{sink.url}/{SECRET}', 'hangs': lambda: sink.hangs}
        self.secrets = (SECRET,)

    def read(self, headers, body):
        return suite.Arrived(body.decode()[8:44], body.decode(), (str(body.count(b'"')), str(body.count(b'\r'))))


@pytest.mark.parametrize('outside', ['careless'], indirect=True)
@pytest.mark.parametrize('check', suite.CHECKS)
async def test_the_control_a_channel_that_breaks_the_contract_is_found(outside, check):
    with pytest.raises((AssertionError, httpx.HTTPError)):
        await check(outside)


@pytest.mark.parametrize('outside', ['careless'], indirect=True)
async def test_s27_what_a_careless_channel_says_goes_no_further(outside):
    """The line around a channel keeps what its own author forgot, and a failure of it is a try that failed."""
    outside.says('later')
    with pytest.raises(NotTaken) as refusal:
        await Line(outside.channel, outside.settings).send(a_message(outside))
    assert SECRET not in repr(refusal.value)
    assert refusal.value.__suppress_context__


class Telltale(Channel):
    name, title, audience = 'telltale', 'Telltale', Audience.BUSINESS
    fields = (channels.Field('token', 'Token', is_secret=True),)

    async def send(self, settings, outgoing):
        raise RefusedForGood(f'401\r\nfor {settings["token"]} {"x" * 1000}')


async def test_s27_a_secret_in_the_words_of_a_refusal_is_hidden(trying_out):
    with pytest.raises(RefusedForGood) as refusal:
        await Line(Telltale(), {'token': SECRET}).send(a_message(CarelessOutside(type('', (), {'url': ''})())))
    assert refusal.value.message.startswith(f'401  for {HIDDEN} xxx')
    assert len(refusal.value.message) == 200


class Endless(Channel):
    name, title, audience = 'endless', 'Endless', Audience.BUSINESS

    async def send(self, settings, outgoing):
        await suite.asyncio.sleep(60)


async def test_r05_a_channel_that_has_no_deadline_of_its_own_is_cut_off(monkeypatch):
    monkeypatch.setattr(contract, 'DEADLINE', 0.01)
    with pytest.raises(Unavailable):
        await Line(Endless()).send(a_message(CarelessOutside(type('', (), {'url': ''})())))


def test_what_is_written_about_channels_is_the_package_that_passes():
    _, code = (PACKAGES / 'daybook_pigeon.py').read_text().split('"""\n\n', 1)
    assert f'```python\n{code}```' in (PACKAGES.parents[1] / 'docs' / 'channels.md').read_text()


def test_a_package_that_brings_what_is_no_channel_is_seen_at_the_start(pigeon, monkeypatch):
    for wrong in ('mail', 'Pigeon', 'a b', ''):
        monkeypatch.setattr(type(pigeon), 'name', wrong)
        plugging.installed.cache_clear()
        with pytest.raises(plugging.NoChannel):
            channels.installed()
