"""Everything that answers an address: `build(settings)` makes the application of all doors."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from fastapi import FastAPI
from nicegui import app as ng
from nicegui import core, ui
from starlette.middleware.gzip import GZipMiddleware

from app.settings import Settings
from components import design
from pages import _gate, shell
from pages._cookies import NameTheBrowser
from pages._gate import Gate
from pages._headers import HeadAsGet, SecurityHeaders
from pages._page import broken
from pages._site import open_site
from pages._visit import overheard
from pages.account import (
    accepting,
    by_passkey,
    disowning,
    forgetting,
    keeping_codes,
    registering,
    second_factor,
    setting_up,
    signing_in,
    single_sign_on,
    unsubscribing,
    verifying,
)
from pages.programs import health, policy_reports, robots

__all__ = ['build']

ROOMS = ('account', 'admin', 'desk')


def build(settings: Settings) -> FastAPI:
    """The ASGI application: doors for programs first, then the screens, behind the gate and the headers."""
    _import_screens()
    site = open_site(settings)
    application = FastAPI(title='Daybook', openapi_url=None)
    application.include_router(health.router)
    application.include_router(robots.router)
    application.include_router(policy_reports.router)
    application.include_router(signing_in.router)
    application.include_router(second_factor.router)
    application.include_router(keeping_codes.router)
    application.include_router(by_passkey.router)
    application.include_router(forgetting.router)
    application.include_router(accepting.router)
    application.include_router(registering.router)
    application.include_router(verifying.router)
    application.include_router(setting_up.router)
    application.include_router(disowning.router)
    application.include_router(single_sign_on.router)
    application.include_router(unsubscribing.router)
    design.install()
    signing_in.install()
    second_factor.install()
    keeping_codes.install()
    forgetting.install()
    accepting.install()
    registering.install()
    verifying.install()
    setting_up.install()
    disowning.install()
    single_sign_on.install()
    unsubscribing.install()
    shell.install()
    ng.on_exception(overheard)
    ng.on_page_exception(broken)
    # without Tailwind, which nothing of ours uses and which takes a browser a quarter of its work for each page
    ui.run_with(application, title='Daybook', language='en-GB', dark=None, reconnect_timeout=30, tailwind=False,
                binding_refresh_interval=0.5, show_welcome_message=False, gzip_middleware_factory=None)
    core.sio.eio.cors_allowed_origins = [settings.public_url] if settings.public_url else None
    _gate.guard_events()
    # the last one is the outermost: every answer, a refusal at the gate too, passes the headers
    application.add_middleware(Gate, cookies=site.cookies, public_url=settings.public_url)
    application.add_middleware(NameTheBrowser, cookies=site.cookies)
    application.add_middleware(SecurityHeaders, is_https=settings.is_https)
    application.add_middleware(GZipMiddleware, minimum_size=800)
    application.add_middleware(HeadAsGet)
    return application


def _import_screens() -> None:
    """Importing a screen registers it: a new one needs no other line than its own."""
    for room in ROOMS:
        package = import_module(f'pages.{room}')
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f'pages.{room}.{module.name}')
