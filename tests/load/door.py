"""`python -m tests.load.door [samples]`: what the time of an answer tells, and how late sign-ins make others.

Known and unknown addresses with wrong passwords in random order, one after the other, against a real PostgreSQL and
with the hashing of the product. Prints the gap of the medians, and how well the best single threshold tells the two
apart: the area under its curve, 0.5 for not at all. The same of the processor's time, which a busy machine disturbs
less. As a control an unknown address that costs no hashing. The same, a tenth as often, of asking for a new password
and of registering. Then forty sign-ins at once, and how late a task of the same loop is meanwhile.
"""

from __future__ import annotations

import asyncio
import bisect
import random
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from app import database
from app.context import Context
from app.errors import Unavailable
from services import access
from services.access import SigningInIsBusy, WrongCredentials, passwords
from tests import servers
from tests.given import NOW, Given

PEOPLE, AT_ONCE, EVERY = 50, 40, 0.005
PASSWORD = 'correct horse battery'
Samples = dict[str, list[tuple[float, float]]]  # milliseconds until the answer, and of the processor


def main(words: list[str]) -> int:
    samples = int(words[0]) if words else 2_000
    with servers.postgres_for_tests() as postgres:
        asyncio.run(_measured(servers.clone(servers.template_database(postgres, servers.migrate)), samples))
    return 0


async def _measured(url: str, samples: int) -> None:
    database.configure(url, pool_size=20)
    given = await Given.a_tenant()
    hash_ = await passwords.hashed(PASSWORD)
    for number in range(PEOPLE):
        await given.user('USER', email=f'known{number}@acme.example', password_hash=hash_)
    _say('known and unknown', await _timed(samples, _refused))
    _say('asking for a new password', await _timed(samples // 10, _asked_for_reset, first=20_000))
    _say('registering', await _timed(samples // 10, _registered, first=30_000))
    _say('the control, unknown without hashing', await _timed(min(samples, 100), _refused_sooner, first=10_000))
    await _lag()
    await database.dispose()


async def _timed(samples: int, refuse: Callable[[str, timedelta], Awaitable[None]], *, first: int = 0) -> Samples:
    """Milliseconds until the refusal, and of work, by kind. Tries at one address are days apart: none is locked out."""
    kinds = ['known', 'unknown'] * (samples // 2)
    random.shuffle(kinds)
    taken: Samples = {'known': [], 'unknown': []}
    for number, kind in enumerate(kinds):
        later = timedelta(days=first + 2 * (number // PEOPLE), seconds=number)
        if number % PEOPLE == 0:
            await access.forget_guesses(NOW + later)
        started, worked = time.perf_counter(), time.process_time()
        await refuse(f'{kind}{number % PEOPLE}@acme.example', later)
        taken[kind].append(((time.perf_counter() - started) * 1_000, (time.process_time() - worked) * 1_000))
    return taken


async def _refused(email: str, later: timedelta) -> None:
    try:
        await access.sign_in(Context.anonymous(NOW + later), email=email, password='wrong horse battery')
    except WrongCredentials:
        return
    raise AssertionError(f'{email} was let in')


async def _asked_for_reset(email: str, later: timedelta) -> None:
    await access.ask_for_reset(Context.anonymous(NOW + later), email=email)


async def _registered(email: str, later: timedelta) -> None:
    await access.register(Context.anonymous(NOW + later), slug='acme', name='Eve', email=email, password=PASSWORD)


async def _refused_sooner(email: str, later: timedelta) -> None:
    """As a product would that looks for the address first."""
    if email.startswith('known'):
        await _refused(email, later)


async def _lag() -> None:
    """Forty sign-ins at once: how late somebody is who only wanted to be woken in between."""
    late: list[float] = []

    async def watch() -> None:
        while True:
            due = time.perf_counter() + EVERY
            await asyncio.sleep(EVERY)
            late.append((time.perf_counter() - due) * 1_000)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.2)
    late.clear()
    started = time.perf_counter()
    said = await asyncio.gather(*(_sign_in(number) for number in range(AT_ONCE)))
    took = time.perf_counter() - started
    watching.cancel()
    print(f'{AT_ONCE} sign-ins at once: {said.count(True)} let in, {said.count(False)} asked to come back, '
          f'{took:.1f} s; the loop is late by {statistics.median(late):.1f} ms (median), {max(late):.1f} ms (worst)')


async def _sign_in(number: int) -> bool:
    try:
        await access.sign_in(Context.anonymous(NOW + timedelta(days=20_000)), email=f'known{number}@acme.example',
                             password=PASSWORD)
    except (SigningInIsBusy, Unavailable):
        return False
    return True


def _say(what: str, taken: Samples) -> None:
    for index, measure in enumerate(('until the answer', 'of work')):
        known, unknown = ([each[index] for each in taken[kind]] for kind in ('known', 'unknown'))
        slow, fast = statistics.median(known), statistics.median(unknown)
        print(f'{what}, {measure}: {len(known) + len(unknown)} samples, medians {slow:.1f} and {fast:.1f} ms, '
              f'gap {slow - fast:+.2f} ms, area under the curve {_area(known, unknown):.3f}', flush=True)


def _area(ones: list[float], others: list[float]) -> float:
    """How often one of the first takes longer than one of the others; turned round where that is less than half."""
    others = sorted(others)
    longer = sum(bisect.bisect_left(others, each) + bisect.bisect_right(others, each) for each in ones) / 2
    share = longer / (len(ones) * len(others))
    return max(share, 1 - share)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
