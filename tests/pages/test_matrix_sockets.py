"""S-18, S-19, 5.1: every screen x every role x whose thing it shows, asked for over the socket, without a request.

And events forged for pages that are somebody else's: of every screen, by every other role.
Over HTTP: test_matrix_screens.py; by the services: tests/services/test_matrix.py; in SQL: test_matrix_rows.py there.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from app import clock, database
from app.broadcast import Broadcast
from app.context import Context
from app.intervals import Interval
from app.live import hub
from app.permissions import MATRIX, Reach, Role
from components import words
from pages import _matrix
from pages._gate import BURST
from pages._page import SCREENS
from services import access, appointments, calendars, offerings, people
from services.clients import ClientRef
from services.demo.business import ELSEWHERE, HEAD, LEAD
from services.demo.business import PASSWORD as DEMO_PASSWORD
from tests.given import PASSWORD, PASSWORD_HASH, Given
from tests.pages.desk import until
from tests.pages.doors import EMAILS, Browser, House, client_of
from tests.pages.sockets import Tab, connected, elements_of, listener_of, refused

_matrix.rights()  # knows every screen
PLAIN = sorted(path for path in SCREENS if '{' not in path)
ABOUT_SOMETHING = {'/appointments/{reference}': 'reference', '/admin/people/{person_id}': 'user',
                   '/admin/groups/{group_id}': 'group', '/admin/templates/{kind}': 'template'}
NO_SUCH_PAGE = 'There is no such page.'
DROPPED = 'a message for a page of somebody else was dropped'
MOST_OF_A_SCREEN = int(BURST - 2) // len(PLAIN)  # listeners: in all fewer than the gate lets one socket press at once
TARGETS = ('own', 'group', 'tenant', 'elsewhere', 'missing')
LEAST = {'own': Reach.OWN, 'group': Reach.GROUP, 'tenant': Reach.TENANT}
OF_A_GROUP = """
    select b.reference from appointments a join bookings b on b.id = a.booking_id
    join calendars c on c.id = a.calendar_id join group_members m on m.user_id = c.provider_id
    join group_members l on l.group_id = m.group_id and l.is_supervisor join users u on u.id = l.user_id
    where u.email = %s limit 1"""
OF_OTHER_GROUPS = """
    select b.reference from appointments a join bookings b on b.id = a.booking_id
    join calendars c on c.id = a.calendar_id join users p on p.id = c.provider_id
    where p.name = 'Rita Sousa' limit 1"""
OF_A_CLIENT = """
    select b.reference from appointments a join bookings b on b.id = a.booking_id
    join clients c on c.id = a.client_id join users u on u.id = c.user_id where u.email = %s limit 1"""


@dataclass(frozen=True)
class Things:
    """What the screens are about: `of[kind][target]` is what stands in the address."""

    of: dict[str, dict[str, str]]


@pytest.fixture(scope='module')
def things(house) -> Things:
    theirs = asyncio.run(_made_elsewhere(house.database_url))
    with psycopg.connect(house.database_url.replace('+psycopg', '')) as line:
        def one(sql: str, *values: str) -> str:
            return str(line.execute(sql, values).fetchone()[0])

        user, group = 'select id from users where email = %s', 'select id from groups where name = %s'
        return Things({
            'reference': {'own': one(OF_A_CLIENT, EMAILS['CLIENT']), 'group': one(OF_A_GROUP, LEAD.email),
                          'tenant': one(OF_OTHER_GROUPS), 'elsewhere': theirs['reference'], 'missing': 'ZZZZZZZ'},
            'user': {'own': one(user, HEAD.email), 'group': one(user, LEAD.email), 'tenant': one(user, EMAILS['USER']),
                     'elsewhere': one(user, ELSEWHERE.email), 'missing': str(uuid4())},
            # Of those each business has its own of, so that none is somebody else's.
            'template': {'own': 'booked', 'group': 'moved', 'tenant': 'welcome', 'elsewhere': 'no_such_kind',
                         'missing': 'ZZZZZZ'},
            'group': {'own': one(group, 'Camden clinic'), 'group': one(group, 'Home visits'),
                      'tenant': one(group, 'Lisbon clinic'), 'elsewhere': theirs['group'], 'missing': str(uuid4())},
        })


async def _made_elsewhere(url: str) -> dict[str, str]:
    """In the demo's other business: an appointment, and a group."""
    async with _inside(url, ELSEWHERE.email) as ctx:
        starts = (ctx.now + timedelta(days=7)).replace(hour=11, minute=0, second=0, microsecond=0)
        starts += timedelta(days=(0 - starts.weekday()) % 7)
        [offering] = (await offerings.listed(ctx)).rows
        booked = await appointments.book(
            ctx, calendar_id=(await calendars.listed(ctx)).rows[0].id,
            during=Interval.lasting(starts, offering.duration), client=ClientRef(name='Their Client'),
            offering_id=offering.id)
        return {'reference': booked.reference, 'group': str((await people.create_group(ctx, name='Theirs')).id)}


