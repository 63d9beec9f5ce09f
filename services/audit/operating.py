"""For operators: is the journal of every business what it was when it was sealed?

`python main.py examine [SLUG=NUMBER:DIGEST ...]` prints each business's newest seal, to be noted elsewhere; given what
was noted before, it also proves that nothing up to there was rewritten. Ends with 1 when something is wrong.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from app import clock
from app.commands import Command
from app.context import Context
from app.database import reading
from services import tenants
from services.audit.examining import examine
from services.audit.shapes import Head, Verdict


async def examine_all(noted: dict[str, Head]) -> dict[str, Verdict]:
    """Every business by its address name, or the verdict on those that were noted."""
    found = {}
    for tenant_id, _ in await tenants.every():
        ctx = Context.system(tenant_id, clock.now())
        name = (await tenants.current(ctx)).slug
        async with reading(ctx, is_snapshot=True) as db:
            found[name] = await examine(db, noted=noted.get(name))
    return found


def _takes(words: ArgumentParser) -> None:
    words.add_argument('noted', nargs='*', metavar='SLUG=NUMBER:DIGEST', type=_noted, help='what was printed before')


def _noted(text: str) -> tuple[str, Head]:
    name, _, head = text.partition('=')
    return name, Head.read(head)


async def _run(said: Namespace) -> int:
    noted: dict[str, Head] = dict(said.noted)
    verdicts = await examine_all(noted)
    for name, verdict in sorted(verdicts.items()):
        print(f'{name}: {verdict.sound} lines as sealed, {verdict.waiting} not sealed yet; note {name}={verdict.head}')
        for finding in verdict.findings:
            print(f'{name}: seal {finding.number}, line {finding.journal_id}: {finding.wrong}')
    unknown = sorted(set(noted) - set(verdicts))
    for name in unknown:
        print(f'{name}: no such business')
    return int(bool(unknown) or not all(verdict.is_sound for verdict in verdicts.values()))


EXAMINE = Command('examine', 'Look whether the journal of every business is what it was when it was sealed.', _takes,
                  _run)
