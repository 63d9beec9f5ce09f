"""Issuers on our own network: the hosts an operator names are reached by https, and nothing else around them (S-32)."""

from __future__ import annotations

import asyncio
import json
import ssl
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app import clock, fetching
from app.errors import Invalid
from app.fetching import NoAnswer
from app.settings import Settings, WrongSetting, load
from services import access
from services.access.sign_on import issuers
from tests.given import NOW
from tests.issuer import CLIENT, SECRET, an_issuer

NAMED, OTHER, INSIDE = 'login.acme.internal', 'wiki.acme.internal', '10.0.0.5'


@pytest.fixture(scope='module')
def certificate(tmp_path_factory):
    """Of both hosts, in a file with its key: everything but being named speaks for both of them."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now, names = clock.now(), [x509.DNSName(NAMED), x509.DNSName(OTHER)]
    made = (
        x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256()))
    path = tmp_path_factory.mktemp('certificate') / 'inside.pem'
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return path


@pytest.fixture(scope='module')
def running(certificate):
    by = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    by.load_cert_chain(certificate)
    with an_issuer(NOW.timestamp, by=by) as opened:
        yield opened


@pytest.fixture
async def issuer(running, certificate, monkeypatch):
    """Both names lead to it, at an address inside, and this machine trusts its certificate."""
    loop = asyncio.get_running_loop()
    true_look_up, true_connection = loop.getaddrinfo, loop.create_connection
    running.leads_to = INSIDE

    async def look_up(host, port, **options):
        return await true_look_up(running.leads_to if host in (NAMED, OTHER) else host, port, **options)

    async def connection(protocol, host=None, *rest, **options):
        return await true_connection(protocol, '127.0.0.1' if host == running.leads_to else host, *rest, **options)

    monkeypatch.setattr(loop, 'getaddrinfo', look_up)
    monkeypatch.setattr(loop, 'create_connection', connection)
    monkeypatch.setenv('SSL_CERT_FILE', str(certificate))
    fetching._certificates.cache_clear()
    issuers.forget()
    running.reset()
    running.port = urlsplit(running.url).port
    running.url = f'https://{NAMED}:{running.port}'
    yield running
    fetching.configure(Settings(_env_file=None, public_url='https://book.example.org'))
    fetching._certificates.cache_clear()


def named(hosts):
    fetching.configure(Settings(_env_file=None, public_url='https://book.example.org', inside_hosts=hosts))


async def tried(ctx, url):
    issuers.forget()
    await access.trust_issuer(ctx, issuer=url, known_as=CLIENT, secret=SECRET, label='Acme ID')
    await access.try_issuer(ctx)


async def test_s32_a_host_that_is_named_may_be_inside_and_no_other(issuer, given):
    named(f'{NAMED}:{issuer.port}, intranet.example.org')
    await tried(given.ctx, issuer.url)
    assert issuer.asked == ['/.well-known/openid-configuration', '/keys']
    issuer.asked.clear()
    for host in (OTHER, '127.0.0.1', '[::ffff:127.0.0.1]', 'localhost', f'{NAMED}.', f'x.{NAMED}', 'acme.internal'):
        with pytest.raises(NoAnswer):
            await tried(given.ctx, f'https://{host}:{issuer.port}')
    assert issuer.asked == []


async def test_s32_the_control_each_is_reached_where_it_is_named(issuer):
    for host in (NAMED, OTHER):
        named(f'{host}:{issuer.port}')
        assert (await fetching.fetch(f'https://{host}:{issuer.port}/keys'))['keys']
    named('')
    for host in (NAMED, OTHER):
        with pytest.raises(NoAnswer):
            await fetching.fetch(f'https://{host}:{issuer.port}/keys')
    assert issuer.asked == ['/keys'] * 2


@pytest.mark.parametrize('leads_to', ['https://{OTHER}:{port}/keys', 'https://127.0.0.1:{port}/keys', '/keys'])
async def test_s32_a_named_host_sends_us_nowhere(issuer, leads_to):
    named(f'{NAMED}:{issuer.port}')
    issuer.answers['/away'] = (302, {'Location': leads_to.format(OTHER=OTHER, port=issuer.port)}, b'')
    with pytest.raises(NoAnswer):
        await fetching.fetch(f'{issuer.url}/away')
    assert issuer.asked == ['/away']


async def test_s32_what_a_named_issuer_says_of_itself_leads_to_no_host_that_is_not(issuer, given):
    named(f'{NAMED}:{issuer.port}')
    for keys in (f'https://{OTHER}:{issuer.port}/keys', f'https://127.0.0.1:{issuer.port}/keys',
                 f'http://{NAMED}:{issuer.port}/keys'):
        issuer.answers['/.well-known/openid-configuration'] = (200, {}, (
            f'{{"issuer": "{issuer.url}", "authorization_endpoint": "{issuer.url}/authorize", '
            f'"token_endpoint": "{issuer.url}/token", "jwks_uri": "{keys}"}}').encode())
        with pytest.raises(NoAnswer):
            await tried(given.ctx, issuer.url)
    assert set(issuer.asked) == {'/.well-known/openid-configuration'}


async def test_s32_a_named_host_is_asked_at_the_port_that_is_named_and_at_443_where_none_is(issuer):
    for said in (NAMED, f'{NAMED}:443', f'{NAMED}:{issuer.port - 1}'):
        named(said)
        with pytest.raises(NoAnswer):
            await fetching.fetch(f'{issuer.url}/keys')
    assert issuer.asked == []
    named(f'{NAMED},{NAMED}:{issuer.port}')
    assert (await fetching.fetch(f'{issuer.url}/keys'))['keys'], 'the control'


@pytest.mark.parametrize('leads_to', [
    '127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1', '0.0.0.0', '::', '169.254.169.254', '169.254.0.1',
    '::ffff:169.254.169.254', 'fe80::1', 'fd00:ec2::254', 'fd20:ce::254', '100.100.100.200', '168.63.129.16',
    '192.0.0.192', '224.0.0.1', 'ff02::1', '64:ff9b::7f00:1'])
async def test_s32_a_named_host_leads_never_to_this_machine_its_cable_or_where_a_cloud_tells_secrets(issuer, leads_to):
    named(f'{NAMED}:{issuer.port}')
    issuer.leads_to = leads_to
    with pytest.raises(NoAnswer):
        await fetching.fetch(f'{issuer.url}/keys')
    assert issuer.asked == []


@pytest.mark.parametrize('leads_to', [
    '10.255.0.1', '172.16.3.4', '192.168.1.1', '100.64.0.9', 'fd12:3456::1'])
async def test_s32_the_control_it_leads_to_networks_of_ones_own(issuer, leads_to):
    named(f'{NAMED}:{issuer.port}')
    issuer.leads_to = leads_to
    assert (await fetching.fetch(f'{issuer.url}/keys'))['keys']
    named('')
    with pytest.raises(NoAnswer):
        await fetching.fetch(f'{issuer.url}/keys')


@pytest.mark.parametrize('endpoint', ['token_endpoint', 'jwks_uri'])
async def test_s32_a_server_sends_us_to_no_named_host_that_it_is_not(issuer, given, endpoint):
    inside = f'https://{OTHER}:{issuer.port}/inside'
    shown = {'issuer': issuer.url, 'authorization_endpoint': f'{issuer.url}/authorize',
             'token_endpoint': f'{issuer.url}/token', 'jwks_uri': f'{issuer.url}/keys', endpoint: inside}
    issuer.answers['/.well-known/openid-configuration'] = (200, {}, json.dumps(shown).encode())
    issuer.answers['/inside'] = (200, {}, b'{"keys": [{"kid": "a"}]}')
    named(f'{NAMED}:{issuer.port}, {OTHER}:{issuer.port}')
    with pytest.raises(NoAnswer):
        await tried(given.ctx, issuer.url)
    assert issuer.asked == ['/.well-known/openid-configuration']
    shown[endpoint] = inside.replace(OTHER, NAMED)
    issuer.answers['/.well-known/openid-configuration'] = (200, {}, json.dumps(shown).encode())
    await tried(given.ctx, issuer.url)


@pytest.mark.parametrize('said', ['?', '?x=1', '/a/delete?x='])
async def test_s32_an_issuer_asks_for_nothing_by_its_address(issuer, given, said):
    with pytest.raises(Invalid) as refusal:
        await access.trust_issuer(given.ctx, issuer=issuer.url + said, known_as=CLIENT, secret=SECRET, label='Acme ID')
    assert set(refusal.value.fields) == {'issuer'}


async def test_s32_a_named_host_proves_its_name(issuer, certificate, monkeypatch):
    named(f'{NAMED}:{issuer.port}')
    monkeypatch.delenv('SSL_CERT_FILE')
    fetching._certificates.cache_clear()
    with pytest.raises(NoAnswer):
        await fetching.fetch(f'{issuer.url}/keys')
    assert issuer.asked == []


@pytest.mark.parametrize(('said', 'hosts'), [
    ('', ()), (' Login.Acme.Internal ,wiki:8443 ', ('login.acme.internal:443', 'wiki:8443')), (',', ())])
def test_the_hosts_that_may_be_inside_are_read_from_the_environment(monkeypatch, said, hosts):
    monkeypatch.setenv('INSIDE_HOSTS', said)
    assert Settings(_env_file=None).inside_hosts == hosts


@pytest.mark.parametrize('said', [
    '10.0.0.1', '::1', '[::1]', '*.acme.internal', 'https://login', 'login:0', 'login:65536', 'login:', 'login:x',
    'login:+1', 'login:443:443', '10.0.0.1:443', 'a b', '.acme.internal', 'login.', 'a/b', '0x7f000001', '127.1',
    '2130706433'])
def test_what_is_no_host_name_is_refused_at_the_start(monkeypatch, said):
    monkeypatch.setenv('INSIDE_HOSTS', f'login.acme.internal,{said}')
    with pytest.raises(WrongSetting, match='INSIDE_HOSTS: must be hosts'):
        load()