class Asker:
    """A signed-in browser whose page goes from screen to screen over its socket."""

    def __init__(self, house: House, email: str, password: str = DEMO_PASSWORD) -> None:
        self.house, self.browser = house, Browser(house)
        assert self.browser.sign_in_as(email, password).headers['location'] == '/'
        html = self.browser.see('/', follow_redirects=True).text
        self.client_id, self.navigation = client_of(html), listener_of(html, 'sub_pages_open')

    def connected(self):
        return connected(self.house, self.client_id, cookies=self.browser.cookie_header)

    async def outcome(self, tab: Tab, path: str) -> str:
        """What comes of following a link to there: shown, refused, missing."""
        tab.heard.clear()
        await tab.press(*self.navigation, path)
        deadline = asyncio.get_running_loop().time() + 10
        while not (headed := [said for said in map(json.dumps, tab.heard) if '"tag": "h1"' in said]):
            assert asyncio.get_running_loop().time() < deadline, f'{path}: {tab.said()[:500]}'
            await asyncio.sleep(0.01)
        # What else is heard may be the end of the screen before: its title, late.
        if words.NOT_ALLOWED in headed[-1]:
            return 'refused'
        return 'missing' if words.NOT_FOUND in headed[-1] else 'shown'


def expected(role: Role, path: str, target: str = 'own') -> str:
    reach = MATRIX[SCREENS[path].needs][role]
    if reach is Reach.NONE:
        return 'refused'
    return 'shown' if target in LEAST and reach >= LEAST[target] else 'missing'


def cells(role: Role, things: Things) -> Iterator[tuple[str, str, str]]:
    """Every address, where it leads, and what must come of it."""
    for path in PLAIN:
        yield path, path, expected(role, path)
    for path, kind in ABOUT_SOMETHING.items():
        for target in TARGETS:
            thing = things.of[kind][target]
            if (kind, target, role) == ('reference', 'own', Role.SUPERVISOR):  # they have none but the group's
                thing = things.of[kind]['group']
            yield f'{path} {target}', re.sub(r'\{.*\}', thing, path), expected(role, path, target)


def test_no_screen_is_left_out():
    assert set(PLAIN) | set(ABOUT_SOMETHING) == set(SCREENS)


@pytest.mark.parametrize('role', list(Role))
async def test_s19_every_screen_as_every_role_over_the_socket(house, things, role):
    assert await wrong(house, role, cells(role, things)) == []


async def test_s19_the_control_a_screen_that_shows_too_much_is_found(house, things, monkeypatch):
    monkeypatch.setitem(MATRIX[SCREENS['/appointments/{reference}'].needs], Role.USER, Reach.OWN)
    of_appointments = [cell for cell in cells(Role.USER, things) if cell[0].startswith('/appointments/')]
    assert await wrong(house, Role.USER, of_appointments) == [
        f'/appointments/{{reference}} {target}: shown, not missing' for target in ('group', 'tenant')]


async def wrong(house: House, role: Role, tried: Iterable[tuple[str, str, str]]) -> list[str]:
    asker = Asker(house, EMAILS[role])
    async with asker.connected() as tab:
        return [f'{cell}: {came}, not {must}' for cell, path, must in tried
                if (came := await asker.outcome(tab, path)) != must]


