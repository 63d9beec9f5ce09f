"""Mail through a relay that is killed again and again, to a server with moods.

Each relay is a process of its own, its waits shortened, forked from one that has loaded the product already; a hasty
one is the control: it takes a message for sent before it is.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from app import clock, database, journal, mail, secrets
from app.context import Context
from app.database import reading
from app.relay import WORKERS, relay
from app.settings import Settings
from services import reactions
from services.notifications import reacting
from services.notifications.models import Delivery
from services.notifications.shapes import DeliveryState
from tests.given import Given
from tests.messages import owe
from tests.smtp_sink import Sink

FORKS = multiprocessing.get_context('forkserver')
FORKS.set_forkserver_preload([__name__])
SOON, PATIENCE, LONG = timedelta(milliseconds=100), 120.0, 0.5


class Moody(Sink):
    """Of a hundred letters it turns twenty away for now, one for good, and thinks about five for long and in vain.

    Without moods it keeps every letter, once it is let. `is_busy` is set as soon as one has arrived.
    """

    def __init__(self, seed: int, *, has_moods: bool = True) -> None:
        super().__init__()
        self._moods = random.Random(seed) if has_moods else None
        self._never: set[str] = set()
        self.is_busy, self.may_keep = threading.Event(), threading.Event()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.is_busy.set()
        if self._moods is None:
            while not self.may_keep.is_set():  # noqa: ASYNC110 - set in another thread
                await asyncio.sleep(0.02)
            return await super().handle_DATA(server, session, envelope)
        key = envelope.content.split(b'Message-ID: <', 1)[1].split(b'@', 1)[0].decode()
        mood = self._moods.random()
        if key in self._never or mood < 0.01:
            self._never.add(key)
            return '550 never'
        await asyncio.sleep(LONG if mood < 0.06 else 0.01)
        return '451 later' if mood < 0.26 else await super().handle_DATA(server, session, envelope)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`copies` of each message that arrived; those taken for sent that never did are `lost`."""

    sent: int
    refused: int
    waiting: int
    lost: int
    copies: Counter[str]

    @property
    def extra(self) -> int:
        return sum(self.copies.values()) - len(self.copies)


async def storm(url: str, *, mails: int, kills: int, seed: int = 1) -> Outcome:
    """Send so many to a server with moods, through a relay that is killed so often, at random moments of its work."""
    moments = random.Random(seed)
    async with _owing(url, mails, Moody(seed)) as (given, sink):
        for left in range(kills, -1, -1):
            async with _relay(url, sink):
                if left:  # after a share of what there is, and again in the middle of a letter
                    share = mails * (kills - left + moments.uniform(0.3, 0.9)) / (kills + 1)
                    await _until(given.ctx, lambda waiting, share=share: waiting <= mails - share)
                    await _is_busy(sink)
                else:
                    await _until(given.ctx, lambda waiting: waiting == 0)
        return await _outcome(given.ctx, sink)


async def killed_while_sending(url: str, *, mails: int, kills: int, is_hasty: bool) -> Outcome:
    """To a server that would keep every letter, but has kept none when the relay is killed; then another goes on."""
    async with _owing(url, mails, Moody(1, has_moods=False)) as (given, sink):
        for _ in range(kills):
            async with _relay(url, sink, is_hasty=is_hasty):
                await _is_busy(sink)
        sink.may_keep.set()
        async with _relay(url, sink, is_hasty=is_hasty):
            await _until(given.ctx, lambda waiting: waiting == 0)
            if is_hasty:  # what it takes for sent may still be on its way
                await _until_kept(sink, mails - kills * WORKERS)
        return await _outcome(given.ctx, sink)


@asynccontextmanager
async def _relay(url: str, sink: Sink, *, is_hasty: bool = False) -> AsyncIterator[None]:
    """A relay in a process of its own, killed at the end."""
    worker = FORKS.Process(target=_alone, args=(url, sink.url, is_hasty), daemon=True)
    worker.start()
    try:
        yield
    finally:
        worker.kill()
        await asyncio.to_thread(worker.join)


def _alone(url: str, smtp_url: str, is_hasty: bool) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    asyncio.run(_work(url, smtp_url, is_hasty=is_hasty))


