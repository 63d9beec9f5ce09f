"""What a journey may ask for: the server, a browser, tabs of people, and the ledger behind it all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from services.demo.business import STAFF
from tests.journeys.ledger import Ledger
from tests.journeys.tabs import KEPT, Kept, Tabs, a_browser
from tests.pages.doors import House, house, open_house
from tests.pages.mailing import mailing, sink

__all__ = ['house', 'mailing', 'sink']

HAS_FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope='session')
def browser() -> Iterator[Browser]:
    shutil.rmtree(KEPT, ignore_errors=True)
    with a_browser(sync_playwright) as browser:
        yield browser


class Neighbour:
    """Another server process on the same database: started when first needed, and anew where it stood before."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._open: AbstractContextManager[House] | None = None
        self.url = ''

    def start(self) -> str:
        """Its address. Running already is fine."""
        if self._open is None:
            before = {'PORT': self.url.rpartition(':')[2]} if self.url else {}
            self._open = open_house(self._database_url, **before)
            self.url = self._open.__enter__().url
        return self.url

    def stop(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            self._open = None


@pytest.fixture(scope='session')
def neighbour(house: House) -> Iterator[Neighbour]:
    neighbour = Neighbour(house.database_url)
    yield neighbour
    neighbour.stop()


@pytest.fixture(scope='session')
def kept() -> Kept:
    """What lasts for the whole run."""
    return Kept()


@pytest.fixture(scope='session')
def ledger(house: House) -> Iterator[Ledger]:
    ledger = Ledger(house.database_url, STAFF.email)
    yield ledger
    ledger.close()


@pytest.fixture
def tabs(request: pytest.FixtureRequest, browser: Browser, house: House, kept: Kept) -> Iterator[Tabs]:
    """Opens tabs; afterwards, a complaint in any console fails the test."""
    tabs = Tabs(browser, house.url, kept)
    yield tabs
    problems = {name: tab.unforgiven for name, tab in tabs.opened.items() if tab.unforgiven}
    strangers = {name: tab.strangers for name, tab in tabs.opened.items() if tab.strangers}
    if problems or strangers or request.node.stash.get(HAS_FAILED, False):
        for name, tab in tabs.opened.items():
            tab.keep(KEPT / request.node.name, name)
        (KEPT / request.node.name / 'server.log').write_text(house.said)
    for tab in tabs.opened.values():
        tabs.close(tab)
    assert not problems, problems
    assert not strangers, strangers


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    report = yield
    if report.when == 'call':
        item.stash[HAS_FAILED] = report.failed
    return report
