"""What people type is text wherever it is shown: nothing of it runs, on no screen (abuse 8, 9; headline goal 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from app.context import Context
from services import access, tenants
from services.demo.business import HEAD, PASSWORD, STAFF
from tests import servers
from tests.issuer import trust
from tests.journeys import hostile, places
from tests.journeys.ledger import Ledger
from tests.journeys.places import Place
from tests.journeys.tabs import KEPT, Tab, Tabs
from tests.pages.doors import Browser, House, open_house

HIT = 'a text was run'
TRAP = f"Object.defineProperty(window, '__hit', {{set(number) {{ console.error('{HIT}: ' + number); }}}});"
READ = """() => [document.title, document.body.textContent,
  ...[...document.querySelectorAll('input, textarea')].map((field) => field.value),
  ...[...document.querySelectorAll('[aria-label], [title]')].map((each) => `${each.ariaLabel} ${each.title}`),
].join(' ')"""
# screens that show nothing anybody typed, but for the names in the frame
NOBODYS_WORDS = ('forgot', 'forgot-sent', 'reset-dead', 'verify-dead', 'not-me-dead', 'unsubscribe-dead', 'factor-code',
                 'factor-set-up', 'keys', 'not-found', 'refused', 'find-nothing', 'permissions')


@pytest.fixture(scope='module')
def poisoned(postgres) -> Iterator[House]:
    """The product with a demo of hostile texts."""
    fresh = servers.clone(servers.template_database(postgres, servers.migrate))
    with open_house(fresh, program=('-m', 'tests.pages.assembly', 'hostile')) as opened:
        yield opened


@pytest.fixture
def ledger(poisoned: House) -> Iterator[Ledger]:
    ledger = Ledger(poisoned.database_url, STAFF.email)
    yield ledger
    ledger.close()


@pytest.fixture
def tabs(browser: Chromium, poisoned: House) -> Iterator[Tabs]:
    """Whose tabs say aloud what ran."""
    tabs = Tabs(browser, poisoned.url)
    yield tabs
    for tab in tabs.opened.values():
        tabs.close(tab)


def trapped(tabs: Tabs, who: str) -> Tab:
    tab = tabs.open(who)
    tab.forgive('404 \\(Not Found\\)', '403 \\(Forbidden\\)')
    tab.page.add_init_script(TRAP)
    return tab


def test_abuse_8_sixty_hostile_texts_are_text_on_every_screen(tabs: Tabs, ledger: Ledger, poisoned: House):
    short = [text for text in map(hostile.kept, hostile.TEXTS) if len(text) <= 60]  # what a passkey may be called
    found, read, everywhere = {}, '', places.every(ledger, passkeys=short)
    assert {place.name for place in everywhere}.issuperset(NOBODYS_WORDS)
    said_at_the_door(poisoned, ledger)
    reasons = [text for text in short if len(text) >= 10][-50:]  # one page of the audit trail
    everywhere.append(Place('inside', '/me', who=HEAD.email, prepare=places.steps(
        places.as_of(ledger.run(inside_another(ledger.system, reasons)), '/admin/audit?kind=business.entered'),
        places.until('tbody tr'))))
    for who, screens in groupby(everywhere, key=lambda place: place.who):
        tab = trapped(tabs, who)
        for place in screens:
            if place.name in NOBODYS_WORDS:
                continue
            (tab.turn_to if who else tab.go)(place.path)
            if place.prepare:
                place.prepare(tab)
            seen = re.sub(r'\s+', ' ', tab.page.evaluate(READ))
            assert 'Something went wrong' not in seen, place.name
            read += seen
            if tab.unforgiven or tab.strangers:
                found[place.name] = [*tab.unforgiven, *tab.strangers]
                tab.keep(KEPT / 'hostile', place.name)
                tab.problems.clear()
                tab.strangers.clear()
        tabs.close(tab)

    assert found == {}
    assert [text for text in hostile.TEXTS if hostile.kept(text) not in read] == [], 'every text was there to be read'
    assert [text for text in short if f'Passkey "{text}"' not in read] == []
    assert [text for text in reasons if f'reason: {text}' not in read] == []
    assert '"level": "error"' not in poisoned.said


def said_at_the_door(house: House, ledger: Ledger) -> None:
    """What a business calls the server it trusts, and what a browser calls itself."""
    many = hostile.kept(hostile.NOTES[0][:190])
    ledger.run(trust(ledger.system, 'https://login.example.org', known_as=many, secret='',
                     label=f'Northside ID {hostile.MARKUP[3]}'))
    named = Browser(house, agent=many)
    assert named.sign_in(STAFF.role).status_code == 303
    named.sign_in(STAFF.role, password='not the password')


async def inside_another(home: Context, reasons: Sequence[str]) -> str:
    """The cookie of an administrator who entered another business for each of these reasons, and is there for the last;
    both journals tell them all.
    """
    nobody = Context.anonymous(home.now)
    cookie = await access.sign_in(nobody, email=HEAD.email, password=PASSWORD)
    session = await access.resume(nobody, cookie=cookie)
    mine = session.context(home.now)
    [other] = (await tenants.others(home.tenant_id, text='elm', is_descending=False, page=hostile.ALL)).rows
    for reason in reasons:
        await access.leave(mine, session_id=session.session_id)
        await access.enter(mine, session_id=session.session_id, business_id=other.id, reason=reason)
    return cookie


def test_abuse_8_the_control_a_page_that_shows_them_as_they_are_is_found_out(tabs: Tabs):
    tab = trapped(tabs, STAFF.email)
    tab.go('/hostile')
    expect(tab.page.get_by_text('Everything at once')).to_be_visible()

    assert any(HIT in problem for problem in tab.problems), 'a template ran'
    stopped = [problem for problem in tab.problems if 'CSP: script-src' in problem]
    assert len(stopped) > 10, 'handlers would have run'