async def _is_busy(sink: Moody) -> None:
    sink.is_busy.clear()
    assert await asyncio.to_thread(sink.is_busy.wait, PATIENCE)


async def _until_kept(sink: Sink, count: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while len(sink.mails) < count:
        assert time.monotonic() < deadline, f'{len(sink.mails)} of {count} were kept'
        await asyncio.sleep(0.1)


@asynccontextmanager
async def _owing(url: str, mails: int, sink: Moody) -> AsyncIterator[tuple[Given, Moody]]:
    """A business that owes so many messages about one appointment, and the server they go to."""
    database.configure(url, pool_size=4)
    given = await _a_business_that_owes(mails)
    sink.open()
    try:
        yield given, sink
    finally:
        sink.close()
        await database.dispose()


async def _a_business_that_owes(mails: int) -> Given:
    given = await Given.a_tenant(now=clock.now())
    made = await given.appointment(await given.calendar(hours='Mon-Sun 00:00-24:00'), _tomorrow(given.ctx))
    reactions.install()
    for first in range(0, mails, 1000):
        await owe(given.ctx, made, [f'ada{number}@example.org' for number in range(first, min(first + 1000, mails))])
    journal.react({})
    return given


def _tomorrow(ctx: Context) -> str:
    return f'{ctx.now + timedelta(days=2):%Y-%m-%d} 10:00-11:00'


async def _until(ctx: Context, is_reached: Callable[[int], bool]) -> None:
    """Until so many wait that this holds."""
    deadline = time.monotonic() + PATIENCE
    while not is_reached(waiting := (await _states(ctx))[DeliveryState.WAITING.value]):
        assert time.monotonic() < deadline, f'{waiting} still wait'
        await asyncio.sleep(0.1)


async def _states(ctx: Context) -> Counter[str]:
    async with reading(ctx) as db:
        rows = await db.execute(select(Delivery.state, func.count()).where(
            Delivery.tenant_id == ctx.tenant).group_by(Delivery.state))
        return Counter(dict(rows.all()))


async def _outcome(ctx: Context, sink: Moody) -> Outcome:
    async with reading(ctx) as db:
        sent = {str(id_) for id_ in await db.scalars(select(Delivery.id).where(
            Delivery.tenant_id == ctx.tenant, Delivery.state == DeliveryState.SENT.value))}
    copies = Counter(letter['Message-ID'].strip('<>').partition('@')[0] for letter in sink.mails)
    states = await _states(ctx)
    return Outcome(sent=states['sent'], refused=states['refused'], waiting=states['waiting'],
                   lost=len(sent - set(copies)), copies=copies)


async def _work(database_url: str, smtp_url: str, *, is_hasty: bool) -> None:
    import app.relay as ground
    ground.CLAIMED_FOR, ground.FIRST_WAIT, ground.LONGEST_WAIT = 50 * SOON, SOON, 2 * SOON
    ground.RETRIES = 1000
    database.configure(database_url, pool_size=WORKERS + 1)
    secrets.configure(['a key that only tests may know ....'])
    mail.configure(Settings(_env_file=None, smtp_url=smtp_url, public_url='https://book.example.org',
                            mail_a_minute=1_000_000))
    reactions.install()
    if is_hasty:
        reacting.mail.send = _after(_settled, mail.send)
    while True:
        await relay.work_off()
        await asyncio.sleep(0.05)


def _after(first: Callable[[UUID], Awaitable[None]], then: Callable[..., Awaitable[None]]) -> Callable[..., Any]:
    async def send(letter: mail.Letter) -> None:
        await first(UUID(letter.key))
        await then(letter)

    return send


async def _settled(delivery_id: UUID) -> None:
    async with database.asking_by_key('every_tenant', 'yes') as db:
        tenant_id = await db.scalar(select(journal.Reaction.tenant_id).limit(1))
    ctx = Context.system(tenant_id, clock.now())
    async with reading(ctx) as db:
        delivery = (await db.scalars(select(Delivery).where(Delivery.id == delivery_id))).one()
    await reacting._settle(ctx, delivery, DeliveryState.SENT)
