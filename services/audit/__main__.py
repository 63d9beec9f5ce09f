"""For operators: is the journal of every business what it was when it was sealed?

`python -m services.audit [SLUG=NUMBER:DIGEST ...]` prints each business's newest seal, to be noted elsewhere; given
what was noted before, it also proves that nothing up to there was rewritten. Ends with 1 when something is wrong.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence

from app import clock, database, embedded, settings
from app.context import Context
from app.database import reading
from services import tenants
from services.audit import Head, Verdict, examine


async def examine_all(url: str, noted: dict[str, Head]) -> dict[str, Verdict]:
    """Every business by its address name, or the verdict on those that were noted."""
    database.configure(url, pool_size=2)
    try:
        found = {}
        for tenant_id, _ in await tenants.every():
            ctx = Context.system(tenant_id, clock.now())
            name = (await tenants.current(ctx)).slug
            async with reading(ctx, is_snapshot=True) as db:
                found[name] = await examine(db, noted=noted.get(name))
        return found
    finally:
        await database.dispose()


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code."""
    noted = {name: Head.read(head) for name, _, head in (each.partition('=') for each in arguments)}
    config = settings.load()
    server = None if config.database_url else embedded.start(config.data_dir)
    try:
        verdicts = asyncio.run(examine_all(config.database_url or server.url(), noted))  # type: ignore[union-attr]  # one of the two
    finally:
        if server is not None:
            server.stop()
    for name, verdict in sorted(verdicts.items()):
        print(f'{name}: {verdict.sound} lines as sealed, {verdict.waiting} not sealed yet; note {name}={verdict.head}')
        for finding in verdict.findings:
            print(f'{name}: seal {finding.number}, line {finding.journal_id}: {finding.wrong}')
    unknown = sorted(set(noted) - set(verdicts))
    for name in unknown:
        print(f'{name}: no such business')
    return int(bool(unknown) or not all(verdict.is_sound for verdict in verdicts.values()))


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
