"""Pictures of every screen: `.venv/bin/python -m tests.journeys.screens FOLDER [NAME ...]`.

Desktop and phone, light and dark, against a server of its own with the demo; or an open one: `--at URL --database URL`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from app import secrets
from services.demo.business import STAFF
from tests import servers
from tests.journeys import places
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import DESKTOP, PHONE, Tabs, a_browser
from tests.pages.doors import open_house

SIZES = {1440: DESKTOP, 390: PHONE}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument('folder', type=Path)
    options.add_argument('names', nargs='*', help='of screens; all of them unless given')
    options.add_argument('--at', default='', help='the address of an open server')
    options.add_argument('--database', default='', help='the address of its database')
    chosen = options.parse_intermixed_args()
    secrets.configure(['a key that only tests may know ....'])
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with _a_site(chosen.at, chosen.database) as (url, database_url), a_browser(sync_playwright) as browser:
        ledger, tabs = Ledger(database_url, STAFF.email), Tabs(browser, url)
        for place in places.every(ledger):
            if not chosen.names or place.name in chosen.names:
                _take(tabs, place, chosen.folder)
        ledger.close()


def _take(tabs: Tabs, place: places.Place, folder: Path) -> None:
    for width, size in SIZES.items():
        for theme in ('light', 'dark'):
            tab = tabs.open(place.who, place.path, size=size, color_scheme=theme)
            if place.prepare:
                place.prepare(tab)
            tab.page.wait_for_timeout(250)
            tab.page.screenshot(path=folder / f'{place.name}-{width}-{theme}.png')
            tabs.close(tab)
            said = '; '.join([*tab.unforgiven, *tab.strangers])
            print(f'{place.name} {width} {theme}' + (f': {said}' if said else ''), flush=True)


@contextmanager
def _a_site(url: str, database_url: str) -> Iterator[tuple[str, str]]:
    if url:
        yield url, database_url
        return
    with servers.postgres_for_tests() as postgres:
        fresh = servers.clone(servers.template_database(postgres, servers.migrate))
        with open_house(fresh) as house:
            yield house.url, house.database_url


if __name__ == '__main__':
    main()
