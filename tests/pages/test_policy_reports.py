"""What browsers report of the content policy: told in the log, and nothing more than may stand there (S-21).

That a browser sends it: tests/journeys/test_everywhere.py.
"""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app import clock
from app.settings import Settings
from pages._site import open_site
from pages.programs import policy_reports

SECRET = 'token=the-secret'
BODY = {'document-uri': f'https://book.example.org/reset?{SECRET}#{SECRET}', 'effective-directive': 'script-src-elem',
        'violated-directive': 'script-src-elem', 'blocked-uri': f'https://evil.example:8443/{SECRET}?{SECRET}',
        'referrer': f'https://a.example/?{SECRET}', 'source-file': f'https://book.example.org/?{SECRET}',
        'script-sample': SECRET}
TOLD = {'event': 'a browser stopped something', 'directive': 'script-src-elem', 'blocked': 'evil.example',
        'page': '/reset', 'log_level': 'warning'}


@pytest.fixture(autouse=True)
def of_nobody_yet(tmp_path):
    """Whoever sent something before is forgotten."""
    open_site(Settings(_env_file=None, data_dir=tmp_path, secret=None))
    policy_reports.OF_PLACE.clear()
    policy_reports.OF_ALL.clear()


async def sent(content, *, place: str = '203.0.113.7', times: int = 1) -> list[dict]:
    """What the log says of it; the answer is always the same."""
    door = FastAPI()
    door.include_router(policy_reports.router)
    told = json.dumps(content).encode() if isinstance(content, list | dict) else content
    transport = httpx.ASGITransport(door, client=(place, 1))
    with capture_logs() as log:
        async with httpx.AsyncClient(transport=transport, base_url='http://daybook') as browser:
            for _ in range(times):
                answer = await browser.post('/policy-reports', content=told)
                assert (answer.status_code, answer.content) == (204, b'')
    return log


def of(**changes) -> dict:
    return {'csp-report': BODY | {name.replace('_', '-'): value for name, value in changes.items()}}


@pytest.mark.parametrize('report', [of(), of(effective_directive='', violated_directive="script-src-elem 'self'")],
                         ids=['new', 'old'])
async def test_s21_a_report_is_one_line_and_nothing_of_a_query_is_kept(report):
    log = await sent(report)
    assert log == [TOLD]
    assert 'secret' not in json.dumps(log)


@pytest.mark.parametrize(('blocked', 'told'), [
    ('inline', 'inline'), ('data', 'data'), (f'data:text/html,{SECRET}', 'data'), ('', ''),
    (f'https://eve:{SECRET}@EVIL.example/', 'evil.example'), ('wss://[2001:db8::1]/x', '2001:db8::1')])
async def test_s21_of_what_was_stopped_a_host_or_a_word_is_told(blocked, told):
    assert [each['blocked'] for each in await sent(of(blocked_uri=blocked))] == [told]


@pytest.mark.parametrize('report', [
    b'', b'not json', b'null', b'{}', b'\xff\xfe', b'[' * 10_000, [], [None], {'csp-report': 'text'},
    {'csp-report': {}}, of(effective_directive=['script-src']),
    of(effective_directive='script-src\n{"level": 1}'),
    of(effective_directive='x' * 41), of(document_uri='http://['), of(document_uri=7),
    of(document_uri='/' + 'x' * 200), of(document_uri='/a b'), of(document_uri='about'),
    of(blocked_uri=f'somewhere?{SECRET}'), of(blocked_uri='x' * 254)], ids=range(20))
async def test_s21_what_is_no_report_is_dropped(report):
    assert await sent(report) == []


async def test_s21_what_is_too_large_is_dropped_and_read_no_further():
    large = json.dumps(of(script_sample='x' * policy_reports.LARGEST)).encode()
    assert await sent(large) == []
    assert await sent(large.replace(b'x' * 5000, b'')) == [TOLD], 'the control'
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 1
            yield b'x' * 1024

    assert await sent(endless()) == []
    assert read <= policy_reports.LARGEST // 1024 + 2


async def test_s21_what_comes_slowly_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(policy_reports, 'PATIENCE', 0.05)

    async def drops():
        yield b'['
        await asyncio.sleep(30)
        yield b']'

    assert await asyncio.wait_for(sent(drops()), 10) == []


async def test_s21_a_flood_is_ten_lines_a_minute_from_one_place_and_sixty_from_all(monkeypatch):
    assert await sent(of(), times=1000) == [TOLD] * 10
    assert await sent(of(), place='203.0.113.8') == [TOLD], 'another place is heard'
    heard = [len(await sent(of(), place=f'198.51.100.{each}', times=2)) for each in range(40)]
    assert sum(heard) == 60 - 11
    now = clock.now()
    monkeypatch.setattr(clock, 'now', lambda: now + timedelta(seconds=61))
    assert await sent(of(), times=11) == [TOLD] * 10, 'and heard again in a minute'


async def test_s21_whoever_has_a_whole_network_is_one_place_and_what_is_no_report_silences_nobody():
    heard = [await sent(of(), place=f'2001:db8:1:1::{each:x}') for each in range(60)]
    assert sum(map(len, heard)) == 10
    for each in range(60):
        assert await sent(b'junk', place=f'198.51.100.{each}') == []
    assert await sent(of(), place='2001:db8:1:2::1') == [TOLD], 'the network beside it'
