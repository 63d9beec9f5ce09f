"""Asking a server elsewhere, whose address somebody typed: over https, of a place out in the world, and briefly.

The name is looked up once and that very address is asked, so that a second answer of the name server leads nowhere
else; where it says to go on is not followed. Where browsers reach us without https, a product is being tried out: then
servers on this machine and around it may be asked too, and over http. Elsewhere those alone that an operator has named,
exactly so, over https, at the port named, and where the name leads into a network of one's own: never to this machine,
to what is on its cable alone, or to where a cloud tells a machine its secrets. No server may send us on to one of them.
"""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit

import httpx

from app.errors import Invalid, Unavailable
from app.settings import DEFAULT_PORTS, Settings

DEADLINE = 5.0  # seconds, from the look-up of the name to the last byte
LARGEST = 65_536  # bytes
_NAT64 = ip_network('64:ff9b::/96')
_GIVEN_OUT = ip_network('2000::/3')  # of all IPv6, what is anybody's: the rest stays inside, or wraps an IPv4 address
_EXAMPLES = ip_network('3fff::/20')
_OURS = tuple(map(ip_network, ('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7')))
_OF_CLOUDS = frozenset(map(ip_address, (  # the rest of what they use is 169.254.0.0/16
    '100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42')))


logging.getLogger('httpx').setLevel(logging.WARNING)  # it would write whole addresses down: some are secrets


