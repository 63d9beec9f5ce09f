"""Ended in the middle of bookings, asked to or not: what was acknowledged is there, and nothing is there by half.

`DAYBOOK_KILLS=500` kills as often as wanted; every kill is followed by a start.
"""

import asyncio
import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from app import database
from tests import servers
from tests.given import NOW, Given
from tests.outages.product import running, until
from tests.races.crowds import OVERLAPS, UNCLAIMED

KILLS = int(os.environ.get('DAYBOOK_KILLS', '1'))
CROWD = 100
DOOR = ('-m', 'tests.outages.booking_door')
# Without its line in the journal or what that owes; the line without the booking; a reference or a key for nothing.
HALVES = {
    'not told': '''select count(*) from (
        select from appointments a left join journal j on j.subject_id = a.id and j.kind = 'appointment.booked'
            left join reactions r on r.journal_id = j.id
        group by a.id having count(distinct j.id) <> 1 or count(r.id) <> 3) as found''',
    'told only': '''select count(*) from journal j
        where j.kind = 'appointment.booked' and not exists (select from appointments a where a.id = j.subject_id)''',
    'opened only': '''select count(*) from bookings b
        where not exists (select from appointments a where a.booking_id = b.id)''',
    'asked only': "select count(*) from answered_requests where answer = '{}'",
    'claimed only, or not': UNCLAIMED,
    'twice': OVERLAPS,
}


class Book:
    """A business that is booked from outside, and the books behind it."""

    def __init__(self, url: str, line: psycopg.Connection) -> None:
        self.url, self.line = url, line
        self.acknowledged: dict[tuple[int, int], str] = {}

    async def arranged(self, calendars: int = 4) -> None:
        database.configure(self.url, pool_size=2)
        given = await Given.a_tenant(now=NOW)
        self.about = {'tenant': str(given.tenant_id), 'offering': str((await given.offering()).id),
                      'client': str((await given.client()).id)}
        self.calendars = [str((await given.calendar(hours='00:00-24:00')).id) for _ in range(calendars)]
        await database.dispose()

    async def ask(self, door: httpx.AsyncClient, number: int, calendar: int, *, hasty: bool = False) -> str:
        """What became of one booking: its status, or the name of what cut it off."""
        try:
            answer = await door.post('/bookings?hasty' if hasty else '/bookings', json={
                **self.about, 'calendar': self.calendars[calendar], 'number': number})
        except httpx.TransportError as error:
            return type(error).__name__
        if answer.status_code in (200, 202):
            self.acknowledged[calendar, number] = answer.json().get('id', '')
        return str(answer.status_code)

    def kept(self) -> set[str]:
        return {str(row[0]) for row in self.line.execute('select id from appointments')}

    def halves(self) -> dict[str, int]:
        found = {name: self.line.execute(question).fetchone()[0] for name, question in HALVES.items()}
        return {name: count for name, count in found.items() if count}


@pytest.fixture
async def book(postgres):
    url = servers.clone(servers.template_database(postgres, servers.migrate))
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as line:
        line.execute('set row_security = off')
        made = Book(url, line)
        await made.arranged()
        yield made


@contextmanager
def serving(book):
    folder = Path(tempfile.mkdtemp(prefix='daybook-ending-'))
    try:
        with running(folder, program=DOOR, DATABASE_URL=book.url, DEMO='no') as product:
            product.answers('/healthz/ready')
            yield product, httpx.AsyncClient(base_url=f'http://127.0.0.1:{product.port}', timeout=20,
                                             limits=httpx.Limits(max_connections=CROWD))
    finally:
        shutil.rmtree(folder)


async def stream(book, door, hand, first):
    """One booking after another, until nobody answers any more: which one that was, and what became of it."""
    number = first
    while (told := await book.ask(door, number, hand % len(book.calendars))) == '200':
        number += 2
    return number, told


async def test_killed_in_a_stream_of_bookings_it_loses_none_and_keeps_none_by_half(book):
    reached, before = [hand // len(book.calendars) for hand in range(2 * len(book.calendars))], 0
    for kill in range(KILLS):
        with serving(book) as (product, door):
            hands = [asyncio.create_task(stream(book, door, hand, first)) for hand, first in enumerate(reached)]
            assert await asyncio.to_thread(until, lambda enough=before + 8: len(book.acknowledged) > enough, 20)
            await asyncio.sleep(random.Random(kill).uniform(0, 0.5))
            product.process.send_signal(signal.SIGKILL)
            reached, cut_off = zip(*await asyncio.gather(*hands), strict=True)
            await door.aclose()
        assert {'RemoteProtocolError', 'ReadError'} & set(cut_off)  # not waited for, as those who are asked to end do
        before = len(book.acknowledged)
        assert set(book.acknowledged.values()) <= book.kept()
        assert book.halves() == {}
    started = time.perf_counter()
    with serving(book) as (_, door):
        again = time.perf_counter() - started
        told = Counter([await book.ask(door, number, hand % len(book.calendars))
                        for hand, number in enumerate(reached)])
        await door.aclose()

    print(f'\n{KILLS} kills: {before} bookings acknowledged, {len(book.kept())} kept, '
          f'serving again after {again:.1f} s')
    assert told == {'200': len(reached)}  # the same form again: done once, whether it had arrived or not
    assert book.kept() == set(book.acknowledged.values())
    assert book.halves() == {}
    book.line.execute('delete from reactions where id = (select min(id::text)::uuid from reactions)')
    assert book.halves() == {'not told': 1}  # the control: the books would say so


async def ended(book, sent, *, hasty=False):
    """A hundred ask at once; the process is ended while some have their answer and the others wait for it."""
    with serving(book) as (product, door):
        asking = [asyncio.create_task(book.ask(door, number // 4, number % 4, hasty=hasty)) for number in range(CROWD)]
        await asyncio.wait(asking, return_when=asyncio.FIRST_COMPLETED)
        if hasty:  # as many as have been promised are being made, and the first of them is
            assert await asyncio.to_thread(until, book.kept, 10)
        seconds = await asyncio.to_thread(product.ended, sent)
        told = Counter(await asyncio.gather(*asking))
        await door.aclose()
        print(f'\n{sent.name}{" on hasty handlers" if hasty else ""}: ended in {seconds:.1f} s; told {dict(told)}, '
              f'kept {len(book.kept())}')
        assert 'Traceback' not in product.said()
    assert book.halves() == {}
    return told


async def test_asked_to_end_during_a_hundred_bookings_it_answers_for_every_one(book):
    told = await ended(book, signal.SIGTERM)

    assert told['200'] > CROWD / 4  # whoever had been taken in was waited for
    assert book.kept() == set(book.acknowledged.values())


async def test_asked_to_end_it_finishes_what_screens_were_doing(book):
    """R-11."""
    await ended(book, signal.SIGTERM, hasty=True)

    assert len(book.kept()) == len(book.acknowledged) > 0


async def test_acknowledged_before_it_is_kept_is_lost_by_a_kill(book):
    """The control: whoever answers first and books then."""
    await ended(book, signal.SIGKILL, hasty=True)

    assert len(book.kept()) < len(book.acknowledged)
