"""What operators type: `python main.py COMMAND`, on the product's own database, beside a running product or without."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from app import database, embedded, mail, settings, telemetry
from app.embedded_programs import EmbeddedUnavailable
from app.errors import Invalid, Refusal


@dataclass(frozen=True, slots=True)
class Command:
    """`takes` says what stands after its name; `run` returns the exit code. One that `begins` may be the first thing
    ever done with a database, and so brings it to the newest schema."""

    name: str
    about: str
    takes: Callable[[ArgumentParser], None]
    run: Callable[[Namespace], Awaitable[int]]
    begins: bool = False


def run(commands: Sequence[Command], typed: Sequence[str], *, migrate: Callable[[str], None]) -> int:
    """Carry one out; returns the exit code. A refusal is one line."""
    parser = ArgumentParser(prog='main.py', description='Without a command, Daybook is served.')
    each = parser.add_subparsers(metavar='COMMAND', required=True)
    for command in commands:
        words = each.add_parser(command.name, help=command.about, description=command.about)
        words.set_defaults(command=command)
        command.takes(words)
    chosen = parser.parse_args(typed)
    config = settings.load()
    telemetry.configure(log_format=config.log_format, level='WARNING')
    mail.configure(config)
    try:
        server = None if config.database_url else embedded.start(config.data_dir)
    except EmbeddedUnavailable as error:
        sys.exit(f'Daybook cannot start its database: {error}')
    try:
        url = config.database_url or server.url()  # type: ignore[union-attr]  # one of the two
        if chosen.command.begins:
            migrate(url)
        return asyncio.run(_on(url, chosen))
    except Refusal as refusal:
        print(said(refusal), file=sys.stderr)
        return 1
    finally:
        if server is not None:
            server.stop()


async def _on(url: str, chosen: Namespace) -> int:
    database.configure(url, pool_size=2)
    try:
        code: int = await chosen.command.run(chosen)
        return code
    finally:
        await database.dispose()


def said(refusal: Refusal) -> str:
    """In words for a terminal: what is wrong with which word."""
    if isinstance(refusal, Invalid) and refusal.fields:
        return '\n'.join(f'{field}: {wrong}' for field, wrong in refusal.fields.items())
    return refusal.message
