"""A second process in the rush for one slot: `python -m tests.races.rusher URL TENANT CALENDAR OFFERING FIRST`.

Says `ready`, waits for a line, sends fifty bookings at once, and prints as JSON what they were answered.
"""

from __future__ import annotations

import asyncio
import json
import sys
from uuid import UUID

from app import database
from app.context import Context
from services import appointments
from tests.given import NOW, a_client
from tests.races.crowds import Arena, all_at_once


async def main(url: str, tenant: str, calendar: str, offering: str, first: str) -> None:
    from tests.races.test_one_slot import wanted
    arena = Arena(url)
    arena.connect(pool_size=50)
    await arena.warmed(50)
    print('ready', flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    outcome = await all_at_once(appointments.book(
        Context.system(UUID(tenant), NOW), calendar_id=UUID(calendar), during=wanted(2, int(first) + number),
        offering_id=UUID(offering), client=a_client(f'Guest {number}', email=f'guest{first}{number}@example.org'),
    ) for number in range(50))
    print(json.dumps({'booked': len(outcome.results), **outcome.refused}))
    await database.dispose()


if __name__ == '__main__':
    asyncio.run(main(*sys.argv[1:]))
