"""What browsers report of our content policy: one line of the log for each, whoever sends it and whatever it says.

Anybody may send anything here. What is too large, too often or no report is dropped, and answered like the rest; of
what is kept nothing is longer than a line, and no query: secrets stand there.
"""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app import clock, telemetry
from app.errors import TooMany
from app.limits import MovingWindow, one_place
from pages import paths
from pages._cookies import address_of
from pages._site import site

log = structlog.get_logger(__name__)
router = APIRouter(include_in_schema=False)

LARGEST, PATIENCE = 16_384, 2.0  # bytes of what is sent, seconds it may take
OF_PLACE, OF_ALL = (MovingWindow(most, timedelta(minutes=1)) for most in (10, 60))
_WORD = re.compile(r'[a-z][a-z-]{0,39}')
_HOST = re.compile(r'[a-z0-9.:_-]{1,253}')
_PATH = re.compile(r'/[!-~]{0,199}')


class TooLarge(Exception):
    """Not read any further."""


@router.post(paths.POLICY_REPORTS)
async def hear(request: Request) -> Response:
    """204, whatever is sent; what is dropped is counted, and nobody is told."""
    try:
        OF_PLACE.take(one_place(address_of(request, site().settings.trusted_proxies)), clock.now())
        report = told(await _sent(request))
        OF_ALL.take('', clock.now())  # of reports alone: whoever sends anything else silences nobody
        log.warning('a browser stopped something', **report)
        telemetry.policy_report('told')
    except (TooMany, TooLarge, ClientDisconnect, TimeoutError, ValueError):
        telemetry.policy_report('dropped')
    return Response(status_code=204)


def told(sent: bytes) -> dict[str, str]:
    """What was forbidden, where it would have led (a host, or a word such as inline), and on which page.

    Raises: ValueError for what is no report.
    """
    try:
        said = json.loads(sent)
    except RecursionError:  # nested to break whoever reads it
        raise ValueError from None
    report = said.get('csp-report') if isinstance(said, dict) else None
    if not isinstance(report, dict):
        raise ValueError
    directive = (_text(report, 'effective-directive') or _text(report, 'violated-directive')).partition(' ')[0]
    page = urlsplit(_text(report, 'document-uri')).path
    if not (_WORD.fullmatch(directive) and _PATH.fullmatch(page)):
        raise ValueError
    return {'directive': directive, 'blocked': _host(_text(report, 'blocked-uri')), 'page': page}


def _text(report: dict[str, Any], name: str) -> str:
    found = report.get(name, '')
    if not isinstance(found, str):
        raise ValueError
    return found


def _host(blocked: str) -> str:
    """The host of an address; of one without a host its scheme, and a word as it is."""
    parts = urlsplit(blocked)
    found = parts.hostname or parts.scheme or blocked
    if found and not _HOST.fullmatch(found):
        raise ValueError
    return found


async def _sent(request: Request) -> bytes:
    said = b''
    async with asyncio.timeout(PATIENCE):
        async for part in request.stream():
            said += part
            if len(said) > LARGEST:
                raise TooLarge
    return said
