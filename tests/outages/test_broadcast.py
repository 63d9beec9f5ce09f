"""Changes reach the other processes, by Redis or by NOTIFY, whatever is cut on the way."""

import asyncio
import statistics
import time
from contextlib import asynccontextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from app import broadcast
from app.broadcast import Broadcast
from app.live import Change, Hub
from tests import servers
from tests.outages.holes import hole, until

OURS, THEIRS = uuid4(), uuid4()


class Post:
    """What a process has: a hub, its line to the others, and somebody who follows a topic of our tenant."""

    def __init__(self, url, redis_url=None):
        self.hub = Hub()
        self.broadcast = Broadcast(self.hub, url, redis_url)
        self.heard, self.resyncs, self.rung = [], 0, 0
        self.hub.listen(self.heard.append, resync=self._resynced)
        self.hub.follow(OURS, 'calendar:1', self._rung)

    def _resynced(self):
        self.resyncs += 1

    def _rung(self):
        self.rung += 1

    def say(self, number=0, tenant=OURS):
        self.hub.outgoing((Change(tenant, 'calendar:1', (number,)),))

    def numbers(self):
        return [change.detail[0] for change in self.heard]


@asynccontextmanager
async def two_posts(url, redis_url=None, other_redis_url=None):
    posts = Post(url, redis_url), Post(url, other_redis_url or redis_url)
    for post in posts:
        post.broadcast.start()
    try:
        for post in posts:
            await asyncio.wait_for(post.broadcast.ready.wait(), 5)
        # Each line that is there asks all to look again, the first time too: others may have spoken before it was.
        await until(lambda: all(post.resyncs >= (2 if redis_url else 1) for post in posts))
        for post in posts:
            post.resyncs = post.rung = 0
        yield posts
    finally:
        await asyncio.gather(*(post.broadcast.stop() for post in posts))


@pytest.fixture
def redis_url():
    with servers.valkey_for_tests() as url:
        yield url


def connections(url, like, *, cut=False):
    act = 'pg_terminate_backend(pid)' if cut else 'pid'
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as line:
        return line.execute(f'select {act} from pg_stat_activity where datname = current_database() '
                            'and pid <> pg_backend_pid() and query ilike %s', [like]).fetchall()


async def measured(sender, receiver, times=40, first=0):
    delays = []
    for number in range(first, first + times):
        started = time.perf_counter()
        sender.say(number)
        await until(lambda number=number: number in receiver.numbers())
        delays.append((time.perf_counter() - started) * 1000)
    return delays


@pytest.mark.parametrize('by', ['NOTIFY', 'Redis'])
async def test_a_change_is_heard_by_the_others_soon_and_by_no_other_tenant(database_url, redis_url, by):
    async with two_posts(database_url, redis_url if by == 'Redis' else None) as (here, there):
        strangers = []
        there.hub.follow(THEIRS, 'calendar:1', lambda: strangers.append(1))
        delays = await measured(here, there)

        print(f'\nby {by}: median {statistics.median(delays):.1f} ms, worst {max(delays):.1f} ms')
        assert statistics.median(delays) < 300
        assert (there.numbers(), there.rung, there.resyncs) == (list(range(40)), 40, 0)
        assert (here.heard, strangers) == ([], [])
        assert bool(connections(database_url, 'select pg_notify%')) == (by == 'NOTIFY')


async def test_a_rush_of_changes_arrives_whole_in_few_messages(database_url):
    async with two_posts(database_url) as (here, there):
        for number in range(2_000):
            here.say(number)
        await until(lambda: len(there.heard) >= 2_000)
        assert there.numbers() == list(range(2_000))


async def test_when_redis_dies_changes_go_on_by_notify(database_url):
    server = servers._started_valkey()
    async with two_posts(database_url, f'{server.connection_url}/0') as (here, there):
        await measured(here, there, 3)
        server.stop()
        delays = await measured(here, there, 13, first=10)
        print(f'\nRedis dead: first {delays[0]:.0f} ms, then median {statistics.median(delays[3:]):.1f} ms')
        assert statistics.median(delays[3:]) < 300


async def test_when_redis_swallows_everything_changes_go_on_by_notify(database_url, redis_url):
    server = urlsplit(redis_url)
    async with (hole(server.hostname, server.port) as proxy,
                two_posts(database_url, f'redis://127.0.0.1:{proxy.port}/0') as (here, there)):
        proxy.is_black = True
        delays = await measured(here, there, 13)
        print(f'\nRedis black-holed: first {delays[0]:.0f} ms, then median {statistics.median(delays[3:]):.1f} ms')
        assert delays[0] < 2_000
        assert max(delays[3:]) < 300  # it is asked once, not each time


