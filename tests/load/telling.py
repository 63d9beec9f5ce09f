"""What telling costs those who book: bookings while every channel swallows what it is given, and while all answer."""

from __future__ import annotations

import asyncio
import logging
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import structlog
from sqlalchemy import select, update

from app import clock, database, fetching, journal, live, mail, secrets
from app.database import reading, transaction
from app.intervals import Interval
from app.relay import relay
from app.settings import Settings
from services import appointments, channels, reactions
from services.calendars import CalendarShape
from services.clients import ClientRef
from services.notifications.models import Delivery
from services.offerings import OfferingShape
from services.tenants.models import Tenant
from tests import servers
from tests.given import Given
from tests.load.measuring import ROUNDS, Goal, Ratios, garbage_left
from tests.smtp_sink import Sink
from tests.web_sink import WebSink

BOOKINGS, WARMING = 60, 10  # each time
A_BREATH = 0.15  # seconds between two of them, in which those who answer are told
QUARTER = timedelta(minutes=15)


@dataclass
class Desk:
    """A business where all that can be told is told by every channel; its bookings go on from one time to the next."""

    url: str
    given: Given
    calendar: CalendarShape
    offering: OfferingShape
    first_at: datetime
    _numbers: Iterator[int] = field(default_factory=count)

    async def booked(self) -> float:
        """Book the next quarter of an hour for somebody new; how many seconds it took."""
        number = next(self._numbers)
        starts_at = self.first_at + number * QUARTER
        await asyncio.sleep(A_BREATH)
        client = ClientRef(name=f'Ada {number}', email=f'ada{number}@example.org', phone=f'020 7946 {number:04}')
        began = time.perf_counter()
        await appointments.book(replace(self.given.ctx, now=clock.now()), calendar_id=self.calendar.id, client=client,
                                during=Interval(starts_at, starts_at + QUARTER), offering_id=self.offering.id)
        return time.perf_counter() - began


@dataclass(frozen=True)
class World:
    """Everything outside that is told."""

    mail: Sink
    web: WebSink

    def swallows(self, everything: bool) -> None:
        self.mail.hangs = self.web.hangs = everything
        if not everything:
            self.web.reset()


def booking_beside_black_holes() -> Ratios:
    """The 95th percentile of a booking while no channel answers, over that while all do."""
    with servers.postgres_for_tests() as postgres, _world() as world:
        template = servers.template_database(postgres, servers.migrate)
        return asyncio.run(_measured([servers.clone(template) for _ in range(2)], world))


async def _measured(urls: list[str], world: World) -> Ratios:
    desks = [await _desk(url, world) for url in urls]
    ratios = []
    for turn in range(ROUNDS):
        took = {}
        for swallows in (True, False) if turn % 2 else (False, True):
            world.swallows(swallows)
            took[swallows] = await _late_twentieth(desks[swallows])
        ratios.append(took[True] / took[False])
    await _assert_told(desks)
    return Ratios(tuple(ratios))


async def _late_twentieth(desk: Desk) -> float:
    async with _telling(desk.url):
        for _ in range(WARMING):
            await desk.booked()
        with garbage_left():
            return statistics.quantiles([await desk.booked() for _ in range(BOOKINGS)], n=20)[-1]


async def _assert_told(desks: list[Desk]) -> None:
    """Or nothing was measured: where channels answer messages have left by each of them, elsewhere none has."""
    sent = []
    for desk in desks:
        database.configure(desk.url, pool_size=2)
        async with reading(desk.given.ctx) as db:
            sent.append(set(await db.scalars(select(Delivery.channel).where(Delivery.state == 'sent').distinct())))
        await database.dispose()
    assert sent == [{'mail', 'sms', 'slack', 'webhook'}, set()], sent


@asynccontextmanager
async def _telling(url: str) -> AsyncIterator[None]:
    """The product on this database, with its relay."""
    database.configure(url, pool_size=20)
    reactions.install()
    live.hub.listen(relay.hear, resync=relay.wake)
    relay.start()
    try:
        yield
    finally:
        await relay.stop()
        journal.react({})
        await database.dispose()


async def _desk(url: str, world: World) -> Desk:
    database.configure(url, pool_size=4)
    given = await Given.a_tenant(now=clock.now())
    async with transaction(given.ctx) as db:
        await db.execute(update(Tenant).where(Tenant.id == given.tenant_id).values(undo_seconds=0))
    for name, settings in {
        'slack': {'url': f'{world.web.url}/slack'}, 'webhook': {'url': f'{world.web.url}/hook', 'secret': 's' * 24},
        'sms': {'account': 'AC' + 'a' * 32, 'token': 'a token', 'sender': 'Acme', 'country': '+44'},
    }.items():
        await channels.configure(given.ctx, name=name, settings=settings)
        await channels.switch(given.ctx, name=name, is_on=True)
    desk = Desk(url, given, await given.calendar(hours='Mon-Sun 00:00-24:00'), await given.offering(minutes=15),
                (given.ctx.now + timedelta(days=7)).replace(minute=0, second=0, microsecond=0))
    await database.dispose()
    return desk


@contextmanager
def _world() -> Iterator[World]:
    """Where all channels lead, for this process."""
    world = World(Sink(), WebSink())
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # thousands are put off
    world.mail.open()
    world.web.open()
    secrets.configure(['a key that only tests may know ....'])
    settings = Settings(_env_file=None, smtp_url=world.mail.url, mail_a_minute=1_000_000)
    mail.configure(settings)
    fetching.configure(settings)
    sms = channels.installed()['sms']
    base, sms._base = sms._base, world.web.url
    try:
        yield world
    finally:
        sms._base = base
        world.web.close()
        world.mail.close()


GOALS = [
    Goal('G7 booking beside black holes', 'p95 of a booking, no channel answers / all do', 1.05,
         booking_beside_black_holes),
]
