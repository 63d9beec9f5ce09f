"""What a webhook carries, and where it never goes (S-27)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import time

import pytest

from app import fetching
from app.errors import Invalid
from app.settings import Settings
from services.channels import NotTaken, RefusedForGood
from services.channels.built_in import webhook
from services.channels.built_in.sms import parts, shortened
from tests.channels import KEY, SECRET, SmsOutside, WebhookOutside, a_message
from tests.given import NOW
from tests.web_sink import a_web_sink

IN_THE_WORLD = Settings(_env_file=None, public_url='https://book.example.org', inside_hosts='login.acme.internal')


@pytest.fixture(scope='module')
def sink():
    with a_web_sink() as opened:
        yield opened


@pytest.fixture
def outside(sink):
    """Where servers of this machine may be asked."""
    sink.reset()
    fetching.configure(Settings(_env_file=None))
    yield WebhookOutside(sink)
    fetching.configure(IN_THE_WORLD)


async def test_s27_the_body_is_signed_with_its_id_and_the_time_of_the_try(outside, sink):
    for later in (0, 60):
        await outside.channel.send(outside.settings, a_message(outside, later=later))
    first, second = sink.posted
    for each, at in ((first, NOW.timestamp()), (second, NOW.timestamp() + 60)):
        assert each.headers['webhook-timestamp'] == str(int(at))
        signed = f'{KEY}.{int(at)}.'.encode() + each.body
        expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
        assert each.headers['webhook-signature'] == f'v1,{expected}'
    assert first.body == second.body
    assert first.headers['webhook-signature'] != second.headers['webhook-signature']
    assert json.loads(first.body)['kind'] == 'booked'


def test_a_secret_of_the_standard_is_what_it_stands_for_in_base64():
    """The example of standardwebhooks.com."""
    secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    assert webhook.checked_secret(secret, 'secret') == secret
    assert webhook.signature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, b'{"test": 2432232314}') == (
        'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
    for wrong in ('short', 'whsec_' + 'ü' * 30, 'whsec_' + '?' * 30, ''):
        with pytest.raises(Invalid) as refusal:
            webhook.checked_secret(wrong, 'secret')
        assert list(refusal.value.fields) == ['secret']


@pytest.mark.parametrize(('status', 'kind'), [
    (200, None), (204, None), (299, None), (301, NotTaken), (400, RefusedForGood), (404, RefusedForGood),
    (410, RefusedForGood), (408, NotTaken), (429, NotTaken), (500, NotTaken), (503, NotTaken)])
async def test_what_an_answer_means(outside, sink, status, kind):
    sink.answers.append((status, {}, b''))
    if kind is None:
        await outside.channel.send(outside.settings, a_message(outside))
    else:
        with pytest.raises(kind, match=str(status)):
            await outside.channel.send(outside.settings, a_message(outside))


INSIDE = [
    '127.0.0.1', '127.1', '127.255.255.254', '2130706433', '0x7f000001', '0177.0.0.1', '0', '0.0.0.0', '0.1.2.3',
    '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255', '100.64.0.1',
    '100.127.255.254', '100.100.100.200', '168.63.129.16', '169.254.0.1', '169.254.169.254', '169.254.170.2',
    '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1',
    '255.255.255.255', '[::]', '[::1]', '[::ffff:127.0.0.1]', '[::ffff:169.254.169.254]', '[::127.0.0.1]',
    '[64:ff9b::7f00:1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::]',
    '[fe80::1]', '[fc00::1]', '[fd00:ec2::254]', '[fd20:ce::254]', '[fec0::1]', '[ff02::1]', '[2001:db8::1]',
    '[3fff::1]', 'localhost', 'login.acme.internal']


async def test_s27_no_connection_is_made_to_where_a_webhook_must_not_go(outside, sink, monkeypatch):
    """Nor to a host that an operator has named for signing in; nor by the second answer of a name server."""
    fetching.configure(IN_THE_WORLD)
    loop, made = asyncio.get_running_loop(), []
    true_look_up, true_connection = loop.getaddrinfo, loop.create_connection

    async def connection(protocol, host=None, *rest, **options):
        made.append(host)
        return await true_connection(protocol, '127.0.0.1', sink_port, **options | {'ssl': None})

    async def look_up(host, port, **options):
        told = {'login.acme.internal': '10.0.0.5', 'rebinding.example': answers.pop(0) if answers else '127.0.0.1'}
        return await true_look_up(told.get(host, host), port, **options)

    sink_port, answers = int(sink.url.rsplit(':', 1)[1]), []
    monkeypatch.setattr(loop, 'create_connection', connection)
    monkeypatch.setattr(loop, 'getaddrinfo', look_up)
    for host in INSIDE:
        with pytest.raises(NotTaken):
            await outside.channel.send(outside.settings | {'url': f'https://{host}/'}, a_message(outside))
    for url in (sink.url, 'http://93.184.216.34/', 'ftp://example.org/', 'https://me@example.org/'):
        with pytest.raises(NotTaken):
            await outside.channel.send(outside.settings | {'url': url}, a_message(outside))
    assert (made, sink.posted) == ([], [])
    answers[:] = ['93.184.216.34', '127.0.0.1']
    with pytest.raises(NotTaken):  # no certificate there
        await outside.channel.send(outside.settings | {'url': 'https://rebinding.example/'}, a_message(outside))
    assert made == ['93.184.216.34'], 'the control: looked up once, and that very address asked'
    assert answers == ['127.0.0.1']


async def test_s27_a_redirect_leads_nowhere_and_an_endless_answer_is_left(outside, sink, monkeypatch):
    sink.answers = [(307, {'Location': f'{sink.url}/metadata'}, b''), (200, {}, b'x' * 10_000_000)]
    with pytest.raises(NotTaken, match='307'):
        await outside.channel.send(outside.settings, a_message(outside))
    await outside.channel.send(outside.settings, a_message(outside))
    assert [each.path for each in sink.posted] == ['/hook', '/hook']
    answer = await fetching.post(f'{sink.url}/hook', b'', headers={})
    assert answer.body == b'ok', 'the control'
    sink.answers = [(200, {}, b'x' * 10_000_000)]
    assert len((await fetching.post(f'{sink.url}/hook', b'', headers={})).body) == fetching.LARGEST + 1


async def test_s27_an_answer_that_drips_is_cut_off(outside, monkeypatch):
    monkeypatch.setattr(fetching, 'DEADLINE', 0.2)

    async def drip(reader, writer):
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n')
        while not writer.is_closing():
            writer.write(b'x')
            await asyncio.sleep(0.02)

    server = await asyncio.start_server(drip, '127.0.0.1', 0)
    started = time.monotonic()
    url = f'http://127.0.0.1:{server.sockets[0].getsockname()[1]}/'
    with pytest.raises(NotTaken):
        await outside.channel.send(outside.settings | {'url': url}, a_message(outside))
    assert time.monotonic() - started < 5
    server.close()


@pytest.mark.parametrize(('said', 'count'), [
    ('x' * 160, 1), ('x' * 161, 2), ('x' * 306, 2), ('x' * 307, 3), ('€' * 80, 1), ('€' * 81, 2), ('ż' * 70, 1),
    ('ż' * 71, 2), ('\U0001f600' * 35, 1), ('\U0001f600' * 36, 2), ('', 1)])
def test_an_sms_costs_as_many_parts_as_it_takes(said, count):
    assert parts(said) == count


@pytest.mark.parametrize('said', ['x' * 5000, 'ż' * 5000, '{' * 5000, 'x' * 459 + 'ż'])
def test_an_sms_never_costs_more_than_a_few(said):
    assert parts(shortened(said)) <= 3
    assert shortened('Acme: booked') == 'Acme: booked'


@pytest.mark.parametrize(('phone', 'to'), [
    ('+44 20 7946 0000', '+442079460000'), ('0044 (20) 7946-0000', '+442079460000'), ('020 7946 0000', '+442079460000'),
    ('ring twice', None), ('', None), ('+44', None), ('+1500555000&To=+1', None)])
async def test_an_sms_goes_to_a_number_that_the_whole_world_dials(sink, outside, phone, to):
    sms = SmsOutside(sink)
    sms.to = phone
    message = a_message(sms)
    if to is None:
        with pytest.raises(RefusedForGood):
            await sms.channel.send(sms.settings, message)
        assert sink.posted == []
    else:
        await sms.channel.send(sms.settings, message)
        assert sms.arrived[0].key == KEY


async def test_an_account_that_twilio_does_not_know_can_be_set_right_before_anything_is_given_up(sink, outside):
    sms = SmsOutside(sink)
    sink.answers = [(401, {}, b'{"code": 20003}'), (400, {}, b'{"code": 21610}'), (400, {}, b'[]')]
    with pytest.raises(NotTaken, match='does not accept'):
        await sms.channel.send(sms.settings, a_message(sms))
    with pytest.raises(RefusedForGood, match='STOP'):
        await sms.channel.send(sms.settings, a_message(sms))
    with pytest.raises(RefusedForGood, match=r'answered 400\.$'):
        await sms.channel.send(sms.settings, a_message(sms))