async def test_s18_no_event_reaches_a_page_of_somebody_else(house):
    """Of every screen an administrator has open, pressed by everybody else: 0 executed."""
    admin = Asker(house, EMAILS['ADMIN'])
    forged = [*listeners_of_every_screen(admin), (admin.client_id, *admin.navigation)]
    assert len(PLAIN) < len(forged) < BURST
    async with refused(), connected(house, admin.client_id):
        pass
    nobody = Browser(house)
    opened = [(nobody, nobody.client_id('/sign-in')), await half_signed_in(house)]
    for role in (Role.CLIENT, Role.USER, Role.SUPERVISOR):
        asker = Asker(house, EMAILS[role])
        opened.append((asker.browser, asker.client_id))
    async with admin.connected() as tab:
        for thief, own_page in opened:
            before = house.said.count(DROPPED)
            async with connected(house, own_page, cookies=thief.cookie_header) as thiefs:
                for client_id, element, listener in forged:
                    await thiefs.press(element, listener, '/no/such/page', client_id=client_id)
                assert await until(lambda before=before: house.said.count(DROPPED) - before == len(forged))
                assert NO_SUCH_PAGE not in tab.said() + thiefs.said()
        await tab.press(*admin.navigation, '/no/such/page')
        assert await tab.hears(NO_SUCH_PAGE), 'a control: pressed by its own browser it happens'


async def half_signed_in(house: House) -> tuple[Browser, str]:
    """An administrator without a second factor, and the one page they reach (S-11)."""
    database.configure(house.database_url, pool_size=2)
    try:
        strict = await Given.a_tenant(now=clock.now(), slug=f'strict-{uuid4().hex[:8]}')
        boss = await strict.user('ADMIN', password_hash=PASSWORD_HASH, email=f'boss@{strict.slug}.example')
    finally:
        await database.dispose()
    browser = Browser(house)
    assert browser.sign_in_as(boss.email, PASSWORD).headers['location'] == '/second-factor'
    return browser, browser.client_id('/second-factor')


def listeners_of_every_screen(asker: Asker) -> Iterator[tuple[str, int, str]]:
    """Every screen opened anew; of each, some of what can be pressed there."""
    for path in PLAIN:
        html = asker.browser.see(path, follow_redirects=True).text
        found = [(client_of(html), number, listener['listener_id'])
                 for number, element in elements_of(html).items() for listener in element.get('events', [])]
        yield from found[::max(1, len(found) // MOST_OF_A_SCREEN)][:MOST_OF_A_SCREEN]


async def test_s18_s14_who_was_let_go_does_nothing_more_with_the_page_still_open(house):
    lead = await _a_supervisor(house.database_url)
    asker = Asker(house, lead.email, PASSWORD)
    async with asker.connected() as tab:
        assert await asker.outcome(tab, '/board') == 'shown'
        await _what_was_pressed_is_answered(house)  # all of the board is drawn
        tab.heard.clear()
        await _let_go(house.database_url, lead.id)
        for path in PLAIN:
            await tab.press(*asker.navigation, path)
        assert await tab.hears('/sign-in')
        await _what_was_pressed_is_answered(house)
        assert '"tag": "h1"' not in tab.said(), 'no screen was drawn'
    for path in SCREENS:
        address = re.sub(r'\{.*\}', 'x', path)
        assert asker.browser.see(address).headers['location'].split('?')[0] == '/sign-in'
    assert 'problem=wrong' in Browser(house).sign_in_as(lead.email, PASSWORD).headers['location']


async def _what_was_pressed_is_answered(house: House) -> None:
    """What somebody else presses later, and is shown, was answered after it."""
    later = Asker(house, EMAILS['USER'])
    async with later.connected() as tab:
        for path in ('/board', '/appointments', '/board'):
            assert await later.outcome(tab, path) == 'shown'


async def _a_supervisor(url: str) -> people.UserShape:
    """Somebody new in the demo's business, who may go again."""
    async with _inside(url, EMAILS['ADMIN']) as ctx, database.transaction(ctx) as db:
        return await people.add(db, name='Passing Lead', role=Role.SUPERVISOR, password_hash=PASSWORD_HASH,
                                email=f'lead-{uuid4().hex[:8]}@example.org')


async def _let_go(url: str, user_id: UUID) -> None:
    """As another process would: the server hears of it."""
    async with _inside(url, EMAILS['ADMIN']) as ctx:
        broadcast = Broadcast(hub, url)
        broadcast.start()
        try:
            await broadcast.ready.wait()
            await access.deactivate(ctx, user_id=user_id)
        finally:
            await broadcast.stop()  # having told it


@asynccontextmanager
async def _inside(url: str, email: str) -> AsyncIterator[Context]:
    """In the business of whoever has this address, as the product itself."""
    database.configure(url, pool_size=2)
    try:
        tenant_id, _ = await people.home_of(email)
        yield Context.system(tenant_id, clock.now(), zone='Europe/London')
    finally:
        await database.dispose()