class NoAnswer(Unavailable):
    """Whatever went wrong there: the words are the same, whoever asks learns nothing of our network."""

    sentence = 'The other server did not answer as it should.'


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; of a long `body` the beginning."""

    status: int
    body: bytes


_may_stay_inside = [False]
_named: set[str] = set()


def configure(settings: Settings) -> None:
    """Which servers of our own network may be asked: all, or those that are named."""
    _may_stay_inside[:] = [not settings.is_https]
    _named.clear()
    _named.update(settings.inside_hosts)


def known_url(url: str, field: str) -> str:
    """An address that may be asked, as far as it can be told from looking at it. Raises: Invalid at `field`."""
    try:
        parts = urlsplit(url)
        is_plain = parts.port is None or parts.port > 0
    except ValueError:
        raise Invalid.field(field, 'This is not an address.') from None
    is_plain = is_plain and url.isascii() and url.isprintable() and ' ' not in url and '\\' not in url
    if not is_plain or not parts.hostname or '@' in parts.netloc or parts.fragment or len(url) > 500:
        raise Invalid.field(field, 'This is not an address such as https://login.example.org')
    if parts.scheme != 'https' and not (parts.scheme == 'http' and _may_stay_inside[0]):
        raise Invalid.field(field, 'It must begin with https://')
    return url


def known_destination(url: str, field: str) -> str:
    """An address things may be sent to: over https, unless it is this very machine and the product is being tried out.
    Raises: Invalid at `field`.
    """
    try:
        known = known_url(url.strip(), field)
    except Invalid:
        known = ''
    if not known:
        raise Invalid.field(field, 'This is not an address such as https://example.org/hook')
    if is_plain_abroad(known):
        raise Invalid.field(field, 'It must begin with https://')
    return known


def may_send_on(issuer: str, url: str) -> bool:
    """Whether a server may have us ask there: of the hosts that are named each sends to itself alone."""
    there = urlsplit(url)
    return _place(there) not in _named or urlsplit(issuer).hostname == there.hostname


def is_plain_abroad(url: str) -> bool:
    """Whether it is a known address over http, and not of this very machine."""
    parts = urlsplit(url)
    try:
        is_here = ip_address(parts.hostname or '').is_loopback
    except ValueError:
        is_here = parts.hostname == 'localhost'
    return parts.scheme == 'http' and not is_here


async def fetch(url: str, *, form: Mapping[str, str] | None = None, auth: tuple[str, str] | None = None
                ) -> dict[str, Any]:
    """The JSON object at an address; with `form` it is posted there. Raises: NoAnswer."""
    try:
        known_url(url, 'url')
        request = _Request('GET', {}) if form is None else _Request('POST', {}, data=dict(form), auth=auth)
        async with asyncio.timeout(DEADLINE):
            answer = await _asked(urlsplit(url), request)
        if answer.status != 200 or len(answer.body) > LARGEST:
            raise NoAnswer
        found = json.loads(answer.body)
    except (Invalid, OSError, TimeoutError, ValueError, RecursionError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswer from error
    if not isinstance(found, dict):
        raise NoAnswer
    return found


async def post(url: str, content: bytes, *, headers: Mapping[str, str], auth: tuple[str, str] | None = None) -> Answer:
    """Hand something over out in the world, to none of the hosts that are named, and hear what is said, whatever it is.

    Raises: NoAnswer.
    """
    try:
        known_destination(url, 'url')
        request = _Request('POST', headers, content=content, auth=auth)
        async with asyncio.timeout(DEADLINE):
            return await _asked(urlsplit(url), request, may_be_named=False)
    except (Invalid, OSError, TimeoutError, ValueError, httpx.HTTPError, httpx.InvalidURL) as error:
        raise NoAnswer from error


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    headers: Mapping[str, str]
    data: dict[str, str] | None = None
    content: bytes | None = None
    auth: tuple[str, str] | None = None


async def _asked(parts: SplitResult, request: _Request, *, may_be_named: bool = True) -> Answer:
    """What comes of it; nothing is read beyond the largest answer."""
    host = str(parts.hostname)
    address = await _address(parts, may_be_named=may_be_named)
    there = httpx.URL(parts.geturl()).copy_with(host=address)
    async with (
        httpx.AsyncClient(verify=_certificates(), trust_env=False, follow_redirects=False, timeout=DEADLINE) as client,
        client.stream(request.method, there, data=request.data, content=request.content, auth=request.auth,
                      headers={'Host': parts.netloc, 'Accept': 'application/json', 'Accept-Encoding': 'identity',
                               **request.headers},
                      extensions={'sni_hostname': host}) as answer,
    ):
        body = b''
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > LARGEST:
                break
    return Answer(answer.status_code, body[:LARGEST + 1])


async def _address(parts: SplitResult, *, may_be_named: bool) -> str:
    """Where the name leads. Raises: NoAnswer, where one of its addresses is none out in the world and may not be."""
    looked_up = await asyncio.get_running_loop().getaddrinfo(parts.hostname, _port(parts))
    found = [str(each[4][0]) for each in looked_up]
    is_named = may_be_named and _place(parts) in _named
    if not found or not (_may_stay_inside[0] or all(_may_be_asked(each, is_named=is_named) for each in found)):
        raise NoAnswer
    return found[0]


def _may_be_asked(address: str, *, is_named: bool) -> bool:
    if is_outside(address):
        return ip_address(address) not in _OF_CLOUDS
    known = ip_address(address.partition('%')[0])
    known = getattr(known, 'ipv4_mapped', None) or known
    return is_named and known not in _OF_CLOUDS and any(known in each for each in _OURS)


def _place(parts: SplitResult) -> str:
    return f'{parts.hostname}:{_port(parts)}'


def _port(parts: SplitResult) -> int:
    return parts.port or DEFAULT_PORTS[parts.scheme]


def is_outside(address: str) -> bool:
    """Whether it is somewhere in the world, whichever way it is written."""
    known = ip_address(address.partition('%')[0])
    if isinstance(known, IPv4Address):
        return known.is_global and not known.is_multicast
    inner = IPv4Address(int(known) & 0xFFFFFFFF) if known in _NAT64 else known.sixtofour
    if inner is not None:
        return is_outside(str(inner))
    return known.is_global and known in _GIVEN_OUT and known not in _EXAMPLES


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Read once: it takes a tenth of a second."""
    return ssl.create_default_context()
