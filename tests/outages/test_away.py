"""Booking while something is away: Redis swallows, the database restarts, the pool is empty."""

import asyncio
import os
import shutil
import signal
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from sqlalchemy import text

from app import database, embedded, operation
from app.broadcast import Broadcast
from app.embedded_guard import stop
from app.errors import Unavailable
from app.live import Hub, hub
from services import appointments
from services.clients import ClientRef
from tests import servers
from tests.given import NOW, Given, at
from tests.outages.holes import hole, until


async def book_hours(given, calendar, offering, client, hours):
    """One appointment an hour; the answers, and how many milliseconds each took."""
    answers, lengths = [], []
    for number in hours:
        started = time.perf_counter()
        answers.append(await appointments.book(
            given.ctx, calendar_id=calendar.id, offering_id=offering.id, client=client,
            during=at('2027-03-02 00:00-01:00').shifted(number * (at('Mon 09:00-10:00').length))))
        lengths.append((time.perf_counter() - started) * 1000)
    return answers, lengths


async def stage(given):
    calendar, offering = await given.calendar(hours='00:00-24:00'), await given.offering()
    return given, calendar, offering, ClientRef(id=(await given.client()).id)


@pytest.mark.parametrize('how', ['swallows everything', 'killed'])
async def test_bookings_go_on_and_others_hear_of_them_when_redis_is_away(given, database_url, how):
    set_up = await stage(given)
    server = servers._started_valkey()
    there, heard = Hub(), []
    there.listen(heard.append)
    where = urlsplit(server.connection_url)
    async with hole(where.hostname, where.port) as proxy:
        posts = [Broadcast(one, database_url, f'redis://127.0.0.1:{proxy.port}/0') for one in (hub, there)]
        for post in posts:
            post.start()
        for post in posts:
            await asyncio.wait_for(post.ready.wait(), 5)
        _, before = await book_hours(*set_up, range(5))
        if how == 'killed':
            server.stop()
        else:
            proxy.is_black = True
        made, after = await book_hours(*set_up, range(5, 15))
        topics = {f'appointment:{one.id}' for one in made}
        await until(lambda: topics <= {change.topic for change in heard})
        await asyncio.gather(*(post.stop() for post in posts))

    print(f'\nRedis {how}: a booking takes {statistics.median(after):.0f} ms, '
          f'before {statistics.median(before):.0f} ms')
    assert statistics.median(after) < 2 * statistics.median(before) + 50


@pytest.fixture
def own_server():
    """A PostgreSQL that this test may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix='daybook-away-'))
    folder.chmod(0o755)
    yield folder
    stop(folder / 'postgres' / 'cluster')
    shutil.rmtree(folder)


@pytest.mark.parametrize('how', [signal.SIGQUIT, signal.SIGINT], ids=['immediate', 'fast'])
async def test_after_a_restart_of_the_database_under_load_bookings_resume_and_nothing_leaks(own_server, how):
    server = embedded.start(own_server)  # not for tests: what is acknowledged has to be on the disk
    servers.migrate(server.url())
    engine = database.configure(server.url(), pool_size=10)
    given, calendar, offering, client = await stage(await Given.a_tenant(now=NOW))
    booked, refused, surprises, is_over = [], [], [], False

    async def clerk(number):
        hour = number
        while not is_over:
            try:
                made, _ = await book_hours(given, calendar, offering, client, [hour])
                booked.append((time.monotonic(), made[0].id))
                hour += 10
            except appointments.SlotTaken:
                hour += 10  # what was sent when the line was cut had arrived after all
            except Unavailable:
                refused.append(time.monotonic())
                await asyncio.sleep(0.02)
            except Exception as error:
                surprises.append(repr(error)[:300])
                await asyncio.sleep(0.02)

    clerks = [asyncio.create_task(clerk(number)) for number in range(10)]
    await asyncio.sleep(1.5)
    os.kill(server.pid, how)
    await asyncio.to_thread(server.stop)
    again = await asyncio.to_thread(embedded.start, own_server)
    accepts = time.monotonic()
    await asyncio.sleep(3)
    is_over = True
    await asyncio.gather(*clerks)

    after = [moment - accepts for moment, _ in booked if moment > accepts]
    print(f'\nrestart ({how.name}): {len(booked)} booked, {len(refused)} asked to try again, '
          f'first success {min(after):.2f} s after the server accepts')
    assert surprises == []
    assert refused
    assert min(after) < 3
    assert engine.pool.checkedout() == 0
    with psycopg.connect(again.url().replace('+psycopg', '')) as line:
        kept = {row[0] for row in line.execute('select id from appointments')}
    assert {id_ for _, id_ in booked} <= kept  # what was acknowledged is there
    await database.dispose()
    again.stop()


async def test_when_every_connection_is_taken_the_answer_is_friendly_and_soon(given):
    size = database.engine().pool.size()
    held = [await database.engine().connect() for _ in range(size)]
    started = time.perf_counter()
    with pytest.raises(Unavailable, match='busy'):
        await appointments.upcoming(given.ctx)
    seconds = time.perf_counter() - started
    for connection in held:
        await connection.close()

    assert seconds < 4
    assert (await appointments.upcoming(given.ctx)).total == 0
    assert database.engine().pool.checkedout() == 0


async def test_a_statement_that_takes_too_long_is_a_friendly_answer_too(given):
    with pytest.raises(Unavailable, match='busy'):
        await _slowly(given.ctx)


async def _slowly(ctx):
    async with database.transaction(ctx) as db:
        await db.execute(text("set local statement_timeout = '50ms'"))
        await db.execute(text('select pg_sleep(5)'))


async def test_r11_a_booking_whose_asker_went_away_is_made_all_the_same_and_leaves_no_connection(given):
    set_up = await stage(given)
    for delay in (0.001, 0.005, 0.01, 0.02, 0.04):
        booking = asyncio.create_task(book_hours(*set_up, [0]))
        await asyncio.sleep(delay)
        booking.cancel()
        await asyncio.gather(booking, return_exceptions=True)
    assert await operation.finish(within=5) == 0
    assert database.engine().pool.checkedout() == 0
    assert (await appointments.upcoming(given.ctx)).total == 1
    with pytest.raises(appointments.SlotTaken):
        await book_hours(*set_up, [0])
