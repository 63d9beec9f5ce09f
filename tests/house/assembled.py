"""Prints, as JSON, what the assembled application answers to; a process of its own, because assembling is for good."""

from __future__ import annotations

import json
from typing import Any

from nicegui import app as ng
from starlette.routing import Mount

import main
from app.settings import Settings
from pages._page import SCREENS

SECRET = 'only to put the parts together.....'


def described(routes: list[Any]) -> list[list[Any]]:
    """Path and methods of each route, those of included routers too."""
    found: list[list[Any]] = []
    for route in routes:
        inner = getattr(route, 'original_router', None)
        if inner is not None:
            found += described(inner.routes)
        elif isinstance(route, Mount) and route.app is ng:
            found += described(ng.routes)
        else:
            found.append([route.path, sorted(getattr(route, 'methods', None) or ['MOUNT'])])
    return found


if __name__ == '__main__':
    url = 'postgresql+psycopg://nobody@nowhere/nothing'
    application = main.assemble(Settings(secret=SECRET, database_url=url), url)
    print(json.dumps({
        'routes': described(application.routes),
        'screens': {path: screen.needs.value for path, screen in SCREENS.items()},
    }))