async def test_a_subscription_that_died_without_a_word_is_taken_anew(database_url, redis_url, monkeypatch):
    monkeypatch.setattr(broadcast, 'QUIET', 0.3)
    server = urlsplit(redis_url)
    async with (hole(server.hostname, server.port) as proxy,
                two_posts(database_url, redis_url, f'redis://127.0.0.1:{proxy.port}/0') as (here, there)):
        await measured(here, there, 1)
        proxy.bury()
        here.say(100)  # published to nobody who could tell us
        await until(lambda: there.resyncs > 0)  # so everybody looks again
        await until(lambda: here.say(101) or 101 in there.numbers())


async def test_a_listener_that_was_cut_off_repairs_itself_and_has_everybody_look_again(database_url):
    async with two_posts(database_url) as (here, there):
        assert len(connections(database_url, 'listen%', cut=True)) == 2
        here.say(1)  # nobody hears this
        await until(lambda: there.resyncs and here.resyncs)
        assert there.rung
        here.say(2)
        await until(lambda: 2 in there.numbers())


async def test_without_looking_again_what_was_missed_stays_missed(database_url, monkeypatch):
    """The control: a listener that comes back and says nothing leaves its followers with what they had."""
    async with two_posts(database_url) as (here, there):
        monkeypatch.setattr(Hub, 'missed_some', lambda self: None)
        connections(database_url, 'listen%', cut=True)
        await until(lambda: not connections(database_url, 'listen%'))
        here.say(1)
        await until(lambda: len(connections(database_url, 'listen%')) == 2)
        here.say(2)
        await until(lambda: 2 in there.numbers())
        assert (there.numbers(), there.rung) == ([2], 1)


async def test_a_listener_cut_off_again_and_again_comes_back_as_fast_as_the_first_time(database_url):
    async with two_posts(database_url) as (here, there):
        for number in range(5):
            connections(database_url, 'listen%', cut=True)
            await until(lambda number=number: there.resyncs > number, within=1.5)
        here.say(1)
        await until(lambda: 1 in there.numbers())


async def test_a_sender_that_was_cut_off_tells_what_it_had_to_tell(database_url):
    async with two_posts(database_url) as (here, there):
        await measured(here, there, 1)
        assert len(connections(database_url, 'select pg_notify%', cut=True)) == 1
        here.say(7)
        await until(lambda: 7 in there.numbers())
        assert there.resyncs == 0


async def test_what_could_not_be_told_at_all_is_made_good_without_waiting_for_the_next_change(database_url,
                                                                                              monkeypatch):
    monkeypatch.setattr(broadcast, 'TRY_AGAIN', 0.1)
    async with two_posts(database_url) as (here, there):
        whole = here.broadcast._conninfo
        here.broadcast._conninfo = 'host=/nowhere'
        here.say(7)
        await asyncio.sleep(0.2)
        here.broadcast._conninfo = whole
        await until(lambda: there.resyncs == 1)


@pytest.mark.parametrize('noise', ['', 'hello', '[]', '["x", false, [["no tenant", "t", []]]]', '{"a": 1}'])
async def test_noise_on_the_line_is_not_the_end_of_hearing(database_url, noise):
    async with two_posts(database_url) as (here, there):
        with psycopg.connect(database_url.replace('+psycopg', ''), autocommit=True) as line:
            line.execute('select pg_notify(%s, %s)', [broadcast.CHANNEL, noise])
        here.say(7)
        await until(lambda: 7 in there.numbers())


async def test_a_post_that_starts_before_its_database_hears_once_it_is_there(database_url):
    late = Post('postgresql+psycopg://daybook@/nothing?host=/nowhere')
    late.broadcast.start()
    await asyncio.sleep(0.3)
    assert not late.broadcast.ready.is_set()
    late.broadcast._conninfo = database_url.replace('+psycopg', '')
    await asyncio.wait_for(late.broadcast.ready.wait(), 5)
    await late.broadcast.stop()


async def test_what_waits_is_told_before_the_end(database_url):
    async with two_posts(database_url) as (here, there):
        here.say(7)
        await here.broadcast.stop()
        await until(lambda: 7 in there.numbers())
