"""Start-up on one screen: settings, database, what runs beside, the doors, and go."""

import gc

gc.disable()  # while modules load nothing is garbage, and looking for it takes a fifth of the start

import os
import sys
from contextlib import suppress
from functools import partial

import uvicorn
from fastapi import FastAPI
from nicegui import app as ng

import migrations
import pages
from app import commands, embedded, fetching, geography, listening, live, mail, secrets, settings, telemetry
from app.embedded_programs import EmbeddedUnavailable
from app.lifetime import Lifetime
from app.relay import relay
from pages import paths
from services import access, availability, businesses, demo, reactions
from services.commands import COMMANDS
from services.timetable import TIMETABLE

gc.enable()


def assemble(config: settings.Settings, database_url: str) -> FastAPI:
    """The application on a database: pages, what hears changes, and what starts and stops with the process."""
    mail.configure(config)
    secrets.configure(config.sealing_keys)
    access.configure(config)
    fetching.configure(config)
    geography.configure(config.geoip_file)
    reactions.install()
    live.hub.listen(access.forget_ended)
    live.hub.listen(relay.hear, resync=relay.wake)
    live.hub.listen(availability.hear, resync=availability.doubt)
    application = pages.build(config)
    lifetime = Lifetime(config, database_url, migrate=migrations.upgrade, timetable=TIMETABLE,
                        prepare=partial(_prepare, config))
    ng.on_startup(lifetime.start)
    ng.on_shutdown(lifetime.stop)
    return application


async def _prepare(config: settings.Settings) -> str:
    """The demo, if it is wanted. Returns what the console says: where we are; or, where there is no business yet, where
    the first one is set up, which is said nowhere else.
    """
    if config.demo:
        await demo.load()
    token = '' if config.demo else await businesses.awaited()
    return f'Daybook: set it up at {config.origin}{paths.set_up(token)}' if token else f'Daybook: {config.origin}'


def run() -> None:
    """Serve until told to stop."""
    config = settings.load()
    telemetry.configure(log_format=config.log_format, level=config.log_level)
    try:
        server = None if config.database_url else embedded.start(config.data_dir)
    except EmbeddedUnavailable as error:
        sys.exit(f'Daybook cannot start its database: {error}')
    try:
        application = assemble(config, config.database_url or server.url())  # type: ignore[union-attr]  # one of the two
        gc.set_threshold(20_000, 20, 100)  # pages are many small objects that live for hours
        gc.freeze()
        server_of_pages = uvicorn.Server(uvicorn.Config(
            application, host=config.host, port=config.port, log_level='warning', ws_per_message_deflate=False,
            timeout_graceful_shutdown=5, access_log=False, server_header=False,
            proxy_headers=False))  # `_cookies.address_of` alone decides which proxy to believe
        with suppress(KeyboardInterrupt):
            server_of_pages.run(sockets=listening.opened(config.host, config.port))
    finally:
        if server is not None:
            server.stop()


if __name__ == '__main__':
    if 'NICEGUI_USER_SIMULATION' in os.environ:
        config = settings.load()
        assemble(config, str(config.database_url))
    elif len(sys.argv) > 1:
        sys.exit(commands.run(COMMANDS, sys.argv[1:], migrate=migrations.upgrade))
    else:
        run()
