"""`python -m tests.load.relay [mails] [kills]`: mail through a relay that is killed, to a server with moods (R-05)."""

from __future__ import annotations

import asyncio
import sys
import time

from tests import servers
from tests.outages import killed_relay


def main(words: list[str]) -> int:
    mails, kills = (int(words[at]) if len(words) > at else default for at, default in enumerate((10_000, 10)))
    killed_relay.PATIENCE = 60.0 + mails / 20
    with servers.postgres_for_tests() as postgres:
        url = servers.clone(servers.template_database(postgres, servers.migrate))
        began = time.monotonic()
        outcome = asyncio.run(killed_relay.storm(url, mails=mails, kills=kills))
    seconds = time.monotonic() - began
    print(f'{mails} messages, {kills} kills, {seconds:.0f} s: {outcome.sent} sent, {outcome.refused} refused for good, '
          f'{outcome.waiting} waiting, {outcome.lost} lost, {outcome.extra} extra copies, '
          f'at most {max(outcome.copies.values())} of one')
    return int(outcome.lost + outcome.waiting > 0)


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
